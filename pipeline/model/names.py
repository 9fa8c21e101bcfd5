"""Names that come from outside, made safe to show."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with every character escaped that could break a line or deceive its reader."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
