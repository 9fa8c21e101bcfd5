"""Turns scanned Vietnamese office paper into described, preserved and findable documents."""

__version__ = "0.1.0"
