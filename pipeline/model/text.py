"""Words and lines as read, and their form on disk."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One word. Raises: ValueError when its text is empty, has blanks or is not NFC."""

    text: str
    box: Box
    confidence: float
    """0.0–1.0: how often words as sure as this were right on pages that were checked by eye."""

    def __post_init__(self) -> None:
        if not self.text or self.text.split() != [self.text]:
            raise ValueError(f"not one word: {self.text!r}")
        if not unicodedata.is_normalized("NFC", self.text):
            raise ValueError(f"not NFC: {self.text!r}")


class LineRole(StrEnum):
    """What a line is to its page; only the body is running text."""

    BODY = "body"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line, left to right; lines with the same `block` are one paragraph or cell."""

    words: tuple[Word, ...]
    box: Box
    block: int = 0
    role: LineRole = LineRole.BODY

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over the words."""
        return sum(w.confidence for w in self.words) / len(self.words) if self.words else 0.0


def line_to_json(line: Line) -> dict[str, Any]:
    """The line as plain JSON values; `line_from_json` is its inverse."""
    return {
        "block": line.block,
        "role": line.role.value,
        "box": box_to_json(line.box),
        "words": [[w.text, *box_to_json(w.box), w.confidence] for w in line.words],
    }


def line_from_json(data: dict[str, Any]) -> Line:
    """Raises: KeyError, ValueError or TypeError when the data is no line."""
    return Line(
        words=tuple(Word(w[0], Box(*w[1:5]), w[5]) for w in data["words"]),
        box=Box(*data["box"]),
        block=data["block"],
        role=LineRole(data["role"]),
    )


def box_to_json(box: Box) -> list[int]:
    """Left, top, right, bottom."""
    return [box.left, box.top, box.right, box.bottom]
