"""What the work costs and how right it is, beside its peers in the same run."""
