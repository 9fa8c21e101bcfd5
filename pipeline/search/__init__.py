"""The search: finds documents by their words, with diacritics or without."""
