"""How values look to a person: names made safe to print, states, reasons, dates, marks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_time(at: datetime) -> str:
    return at.astimezone(_HERE).strftime("%d/%m/%Y %H:%M:%S")


def local_date(date: str) -> str:
    """ISO 8601, perhaps partial, as it is written here: 07/11/2017."""
    return "/".join(reversed(date.split("-")))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns parted by two blanks, the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns parted by two blanks, all to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """The text on one line with its marked ranges bold on a terminal, else in « »."""
    start, end = ("\x1b[1;33m", "\x1b[0m") if sys.stdout.isatty() else ("«", "»")
    parts, at = [], 0
    for left, right in marks:
        parts += [text[at:left], start, text[left:right], end]
        at = right
    return " ".join("".join([*parts, text[at:]]).split())
