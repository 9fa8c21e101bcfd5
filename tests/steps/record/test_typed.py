"""What people type becomes what the record keeps, or is refused by name."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.model.record import FIELD_NAMES
from pipeline.rules import default_rules
from pipeline.steps.record import typed_value

RULES = default_rules()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2017-11-05", "2017-11-05"),
        ("2017-11-??", "2017-11-??"),
        ("5/11/2017", "2017-11-05"),
        ("05.11.2017", "2017-11-05"),
        ("ngày 5 tháng 11 năm 2017", "2017-11-05"),
        ("??/11/2017", "2017-11-??"),
        ("?-?-2017", "2017-??-??"),
        ("11/2017", "2017-11-??"),
        ("tháng 3 năm 2020", "2020-03-??"),
        ("2017", "2017-??-??"),
        (" 29/2/2016 ", "2016-02-29"),
    ],
)
def test_dates_are_typed_as_people_write_them(typed: str, kept: str) -> None:
    assert typed_value("date", typed, RULES) == kept


@pytest.mark.parametrize("typed", ["31/2/2017", "29/2/2017", "13/13/2017", "hôm qua", "5/11/17"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        typed_value("date", typed, RULES)
    assert (refused.value.code, refused.value.params["value"]) == ("correct_date", typed)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_kept_however_it_is_written(day: date) -> None:
    written = {day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}"}
    assert {typed_value("arrival_date", text, RULES) for text in written} == {day.isoformat()}


@given(st.sampled_from(FIELD_NAMES), st.text(max_size=30))
def test_whatever_is_typed_is_kept_in_one_form_or_refused(name: str, text: str) -> None:
    try:
        value = typed_value(name, text, RULES)
    except (SettingsInvalid, NotAllowed):
        return
    for part in value if isinstance(value, tuple) else [value]:
        if part is not None:
            assert part == unicodedata.normalize("NFC", " ".join(part.split())) != ""
    again = "; ".join(value) if isinstance(value, tuple) else value or ""
    assert typed_value(name, again, RULES) == value


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("number", "012", "012"),
        ("number", "12a", "12a"),
        ("notation", "QĐ-UBND", "QĐ-UBND"),
        ("code", "12 / QĐ-UBND", "12/QĐ-UBND"),
        ("code", "14514-CV/VPTW", "14514-CV/VPTW"),
        ("type", "QUYẾT ĐỊNH", "Quyết định"),
        ("urgency", "hỏa tốc", "Hỏa tốc"),
        ("signer_authority", "KT", "KT."),
        ("to", "Sở Y tế;  Công an  tỉnh;", ("Sở Y tế", "Công an tỉnh")),
        ("subject", "Về  việc\nthu hồi", "Về việc thu hồi"),
        ("issuer", "", None),
    ],
)
def test_what_is_typed_is_kept(name: str, typed: str, kept: object) -> None:
    assert typed_value(name, typed, RULES) == kept


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("number", "12/QĐ", "correct_number"),
        ("notation", "QĐ UBND", "correct_notation"),
        ("code", "QĐ-UBND", "correct_code"),
        ("type", "Quyet dinh", "correct_type"),
        ("urgency", "gấp", "correct_choice"),
        ("nothing", "x", "correct_field"),
        ("subject", "a\x00b", "correct_text"),
        ("subject", "a" * 2001, "correct_text"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, typed: str, code: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        typed_value(name, typed, RULES)
    assert refused.value.code == code


def test_a_level_of_secrecy_is_never_typed() -> None:
    with pytest.raises(NotAllowed):
        typed_value("secrecy", "Mật", RULES)
    assert typed_value("secrecy", "", RULES) is None
