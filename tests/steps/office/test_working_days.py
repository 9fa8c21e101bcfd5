"""Working days: laws of counting, and the years as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.register_rules import default_holidays
from pipeline.steps.office.working_days import Calendar, calendar

COUNTRY = calendar(default_holidays())
days = st.dates(min_value=date(2023, 6, 1), max_value=date(2028, 6, 30))
counts = st.integers(min_value=0, max_value=60)


@given(days, counts)
def test_a_term_ends_on_a_working_day_that_is_not_before(day: date, count: int) -> None:
    end = COUNTRY.after(day, count)
    assert COUNTRY.works(end)
    assert end >= day


@given(days, st.integers(min_value=1, max_value=60))
def test_what_is_added_is_counted(day: date, count: int) -> None:
    assert COUNTRY.between(day, COUNTRY.after(day, count)) == count


@given(days, days, counts)
def test_who_comes_later_is_never_due_sooner(one: date, other: date, count: int) -> None:
    first, last = sorted((one, other))
    assert COUNTRY.after(first, count) <= COUNTRY.after(last, count)


@given(days, counts, counts)
def test_terms_add_up(day: date, one: int, other: int) -> None:
    start = COUNTRY.on_or_after(day)
    assert COUNTRY.after(COUNTRY.after(start, one), other) == COUNTRY.after(start, one + other)


@given(days, days)
def test_counting_backwards_is_the_same_with_the_other_sign(one: date, other: date) -> None:
    assert COUNTRY.between(one, other) == -COUNTRY.between(other, one)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        ("2025-01-24", 1, "2025-02-03"),  # over Tết
        ("2025-04-25", 1, "2025-04-26"),  # a Saturday that was worked for 2 May
        ("2025-04-29", 1, "2025-05-05"),
        ("2024-08-30", 2, "2024-09-05"),  # Quốc khánh
        ("2026-04-24", 1, "2026-04-28"),  # Giỗ Tổ on a Sunday, made up for
        ("2026-08-28", 1, "2026-09-03"),
        ("2024-02-10", 0, "2024-02-15"),  # nothing is due on the first day of Tết
        ("2024-03-05", 0, "2024-03-05"),
    ],
)
def test_the_years_as_they_were(day: str, count: int, end: str) -> None:
    assert COUNTRY.after(date.fromisoformat(day), count) == date.fromisoformat(end)


def test_each_whole_year_has_the_days_of_the_labour_code() -> None:
    for year in default_holidays().years:
        if not year.whole:
            continue
        moved_here = len(year.worked)
        off = [day for day in year.off if day.weekday() < 5]
        # A day of the law that is a weekend's is made up for, so that there are always 11.
        assert len(off) - moved_here == 11, year.year
        assert all(day.weekday() >= 5 for day in year.worked)


def test_a_year_without_data_is_not_sure() -> None:
    assert COUNTRY.sure(date(2025, 1, 1), date(2025, 12, 31))
    assert not COUNTRY.sure(date(2026, 12, 30), date(2027, 1, 4))
    assert not COUNTRY.sure(date(2026, 11, 20), date(2026, 11, 25))
    assert COUNTRY.sure(date(2026, 11, 25), date(2026, 12, 31))


def test_an_office_says_what_it_knows_better() -> None:
    extra, worked = date(2026, 11, 24), date(2026, 11, 28)
    own = calendar(default_holidays(), off=[extra], worked=[worked, date(2026, 4, 27)])
    assert not own.works(extra)
    assert own.works(worked)
    assert own.works(date(2026, 4, 27))
    assert own.sure(extra - timedelta(days=3), extra)


def test_nothing_is_known_of_a_calendar_without_years() -> None:
    bare = Calendar(frozenset(), frozenset(), frozenset())
    assert bare.after(date(2026, 2, 13), 1) == date(2026, 2, 16)
    assert not bare.sure(date(2026, 2, 13), date(2026, 2, 16))
