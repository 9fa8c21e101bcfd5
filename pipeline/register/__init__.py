"""The register: the database that says which documents exist, and everything done to them."""
