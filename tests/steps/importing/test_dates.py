"""Dates are read as offices write them, and none is guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.sheet import Cell
from pipeline.steps.importing.dates import iso_date, whole_date


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("05/3/2026", "2026-03-05"),
        ("5-3-26", "2026-03-05"),
        ("05.03.2026", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("2026-03-05T07:30:00", "2026-03-05"),
        ("ngày 05 tháng 3 năm 2026", "2026-03-05"),
        ("5/3/99", "1999-03-05"),
        ("05/03", "????-03-05"),
        (date(2026, 3, 5), "2026-03-05"),
        (46086, "2026-03-05"),
        ("", None),
        (None, None),
        ("—", None),
    ],
)
def test_forms_of_offices(cell: Cell, iso: str | None) -> None:
    assert iso_date(cell) == iso


@pytest.mark.parametrize("cell", ["03/25/2026", "31/02/2026", "hôm qua", 12, 1.5, "2026"])
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"no date|month|day"):
        iso_date(cell)


def test_the_year_of_the_book_is_added() -> None:
    assert whole_date("05/3", 2026) == date(2026, 3, 5)
    with pytest.raises(ValueError, match="no year"):
        whole_date("05/3")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(["/", "-", "."]))
def test_what_is_written_is_read(day: date, mark: str) -> None:
    assert whole_date(f"{day.day}{mark}{day.month}{mark}{day.year}") == day
    assert whole_date(f"{day.day:02}{mark}{day.month:02}{mark}{day.year % 100:02}") == day
