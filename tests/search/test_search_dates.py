"""A date that is known in part is every day that it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsInvalid
from pipeline.search.dates import asked_days, possible_days


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2017-11-05", (20171105, 20171105)),
        ("2017-11-??", (20171101, 20171130)),
        ("2016-02-??", (20160201, 20160229)),
        ("2017-??-??", (20170101, 20171231)),
        ("2017-??-05", (20170105, 20171205)),
        ("201?-11-??", (20101101, 20191130)),
        ("????-11-05", None),
        ("????-??-??", None),
        ("2017-13-01", None),
        ("", None),
    ],
)
def test_possible_days(date: str, days: tuple[int, int] | None) -> None:
    assert possible_days(date) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2017", (20170101, 20171231)),
        ("2017-11", (20171101, 20171130)),
        ("2017-11-05", (20171105, 20171105)),
        (" 11/2017 ", (20171101, 20171130)),
        ("5/11/2017", (20171105, 20171105)),
        ("05.11.2017", (20171105, 20171105)),
    ],
)
def test_asked_days(text: str, days: tuple[int, int]) -> None:
    assert asked_days("--from", text) == days


@pytest.mark.parametrize("text", ["", "hôm qua", "31/02/2017", "2017-13", "2017-11-??", "17"])
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingsInvalid) as raised:
        asked_days("--from", text)
    assert raised.value.params == {"option": "--from", "value": text}


@given(st.text("0123456789?-", max_size=11))
def test_no_date_of_a_record_is_too_strange(date: str) -> None:
    days = possible_days(date)
    assert days is None or 0 < days[0] <= 99991231
