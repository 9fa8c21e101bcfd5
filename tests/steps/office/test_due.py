"""Due days by urgency and kind; an office's own terms first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.entry import Described, Matter
from pipeline.register_rules import default_holidays, default_office
from pipeline.settings import default_settings, load_settings
from pipeline.steps.office.due import Due, due_day
from pipeline.steps.office.working_days import calendar

COUNTRY = calendar(default_holidays())
TERMS = default_office().terms
THURSDAY = date(2026, 3, 5)


def due(described: Described, received_on: date = THURSDAY) -> Due | None:
    return due_day(described, Matter.DOCUMENT, received_on, TERMS, COUNTRY)


@pytest.mark.parametrize(
    ("said", "on"),
    [
        (Described(urgency="Hỏa tốc"), "2026-03-05"),
        (Described(urgency="Thượng khẩn"), "2026-03-06"),
        (Described(urgency="Khẩn", type="Giấy mời"), "2026-03-09"),
        (Described(type="GIẤY MỜI"), "2026-03-06"),
        (Described(type="Công văn"), "2026-03-16"),
        (Described(), "2026-03-16"),
    ],
)
def test_due_days(said: Described, on: str) -> None:
    assert due(said) == Due(date.fromisoformat(on), sure=True)


def test_a_dossier_has_the_day_of_its_procedure() -> None:
    assert due_day(Described(), Matter.DOSSIER, THURSDAY, TERMS, COUNTRY) is None


def test_a_day_after_the_known_years_is_said_to_be_unsure() -> None:
    late = due(Described(), date(2026, 12, 30))
    assert late is not None
    assert not late.sure


@given(
    st.dates(date(2024, 1, 1), date(2027, 6, 1)),
    st.sampled_from([None, "Hỏa tốc", "Thượng khẩn", "Khẩn"]),
    st.sampled_from([None, "Giấy mời", "Quyết định"]),
)
def test_nothing_is_due_on_a_holiday_or_before_it_came(
    day: date, urgency: str | None, kind: str | None
) -> None:
    told = due(Described(urgency=urgency, type=kind), day)
    assert told is not None
    assert COUNTRY.works(told.on)
    assert told.on >= day


def test_an_offices_own_terms_come_first(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text('[[registers.terms]]\ntype = "Công văn"\ndays = 3\n', encoding="utf-8")
    own = default_office().with_own(load_settings(path).registers)
    told = due_day(Described(type="Công văn"), Matter.DOCUMENT, THURSDAY, own.terms, COUNTRY)
    assert told == Due(date(2026, 3, 10), sure=True)
    assert default_office().with_own(default_settings().registers) == default_office()
