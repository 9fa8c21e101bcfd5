"""Words and lines as read, and their form on disk."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One word. Raises: ValueError when a text of it is empty, has blanks or is not NFC."""

    text: str
    box: Box
    confidence: float
    """0.0–1.0: how often words as sure as this were right on pages that were checked by eye."""
    alternatives: tuple[str, ...] = ()
    """What else it may be, likeliest first: other readings, never the text itself."""
    by_person: bool = False
    """A person said so; the ledger keeps what the machine read, and this is laid over it."""

    def __post_init__(self) -> None:
        for text in (self.text, *self.alternatives):
            if not text or text.split() != [text]:
                raise ValueError(f"not one word: {text!r}")
            if not unicodedata.is_normalized("NFC", text):
                raise ValueError(f"not NFC: {text!r}")
        if self.text in self.alternatives:
            raise ValueError(f"no alternative to itself: {self.text!r}")


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
        "words": [_word_to_json(word) for word in line.words],
    }


def line_from_json(data: dict[str, Any]) -> Line:
    """Raises: KeyError, ValueError or TypeError when the data is no line."""
    return Line(
        words=tuple(_word_from_json(word) for word in data["words"]),
        box=Box(*data["box"]),
        block=data["block"],
        role=LineRole(data["role"]),
    )


def _word_to_json(word: Word) -> list[Any]:
    values = [word.text, *box_to_json(word.box), word.confidence]
    return [*values, list(word.alternatives)] if word.alternatives else values


def _word_from_json(data: list[Any]) -> Word:
    """Most words, and all that were recorded before alternatives were kept, have none."""
    others = tuple(data[6]) if len(data) > 6 else ()
    return Word(data[0], Box(*data[1:5]), data[5], others)


def box_to_json(box: Box) -> list[int]:
    """Left, top, right, bottom."""
    return [box.left, box.top, box.right, box.bottom]
