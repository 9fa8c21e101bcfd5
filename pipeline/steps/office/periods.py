"""The periods that an office reports on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Period(StrEnum):
    """How long one is."""

    WEEK = "week"
    """From Monday to Sunday (ISO 8601)."""
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FREE = "period"
    """From any day to any other."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one period, both inclusive, and its number within the year."""

    period: Period
    first: date
    last: date
    number: int
    year: int


def span_of(period: Period, day: date) -> Span:
    """The week, month, quarter or year that a day is in."""
    match period:
        case Period.WEEK:
            year, number, weekday = day.isocalendar()
            first = day - _DAY * (weekday - 1)
            return Span(period, first, first + _DAY * 6, number, year)
        case Period.MONTH:
            return _months(period, day.year, day.month, 1, day.month)
        case Period.QUARTER:
            number = (day.month + 2) // 3
            return _months(period, day.year, number * 3 - 2, 3, number)
        case _:
            return _months(period, day.year, 1, 12, 1)


def _months(period: Period, year: int, month: int, count: int, number: int) -> Span:
    after = month + count
    last = date(year + (after > 12), after - 12 if after > 12 else after, 1) - _DAY
    return Span(period, date(year, month, 1), last, number, year)
