"""Reads dates as offices write them into their books."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.model.sheet import Cell

UNKNOWN_YEAR = "????"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?:\s+\d.*)?")
_IN_WORDS = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})(?:\s*năm\s*(\d{4}))?", re.IGNORECASE
)
_SERIAL_FROM = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
"""Days of a workbook's calendar (1954–2119) that lost their format."""
_CENTURY_TURNS = 70


def iso_date(cell: Cell, year: int | None = None) -> str | None:
    """ISO 8601, the year `????` where none is written or given; None when nothing is there.

    Raises:
        ValueError: it is no date.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        if int(cell) == cell and int(cell) in _SERIALS:
            return (_SERIAL_FROM + timedelta(days=int(cell))).isoformat()
        raise ValueError(f"no date: {cell}")
    return _from_text(" ".join(cell.split()), year)


def whole_date(cell: Cell, year: int | None = None) -> date | None:
    """As `iso_date`; a date without a year is none. Raises: ValueError."""
    text = iso_date(cell, year)
    if text is None:
        return None
    if text.startswith(UNKNOWN_YEAR):
        raise ValueError(f"no year: {cell}")
    return date.fromisoformat(text)


def _from_text(text: str, year: int | None) -> str | None:
    if not text.strip("-–—. "):
        return None
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    match = _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text)
    if match is None:
        raise ValueError(f"no date: {text}")
    day, month, written = int(match[1]), int(match[2]), match[3]
    if written is None and year is None:
        # 29 February is a date of some year.
        date(2000, month, day)
        return f"{UNKNOWN_YEAR}-{month:02}-{day:02}"
    return date(_year(written) if written else year or 0, month, day).isoformat()


def _year(written: str) -> int:
    if len(written) == 4:
        return int(written)
    return (2000 if int(written) < _CENTURY_TURNS else 1900) + int(written)
