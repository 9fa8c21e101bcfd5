"""What the name of a file says of its document: the weakest hint, as anybody may name it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-._](?P<month>\d{1,2})[-._](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[-._](?P<month>\d{1,2})[-._](?P<year>(?:19|20)\d\d)(?!\d)"),
)
_NUMBER = re.compile(r"(?<![\d.,_-])(?P<number>\d{1,6})[-_ ](?=[A-ZĐ]{2,}(?![^\W\d_]))")
"""The number of a code as file names bear it: 2107-SYT-NVY, 12_QĐ-UBND."""


@dataclass(frozen=True, slots=True)
class FileHint:
    """What a file's name may say of its document; it may be the day of the scan, too."""

    number: str | None = None
    """Without leading zeros."""
    date: date | None = None


def file_hint(name: str) -> FileHint:
    """The number and the date in the name of a file."""
    number = _NUMBER.search(name)
    days = (_day(match) for pattern in _DATES for match in pattern.finditer(name))
    return FileHint(
        number["number"].lstrip("0") or None if number else None,
        next((day for day in days if day is not None), None),
    )


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
