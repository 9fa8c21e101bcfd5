"""Dates as the index compares them: a partial date is every day that it may be."""

from __future__ import annotations

import re
from calendar import monthrange

from pipeline.errors import SettingsInvalid

Days = tuple[int, int]
"""First and last possible day, each as the number YYYYMMDD."""

_ISO = re.compile(r"([\d?]{4})(?:-([\d?]{1,2})(?:-([\d?]{1,2}))?)?")
_VIETNAMESE = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")


def possible_days(date: str) -> Days | None:
    """The days that a record's date may be; None when not even its decade is known."""
    found = _ISO.fullmatch(date)
    if found is None or found[1].startswith("??"):
        return None
    years = _range(found[1], 1, 9999)
    months = _range((found[2] or "??").rjust(2, "0"), 1, 12)
    days = _range((found[3] or "??").rjust(2, "0"), 1, 31)
    if years is None or months is None or days is None:
        return None
    last_day = monthrange(years[1], months[1])[1]
    first = _number(years[0], months[0], days[0])
    return first, _number(years[1], months[1], min(days[1], last_day))


def asked_days(option: str, text: str) -> Days:
    """The days that a person means: 2017, 2017-11, 2017-11-05, 11/2017 or 5/11/2017.

    Raises:
        SettingsInvalid: it is not a date; the message names `option`.
    """
    found = _VIETNAMESE.fullmatch(text.strip())
    iso = "-".join(part for part in (found[3], found[2], found[1]) if part) if found else text
    days = possible_days(iso.strip()) if "?" not in iso else None
    if days is None or days[0] > days[1]:
        raise SettingsInvalid("search_date", {"option": option, "value": text})
    return days


def _range(digits: str, least: int, most: int) -> tuple[int, int] | None:
    """The least and greatest number within bounds that the digits may be."""
    low = max(int(digits.replace("?", "0")), least)
    high = min(int(digits.replace("?", "9")), most)
    return (low, high) if low <= high else None


def _number(year: int, month: int, day: int) -> int:
    return year * 10_000 + month * 100 + day
