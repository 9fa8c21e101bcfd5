"""The workbench: the archive in a browser, for people with an account."""
