"""The nouns of the pipeline: frozen values that need nothing from the outside."""
