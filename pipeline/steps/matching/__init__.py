"""Tells whether two forms are of one document: keys, words, the sheet itself."""
