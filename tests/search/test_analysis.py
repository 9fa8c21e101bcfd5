"""The forms in which text is compared keep its length, so that marks fall where they should."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.analysis import canon, compact_code, fold, nfc, tokens, words
from pipeline.search.characters import BORDER, GUESS, SEPARATOR

VIETNAMESE = st.text("aàảãáạăằâầoòóỏõọôơuùủưừyỳýỷiìeèéêđĐQqUYOAƯẾ \u0300\u0301\u0323\u0302-/.0123")
ANY = st.one_of(VIETNAMESE, st.text())


@given(ANY)
def test_every_form_is_as_long_as_the_text(text: str) -> None:
    text = nfc(text)
    assert len(canon(text)) == len(fold(text)) == len(text)


@given(ANY)
def test_every_form_of_a_form_is_itself(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert canon(canon(text)) == canon(text)
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_folding_forgets_what_canon_settles(text: str) -> None:
    text = nfc(text)
    assert fold(canon(text)) == fold(text)


@given(ANY)
def test_tokens_stand_where_they_say(text: str) -> None:
    text = nfc(text)
    exact, end = canon(text), 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.folded
        assert not any(char.isspace() for char in token.folded + token.exact)
        if token.exact.isalpha() and len(token.exact) == token.end - token.start:
            assert exact[token.start : token.end] == token.exact
        end = token.end


@given(st.text("ăâđêôơưàáạảã QUYỂN"))
def test_decomposed_text_has_the_same_words(text: str) -> None:
    assert tokens(nfc(unicodedata.normalize("NFD", text))) == tokens(nfc(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("HOÁ", "hóa"),
        ("khoẻ", "khỏe"),
        ("Uỷ ban", "ủy ban"),
        ("thuỵ", "thụy"),
        ("thuý", "thúy"),
    ],
)
def test_both_ways_of_placing_a_tone_are_one(one: str, other: str) -> None:
    assert canon(one) == canon(other)


@pytest.mark.parametrize("word", ["quý", "quỳ", "hoàn", "ngoài", "khuỷu", "huỳnh", "thuở"])
def test_a_tone_that_has_one_place_stays_there(word: str) -> None:
    assert canon(word) == word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Nguyễn Huệ", "duong nguyen hue"),
        ("ủy ban NHÂN DÂN", "uy ban nhan dan"),
        ("İ ﬁ ß", "i ﬁ ß"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_letters_and_digits_part_and_zeros_in_front_go() -> None:
    words = [(token.exact, token.folded) for token in tokens("Số:012/2017/QĐ-UBND,xã.Căn 00")]
    assert words == [
        ("số", "so"),
        ("12", "12"),
        ("2017", "2017"),
        ("qđ", "qd"),
        ("ubnd", "ubnd"),
        ("xã", "xa"),
        ("căn", "can"),
        ("0", "0"),
    ]


@pytest.mark.parametrize("code", ["12/QĐ-UBND", "012/qđ-ubnd", " 12 / QD - UBND", "0012/Qđ-Ubnd"])
def test_a_code_without_its_separators(code: str) -> None:
    assert compact_code(code) == "12qdubnd"


@given(ANY)
def test_words_are_the_tokens(text: str) -> None:
    text = nfc(text).replace(SEPARATOR, " ").replace(GUESS, " ")
    exact, folded = words(text)
    assert exact.split() == [token.exact for token in tokens(text)]
    assert folded.split() == [token.folded for token in tokens(text)]


def test_texts_that_are_analysed_together_stay_apart() -> None:
    exact, folded = words(SEPARATOR.join(("Số 012", "", "bán" + GUESS + "bạn")))
    assert exact.split() == ["số", "12", BORDER, BORDER, f"bán{GUESS}bạn"]
    assert folded.split() == ["so", "12", BORDER, BORDER, f"ban{GUESS}ban"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("kỹ thuật", "kĩ thuật"), ("quý", "quí"), ("lý do", "lí do"), ("tỷ lệ", "tỉ lệ")],
)
def test_a_y_that_closes_a_syllable_may_be_an_i(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert canon(one) != canon(other)


@pytest.mark.parametrize("word", ["y tế", "ủy", "Quỳnh", "sky", "thuý", "khuy"])
def test_another_y_is_none(word: str) -> None:
    assert "y" in fold(word)
