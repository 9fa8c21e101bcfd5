"""What was written into the blanks of an office's printed head: number, day, month and year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box


class BlankKind(StrEnum):
    """What a blank asks for (NĐ 30/2020, Phụ lục I, ô 3 and 4; Phụ lục IV, dấu "ĐẾN")."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ARRIVAL_NUMBER = "arrival_number"
    ARRIVAL_DATE = "arrival_date"


@dataclass(frozen=True, slots=True)
class DigitReading:
    """One way to read a blank; an empty text says that nothing was written."""

    text: str
    chance: float
    """The reader's own probability, 0.0–1.0, before anything else of the document is asked."""


@dataclass(frozen=True, slots=True)
class BlankReading:
    """A blank, whoever filled it in, with what its digits can be; box in pixels of the page."""

    kind: BlankKind
    box: Box
    readings: tuple[DigitReading, ...]
    """Best first; their chances add up to at most 1."""
    struck: float = 0.0
    """How likely something in it is struck out or written over, 0.0–1.0."""
    written: bool = True
    """Whether a pen wrote in it, not a printer."""


def blank_to_json(blank: BlankReading) -> dict[str, Any]:
    """The blank as plain JSON values; `blank_from_json` is its inverse."""
    box = blank.box
    return {
        "kind": blank.kind.value,
        "box": [box.left, box.top, box.right, box.bottom],
        "readings": [[reading.text, reading.chance] for reading in blank.readings],
        "struck": blank.struck,
        "written": blank.written,
    }


def blank_from_json(data: dict[str, Any]) -> BlankReading:
    """Raises: KeyError, ValueError or TypeError when the data is no blank."""
    return BlankReading(
        kind=BlankKind(data["kind"]),
        box=Box(*data["box"]),
        readings=tuple(DigitReading(text, chance) for text, chance in data["readings"]),
        struck=data["struck"],
        written=data["written"],
    )
