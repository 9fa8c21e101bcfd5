"""The words of access levels, units' names, and what a document made of several is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.access import Access, Holding, strictest, unit_name

HOLDINGS = st.builds(Holding, st.sampled_from(Access), st.sampled_from(("", "Phòng A", "Phòng B")))


@pytest.mark.parametrize("text", ["open", "công khai", " Công  KHAI ", "OPEN"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_open_by_its_words(text: str, form: str) -> None:
    assert Access(unicodedata.normalize(form, text)) is Access.OPEN  # type: ignore[arg-type]


def test_what_is_neither_is_refused() -> None:
    assert Access("có điều kiện") is Access.CONDITIONAL
    with pytest.raises(ValueError, match="mật"):
        Access("mật")


def test_a_units_name_has_one_form() -> None:
    assert unit_name(unicodedata.normalize("NFD", " Phòng  Kế toán ")) == "Phòng Kế toán"
    with pytest.raises(ValueError, match="unit"):
        Holding(unit="Phòng  Kế toán")


@given(st.lists(HOLDINGS, min_size=1))
def test_the_strictest_lets_nobody_see_what_a_part_would_not(held: list[Holding]) -> None:
    whole = strictest(held)
    assert all(whole.access in (one.access, Access.CONDITIONAL) for one in held)
    assert all(whole.unit in (one.unit, "") for one in held)
    assert strictest([whole, *held]) == whole
