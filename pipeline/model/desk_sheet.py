"""What is put between papers before they are scanned: separator sheets and cover sheets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum


class SheetKind(StrEnum):
    SEPARATOR = "T"
    """The next sheet begins a document (tách)."""
    COVER = "L"
    """A batch, or a file of it, begins (lô)."""


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """What a sheet says; "" is unsaid.

    Raises:
        ValueError: a text is longer than `MOST_LETTERS`.
    """

    kind: SheetKind = SheetKind.SEPARATOR
    batch: str = ""
    unit: str = ""
    """Of the office whose documents follow."""
    type: str = ""
    """Kind of the documents that follow: "Công văn"."""
    box: str = ""
    """Number of the box (hộp)."""
    file: str = ""
    """Mã hồ sơ."""

    def __post_init__(self) -> None:
        for name, text in self.said.items():
            if len(text) > MOST_LETTERS:
                raise ValueError(f"{name}: {len(text)} characters")
            if text != " ".join(unicodedata.normalize("NFC", text).split()):
                raise ValueError(f"{name}: not one line of NFC: {text!r}")

    @property
    def said(self) -> dict[str, str]:
        """Its fields that say something, by name."""
        known = {one.name: str(getattr(self, one.name)) for one in fields(self)[1:]}
        return {name: text for name, text in known.items() if text}


MOST_LETTERS = 60
"""Of a field: a code of more would not be read from a bad scan."""
