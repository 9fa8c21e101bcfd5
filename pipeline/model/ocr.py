"""What was read on a page: words in lines, in reading order, and their form on disk."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box
from pipeline.model.scan import PageOrigin

FORMAT = 1
"""Version of the form on disk; part of the ledger's key."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word. Raises: ValueError when its text is empty, has blanks or is not NFC."""

    text: str
    box: Box
    confidence: float
    """0.0–1.0, the engine's own word."""

    def __post_init__(self) -> None:
        if not self.text or self.text.split() != [self.text]:
            raise ValueError(f"not one word: {self.text!r}")
        if not unicodedata.is_normalized("NFC", self.text):
            raise ValueError(f"not NFC: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line, left to right; lines with the same `block` belong together."""

    words: tuple[Word, ...]
    box: Box
    block: int = 0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over the words."""
        return sum(w.confidence for w in self.words) / len(self.words) if self.words else 0.0


class StampKind(StrEnum):
    """What a boxed stamp says (NĐ 30/2020, Phụ lục I, ô 10a, 10b, 11)."""

    SECRECY = "secrecy"
    URGENCY = "urgency"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp found on the page, apart from its printed text."""

    kind: StampKind
    value: str
    """The canonical words: "Hỏa tốc", "Thượng khẩn", "Khẩn", "Tuyệt mật", "Tối mật", "Mật"."""
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One page as read. Boxes are in pixels of the page as kept, upright (PageImage)."""

    number: int
    size: tuple[int, int]
    """(width, height) of the upright page, pixels."""
    dpi: float
    lines: tuple[Line, ...]
    """In reading order."""
    engine: str
    origin: PageOrigin = PageOrigin.IMAGE
    rotation_deg: int = 0
    """Clockwise turn that made the stored image upright: 0, 90, 180 or 270."""
    skew_deg: float = 0.0
    """Clockwise angle of the text lines on the upright page."""
    stamps: tuple[Stamp, ...] = ()
    failure: str | None = None
    """Why the page could not be read (an error code); it has no lines then."""

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def page_to_json(page: OcrPage) -> dict[str, Any]:
    """The page as plain JSON values; `page_from_json` is its inverse."""
    return {
        "format": FORMAT,
        "number": page.number,
        "size": list(page.size),
        "dpi": page.dpi,
        "engine": page.engine,
        "origin": page.origin.value,
        "rotation_deg": page.rotation_deg,
        "skew_deg": page.skew_deg,
        "failure": page.failure,
        "stamps": [
            [s.kind.value, s.value, *_box_to_json(s.box), s.confidence] for s in page.stamps
        ],
        "lines": [
            {
                "block": line.block,
                "box": _box_to_json(line.box),
                "words": [[w.text, *_box_to_json(w.box), w.confidence] for w in line.words],
            }
            for line in page.lines
        ],
    }


def page_from_json(data: dict[str, Any]) -> OcrPage:
    """Raises: KeyError, ValueError or TypeError when the data is not a page of this format."""
    if data["format"] != FORMAT:
        raise ValueError(f"page format {data['format']}, not {FORMAT}")
    width, height = data["size"]
    return OcrPage(
        number=data["number"],
        size=(width, height),
        dpi=data["dpi"],
        engine=data["engine"],
        origin=PageOrigin(data["origin"]),
        rotation_deg=data["rotation_deg"],
        skew_deg=data["skew_deg"],
        failure=data["failure"],
        stamps=tuple(Stamp(StampKind(s[0]), s[1], Box(*s[2:6]), s[6]) for s in data["stamps"]),
        lines=tuple(
            Line(
                words=tuple(Word(w[0], Box(*w[1:5]), w[5]) for w in line["words"]),
                box=Box(*line["box"]),
                block=line["block"],
            )
            for line in data["lines"]
        ),
    )


def _box_to_json(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
