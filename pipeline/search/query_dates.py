"""Dates as people write them in a question: in words, in digits, in part, as ranges, from today.

Every text here is as `analysis.canon` makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipeline.search.analysis import fold
from pipeline.search.dates import Days, possible_days
from pipeline.search.query_words import Unit, query_words

_DOTS = re.compile(r"\s*\.\.(?!\.)\s*")
_DASH = r"(?:[-–]\s*|\s+[-–]\s+)"
"""Not " -", which leaves out what it stands before."""
_YEARS = re.compile(rf"(\d{{4}}){_DASH}(\d{{4}})(?!\w)")
_LONGEST_NAME = 40
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BEFORE = re.compile(r"[\w/]")
_AFTER = re.compile(r"\w|[/-]\w|\.\d|\*")
_DASH_BEHIND = re.compile(rf"{_DASH}\d")
_DASH_BEFORE = re.compile(r"\d\s{1,3}[-–]\s{1,3}$")


@dataclass(frozen=True, slots=True)
class Written:
    """A date, or a range of dates, in a text."""

    end: int
    first: int | None
    last: int | None
    """Days YYYYMMDD; None is no bound."""
    digits: tuple[tuple[int, int], ...]
    """Where the parts stand that a document would have too, in its order: day, month, year."""
    strict: bool = False
    """It was written with "..", which asks for days and not for words."""


def bare_date(text: str, start: int) -> Written | None:
    """A date, or a range, that begins here among other words."""
    if start and _BEFORE.match(text[start - 1]):
        return None
    found = _range(text, start) or _range_in_words(text, start) or _end(text, start, None)
    if found is None or not _likely(found):
        return None
    lone_year = len(found.digits) == 1
    return None if lone_year and _among_years(text, start, found.end) else found


def asked_date(text: str, start: int, today: date | None) -> Written | None:
    """A date, or a range, that begins here, where one is expected; at most half of it open."""
    counted = _relative(text, start, today)
    if counted is not None:
        return counted
    start = _expected(text, start)
    if (years := _YEARS.match(text, start)) is not None:
        return _end_of_years(years)
    if (dots := _DOTS.match(text, start)) is not None:
        last = _end(text, dots.end(), today)
        return None if last is None else _strict(last.end, None, last.last)
    return _range(text, start, today) or _range_in_words(text, start) or _end(text, start, today)


def written_days(first: int | None, last: int | None) -> str:
    """The days as a date field is asked for them; `asked_date` reads them again."""
    for text in _shortest(first, last):
        days = asked_date(text, 0, None)
        if days is not None and (days.first, days.last, days.end) == (first, last, len(text)):
            return text
    return f"{_day(first)}..{_day(last)}"


def _range(text: str, start: int, today: date | None = None) -> Written | None:
    """2016..2018, 5/11/2017.., and with their ends exchanged."""
    first = _end(text, start, today)
    dots = _DOTS.match(text, first.end) if first is not None else None
    if first is None or dots is None:
        return None
    last = _end(text, _expected(text, dots.end()), today)
    if last is None:
        return _strict(first.end + len(dots.group().rstrip()), first.first, None)
    return _strict(last.end, *_ordered(first, last))


def _end_of_years(years: re.Match[str]) -> Written | None:
    """2016-2018."""
    first, last = _end(years[1], 0, None), _end(years[2], 0, None)
    if first is None or last is None:
        return None
    return _strict(years.end(), *_ordered(first, last))


def _range_in_words(text: str, start: int) -> Written | None:
    """Từ 2016 đến 2018."""
    dates = query_words().dates
    begins = _compiled(dates.range_begins).match(text, start)
    first = _end(text, _expected(text, begins.end()), None) if begins else None
    goes_on = _compiled(dates.range_goes_on).match(text, first.end) if first else None
    last = _end(text, _expected(text, goes_on.end()), None) if goes_on else None
    if first is None or last is None:
        return None
    return Written(last.end, *_ordered(first, last), first.digits + last.digits)


def _likely(found: Written) -> bool:
    """A number of four digits alone is not always a year."""
    least, most = query_words().dates.years
    bounds = [bound // 10_000 for bound in (found.first, found.last) if bound is not None]
    return all(least <= year <= most for year in bounds)


def _among_years(text: str, start: int, end: int) -> bool:
    """The period 2016-2020 is what a document is about: words, not its date."""
    before = text[max(start - 8, 0) : start]
    return bool(_DASH_BEHIND.match(text, end) or _DASH_BEFORE.search(before))


def _end(text: str, start: int, today: date | None) -> Written | None:
    """One date."""
    for pattern in query_words().dates.patterns:
        found = _compiled(pattern).match(text, start)
        if found is None or _goes_on(text, found.end()):
            continue
        days = _days(found.groupdict())
        if days is not None:
            return Written(found.end(), *days, _digits(found))
    return _relative(text, start, today)


def _goes_on(text: str, end: int) -> bool:
    return _AFTER.match(text, end) is not None


def _days(parts: dict[str, str | None]) -> Days | None:
    """The days of a date's parts; None when there is no such day."""
    year, month, day = parts["year"] or "", parts.get("month"), parts.get("day")
    if (quarter := parts.get("quarter")) is not None:
        last_month = 3 * (_QUARTERS.get(quarter) or int(quarter))
        begins = possible_days(f"{year}-{last_month - 2}")
        ends = possible_days(f"{year}-{last_month}")
        return (begins[0], ends[1]) if begins and ends else None
    days = possible_days("-".join(part for part in (year, month, day) if part))
    return days if days is not None and days[0] <= days[1] and int(year) > 0 else None


def _digits(found: re.Match[str]) -> tuple[tuple[int, int], ...]:
    names = ("word", "quarter", "day", "month", "year")
    have = found.groupdict()
    return tuple(found.span(name) for name in names if have.get(name) is not None)


def _relative(text: str, start: int, today: date | None) -> Written | None:
    words = query_words()
    found = words.relative_pattern.match(fold(text[start : start + _LONGEST_NAME]))
    if found is None or today is None:
        return None
    name = re.sub(r"[\s_.-]+", " ", found[1])
    first, last = _counted(today, *words.relative_days[name])
    return Written(start + found.end(), _number(first), _number(last), ())


def _counted(today: date, unit: Unit, back: int) -> tuple[date, date]:
    """First and last day of the unit that lies so many before today's."""
    if unit == "day":
        return (day := today - timedelta(back)), day
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday, monday + timedelta(6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    count = today.year * 12 + today.month - 1
    begins = count - count % months - back * months
    return _first_of(begins), _first_of(begins + months) - timedelta(1)


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _expected(text: str, start: int) -> int:
    """Behind the words that may stand before a date; they are part of "tháng 11 2017"."""
    found = _compiled(query_words().dates.expected).match(text, start)
    behind = found.end() if found is not None else start
    return start if _end(text, start, None) is not None else behind


def _ordered(one: Written, other: Written) -> tuple[int | None, int | None]:
    bounds = [bound for bound in (one.first, one.last, other.first, other.last) if bound]
    return min(bounds), max(bounds)


def _strict(end: int, first: int | None, last: int | None) -> Written:
    return Written(end, first, last, (), strict=True)


def _shortest(first: int | None, last: int | None) -> tuple[str, ...]:
    if first is None or last is None:
        return ()
    years = (str(first // 10_000).rjust(4, "0"), str(last // 10_000).rjust(4, "0"))
    month = f"{first // 100 % 100}/{years[0]}"
    return years[0], month, _day(first), f"{years[0]}..{years[1]}"


def _day(day: int | None) -> str:
    return "" if day is None else f"{day % 100}/{day // 100 % 100}/{day // 10_000:04}"


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
