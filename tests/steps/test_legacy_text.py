"""Text of the fonts of before Unicode: told by their names or letters, and converted whole."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, Word
from pipeline.steps.legacy_text import Legacy, as_unicode, encoding_of, to_unicode

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
SMALL = [
    unicodedata.normalize("NFC", letter + tone) for letter, tone in product("aăâeêioôơuưy", TONES)
] + ["đ"]
ALPHABET = SMALL + [letter.upper() for letter in SMALL]

SENTENCE = "cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc ủy ban nhân dân tỉnh"
IN_TCVN3 = "céng hßa x· héi chñ nghÜa viÖt nam ®éc lËp tù do h¹nh phóc ñy ban nh©n d©n tØnh"
IN_VNI = (
    "coäng hoøa xaõ hoäi chuû nghóa vieät nam ñoäc laäp töï do haïnh phuùc uûy ban nhaân daân tænh"
)


def reverse(encoding: Legacy) -> dict[str, str]:
    """Each letter of the alphabet → its code, found by converting every code."""
    codes = [chr(code) for code in (*range(0x41, 0x7B), *range(0x80, 0x100))]
    if encoding is Legacy.VNI:
        # Alone, most marks mean nothing and are left as they are.
        letters = [code for code in codes if code.isascii() or code.lower() in "ôöñíìæóòî"]
        marks = [chr(code) for code in range(0xC0, 0x100)]
        codes = letters + [base + mark for base, mark in product("aeouyôöAEOUYÔÖ", marks)]
    found: dict[str, str] = {}
    for code in codes:
        found.setdefault(to_unicode(code, encoding), code)
    return found


@pytest.mark.parametrize("encoding", [Legacy.VNI, Legacy.VISCII])
def test_every_letter_of_the_alphabet_has_its_code(encoding: Legacy) -> None:
    missing = set(ALPHABET) - set(reverse(encoding))
    # VISCII has six capitals among the control codes, which no PDF gives as text.
    assert missing == (set("ẲẴẪỶỸỴ") if encoding is Legacy.VISCII else set())


def test_tcvn3_has_every_small_letter_and_its_capital_fonts_every_capital() -> None:
    assert set(SMALL) <= set(reverse(Legacy.TCVN3))
    assert set("ĂÂÊÔƠƯĐ") <= set(reverse(Legacy.TCVN3))
    capitals = reverse(Legacy.TCVN3_CAPITALS)
    assert {letter.upper() for letter in SMALL} <= set(capitals)


@pytest.mark.parametrize("encoding", [Legacy.TCVN3, Legacy.VNI, Legacy.VISCII])
@given(text=st.lists(st.sampled_from(SMALL + list("bcdghklmnpqrstvx")), max_size=12))
def test_text_comes_back(encoding: Legacy, text: list[str]) -> None:
    codes = REVERSED[encoding]
    written = "".join(codes[letter] for letter in text)
    back = to_unicode(written, encoding)
    assert back == "".join(text)
    assert unicodedata.is_normalized("NFC", back)


REVERSED = {encoding: reverse(encoding) for encoding in Legacy}


def test_known_sentences() -> None:
    assert to_unicode(IN_TCVN3, Legacy.TCVN3) == SENTENCE
    assert to_unicode(IN_VNI, Legacy.VNI) == SENTENCE
    assert to_unicode("UÛY BAN NHAÂN DAÂN TÆNH", Legacy.VNI) == "ỦY BAN NHÂN DÂN TỈNH"
    assert to_unicode("ñy ban nh©n d©n", Legacy.TCVN3_CAPITALS) == "ỦY BAN NHÂN DÂN"


def test_codes_of_symbolic_fonts_are_the_same_codes() -> None:
    assert to_unicode("vi\uf0d6t", Legacy.TCVN3) == "việt"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Th-", "Thư"),
        ("N-íc", "Nước"),
        ("(t-", "(tư"),
        ("t\u00ad", "tư"),
        ("§-îc", "Được"),
        ("Q§-UB", "QĐ-UB"),
        ("UB-12", "UB-12"),
        ("-", "-"),
        ("kinh-tÕ", "kinh-tế"),
    ],
)
def test_a_hyphen_is_a_letter_only_where_that_makes_a_syllable(written: str, meant: str) -> None:
    assert to_unicode(written, Legacy.TCVN3) == meant


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Legacy.TCVN3),
        ("ABCDEF+.VnTime,Bold", Legacy.TCVN3),
        (".VnTimeH", Legacy.TCVN3_CAPITALS),
        (".VnArialH-Bold", Legacy.TCVN3_CAPITALS),
        (".VnHelvetIns", Legacy.TCVN3),
        ("VNI-Times", Legacy.VNI),
        ("VNI-Helve-Condense", Legacy.VNI),
        ("TimesNewRomanPSMT", None),
        ("Verdana", None),
    ],
)
def test_encodings_are_told_by_the_name_of_the_font(font: str, encoding: Legacy | None) -> None:
    assert encoding_of(font, ["ViÖt"]) is encoding


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "Arial"])
def test_text_that_is_unicode_already_is_left_alone(font: str) -> None:
    assert encoding_of(font, SENTENCE.split()) is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (IN_TCVN3, Legacy.TCVN3),
        (IN_VNI, Legacy.VNI),
        ("déjà vu à la carte où très café garçon français élève été hôtel", None),
        ("Straße für Übung schön Größe Mädchen Bücher Tür größer Österreich", None),
        ("ViÖt", None),
    ],
    ids=["tcvn3", "vni", "french", "german", "too little"],
)
def test_encodings_are_told_by_letters(text: str, encoding: Legacy | None) -> None:
    assert encoding_of("F1", text.split()) is encoding


def test_blanks_and_controls_of_a_symbolic_font_leave_one_word() -> None:
    box = Box(0, 0, 9, 9)
    coded = Word("\uf062\uf0b8\uf06f\uf085", box, 1.0)
    (found,) = as_unicode([Line((coded,), box)], [[".VnTime"]])
    assert found.text == "bá" + "o"
    only_blanks = Word("\uf085", box, 1.0)
    (kept,) = as_unicode([Line((only_blanks,), box)], [[".VnTime"]])
    assert len(kept.words) == 1


def test_only_words_of_legacy_fonts_are_converted() -> None:
    box = Box(0, 0, 9, 9)
    words = tuple(Word(text, box, 1.0) for text in ("ViÖt", "Việt", "QĐ\u00adUB", "ViÖt"))
    line = Line(words, box)
    fonts = [(".VnTime", "Arial", "Arial", "Arial")]
    (converted,) = as_unicode([line], fonts)
    assert [word.text for word in converted.words] == ["Việt", "Việt", "QĐ-UB", "ViÖt"]
    assert [word.box for word in converted.words] == [box] * 4
