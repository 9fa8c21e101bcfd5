"""The verbs: pure functions from values to values, without files, programs or the archive."""
