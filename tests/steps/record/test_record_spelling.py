"""Laws of spelling, codes and dates."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.record.code import Code, parse_code
from pipeline.steps.record.dateline import PartialDate, parse_date
from pipeline.steps.record.spelling import Vocabulary, fold, is_odd, same_spelling

LETTERS = st.sampled_from("ABCDĐEGHIKLMNOPQRSTUVXYĂÂÊÔƠƯ")
GROUPS = st.lists(st.text(LETTERS, min_size=1, max_size=5), min_size=1, max_size=3)
NOTATIONS = GROUPS.map("-".join)
NUMBERS = st.from_regex(r"\A[0-9]{1,6}[a-z]?\Z")


@given(NUMBERS, NOTATIONS, st.one_of(st.none(), st.integers(1900, 2099)))
def test_a_code_that_is_printed_is_parsed_back(
    number: str, notation: str, year: int | None
) -> None:
    code = Code(number, notation, str(year) if year else None)
    assert parse_code(str(code)) == code


@given(NUMBERS, st.text(LETTERS, min_size=1, max_size=3), st.text(LETTERS, min_size=1, max_size=5))
def test_a_party_code_too(number: str, kind: str, organ: str) -> None:
    code = Code(number, f"{kind}/{organ}", mark="-")
    assert parse_code(str(code)) == code


@pytest.mark.parametrize("text", ["", "12", "/QĐ-SYT", "12/", "12-2020/QĐ-SYT", "#2/QĐ", "12 /QĐ"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a code"):
        parse_code(text)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.booleans(), st.booleans()
)
def test_a_date_that_is_printed_is_parsed_back(
    day: datetime.date, with_month: bool, with_day: bool
) -> None:
    month = day.month if with_month else None
    date = PartialDate(day.year, month, day.day if with_month and with_day else None)
    assert parse_date(str(date)) == date


@given(st.integers(1900, 2099), st.integers(-1, 14), st.integers(-1, 33))
def test_only_days_of_the_calendar_are_dates(year: int, month: int, day: int) -> None:
    try:
        datetime.date(year, month, day)
    except ValueError:
        with pytest.raises(ValueError, match=r"month|day"):
            PartialDate(year, month, day)
    else:
        assert str(PartialDate(year, month, day)) == f"{year}-{month:02d}-{day:02d}"


@given(st.text("aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịkl /-.0123456789UỦỶ"))
def test_folding_keeps_places_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other"), [("ỦY", "UỶ"), ("hòa", "hoà"), ("Thủy", "thuỷ")])
def test_where_a_tone_mark_stands_is_no_difference(one: str, other: str) -> None:
    assert same_spelling(one, other)


@pytest.mark.parametrize("word", ["thâp", "sản-xuât", "huyêt", "Châp"])
def test_stops_take_two_tones(word: str) -> None:
    assert is_odd(word) == ("-" not in word)


@pytest.mark.parametrize("word", ["thấp", "mật", "internet", "bão", "quốc", "khách", "UBND", "12"])
def test_what_may_be_written_is_not_odd(word: str) -> None:
    assert not is_odd(word)


def test_a_phrase_restores_marks_and_keeps_the_printed_form() -> None:
    vocabulary = Vocabulary(["ỦY BAN NHÂN DÂN", "SỞ Y TẾ", "SỔ", "SÔ"])
    restored = vocabulary.restore(["UỶ", "BAN", "NHAN", "DÂN", "SƠ", "Y", "TE", "SO"])
    assert [r.text if r else None for r in restored] == [
        "UỶ", "BAN", "NHÂN", "DÂN", "SỞ", "Y", "TẾ", None,
    ]  # fmt: skip
    assert [r.text for r in restored if r and r.remarked] == ["NHÂN", "SỞ", "TẾ"]
