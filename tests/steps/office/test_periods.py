"""Periods: weeks of ISO 8601, months, quarters, years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.office.periods import Period, span_of

LONG = [period for period in Period if period is not Period.FREE]
DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize("period", LONG)
@given(day=DAYS)
def test_each_day_is_in_one_period_and_the_next_begins_after_it(period: Period, day: date) -> None:
    span = span_of(period, day)
    assert span.first <= day <= span.last
    assert span_of(period, span.first) == span_of(period, span.last) == span
    assert span_of(period, span.last + timedelta(days=1)).first == span.last + timedelta(days=1)


def test_weeks_are_numbered_by_their_thursday() -> None:
    span = span_of(Period.WEEK, date(2027, 1, 1))
    assert (span.number, span.year, span.first) == (53, 2026, date(2026, 12, 28))
    assert span_of(Period.QUARTER, date(2026, 11, 7)).first == date(2026, 10, 1)
