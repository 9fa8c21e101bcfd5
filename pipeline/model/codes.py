"""Bar and QR codes: what labels and separator sheets say to machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Code:
    """A code on a page; box in pixels of the page as kept, around its four corners."""

    kind: str
    """The symbology by its own name: "QR Code", "Code 128"."""
    text: str
    box: Box


def code_to_json(code: Code) -> list[Any]:
    """The code as plain JSON values; `code_from_json` is its inverse."""
    box = code.box
    return [code.kind, code.text, box.left, box.top, box.right, box.bottom]


def code_from_json(data: list[Any]) -> Code:
    """Raises: IndexError, TypeError or ValueError when the data is no code."""
    return Code(data[0], data[1], Box(*data[2:6]))
