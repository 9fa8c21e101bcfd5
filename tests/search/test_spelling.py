"""Suggestions are made of the words of documents that a person may see, or of the keys pressed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.analysis import nfc, tokens
from pipeline.search.query_keys import typed_keys
from pipeline.search.query_language import understand
from pipeline.search.spelling import corrections, with_tones

FOUND = (
    "Kế hoạch năm 2017 về thu hồi đất", "kế hoạch phát triển", "kẻ hoạch định", "Sở Y tế thu hồi",
    "Uỷ ban nhân dân tỉnh",
)  # fmt: skip
words = st.sampled_from(("thu", "hoi", "dat", "ke", "hoach", "uy", "12", "thuu", "đất", "SO"))
questions = st.lists(words, max_size=8).map(" ".join)
texts = st.lists(st.lists(st.sampled_from(" ".join(FOUND).split()), max_size=9).map(" ".join))


def toned(typed: str, *found: str) -> str | None:
    return with_tones(typed, understand(typed), found or FOUND)


def corrected(typed: str, *unknown: str) -> tuple[str, ...]:
    return corrections(typed, understand(typed), unknown, FOUND)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("ke hoach", "kế hoạch"),
        ("Ke hoach nam 2017", "Kế hoạch năm 2017"),
        ("THU HOI DAT 12/QĐ", None),
        ("THU HOI DAT 12/2016/QD", "THU HỒI ĐẤT 12/2016/QD"),
        ('"thu hoi" | dat', '"thu hồi" | đất'),
        ("kế hoach", None),
        ("ke", None),
        ("nhan dan uy", "nhân dân uy"),
        ("xin chao", None),
        ("-ke -hoach", None),
    ],
)
def test_tones_are_those_that_neighbours_mostly_have(typed: str, suggested: str | None) -> None:
    assert toned(typed) == suggested


def test_what_is_written_this_way_and_that_is_not_clear() -> None:
    assert toned("ke hoach", "kế hoạch", "kẻ hoạch") is None
    assert toned("ke hoach", "kế hoạch", "kế hoạch", "kẻ hoạch") == "kế hoạch"


@pytest.mark.parametrize(
    ("typed", "unknown", "first"),
    [
        ("thu hoi dtat", "dtat", "thu hoi đất"),
        ("ke hoahc", "hoahc", "ke hoạch"),
        ("Số 12/QĐ nhaân Dna", "dna", "Số 12/QĐ nhaân Dân"),
        ("phat trien", "phat", None),
        ("phaast trieenn", "trieenn", "phaast triển"),
        ("xyzzy", "xyzzy", None),
        ("te", "te", None),
    ],
)
def test_an_unknown_word_is_one_that_the_texts_have(
    typed: str, unknown: str, first: str | None
) -> None:
    found = corrected(typed, unknown)
    assert (found[0] if found else None) == first


def test_a_word_that_stands_beside_its_neighbour_comes_first() -> None:
    found = corrections("thu hxi", understand("thu hxi"), {"hxi"}, ["họi họi họi", "thu hồi"])
    assert found == ("thu hồi",)


@given(questions, texts)
def test_no_suggestion_has_a_word_from_nowhere(typed: str, found: list[str]) -> None:
    question = understand(typed)
    unknown = {token.folded for token in question.tokens}
    suggested = [*corrections(typed, question, unknown, found), with_tones(typed, question, found)]
    known = {token.exact for text in (typed, *found) for token in tokens(nfc(text))}
    for text in suggested:
        assert {token.exact for token in tokens(text or "")} <= known
        assert text != typed


@given(st.text(), st.lists(st.text()))
def test_anything_may_be_typed_and_found(typed: str, found: list[str]) -> None:
    question = understand(typed)
    with_tones(typed, question, found)
    corrections(typed, question, set(question.terms), found)
    typed_keys(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddaats", "đất"),
        ("d9a6t1", "đất"),
        ("thu hoofi ddaast", "thu hồi đất"),
        ("quyeest ddinhj", "quyết định"),
        ("ke61 hoach5", "kế hoạch"),
        ("ke1 hoach5", "ké hoạch"),
        ("uyr ban nhaan daan", "ủy ban nhân dân"),
        ("dduwowcj", "được"),
        ("dduocwj", "được"),
        ("d9u7o7c5", "được"),
        ("nguyeenx vawn an 12", "nguyễn văn an 12"),
        ("quanr lys", "quản lý"),
        ("thu hoi dat", None),
        ("12 qd ubnd", None),
        ("xin class", None),
        ("kế hoachj", None),
        ("", None),
    ],
)
def test_keys_become_what_the_keyboard_makes_of_them(typed: str, meant: str | None) -> None:
    assert typed_keys(typed) == meant
