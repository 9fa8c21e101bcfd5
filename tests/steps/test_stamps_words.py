"""Misread stamps are still known, and words that only look like them are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.stamp_words import WORDINGS, classify_words


def value(text: str) -> str | None:
    found = classify_words(text)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MẬT", "Mật"),
        ("Mật", "Mật"),
        ("[MẠI,", "Mật"),
        ("MẬ.", "Mật"),
        ("AMẬƑ^", "Mật"),
        ("HẠT", "Mật"),
        ("TÓI MÂT", "Tối mật"),
        ("TUYET MAI", "Tuyệt mật"),
        ("|TUYỆT MẬT|", "Tuyệt mật"),
        ("HOẢ TỐC", "Hỏa tốc"),
        ("HỎA TỐC HẸN GIỜ", "Hỏa tốc"),
        ("THƯỢNG KHẨN", "Thượng khẩn"),
        ("KHÁN", "Khẩn"),
    ],
)
def test_what_stamps_are_read_as(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "BÍ MẬT",
        "BẢO MẬT",
        "ĐỘ MẬT",
        "BÍ MẬT NHÀ NƯỚC",
        "MẪU",
        "MÃ",
        "ĐẠT",
        "MẠNH",
        "Mắt",
        "Chân",
        "Kỹ thuật",
        "KỸ THUẬT",
        "LUẬT",
        "MẶT TRẬN",
        "DỰ THẢO",
        "SAO Y",
        "XEM XONG TRẢ LẠI",
        "LƯU HÀNH NỘI BỘ",
    ],
)
def test_what_is_no_stamp_of_secrecy_or_urgency(text: str) -> None:
    assert classify_words(text) is None


@given(st.text(max_size=30))
def test_any_text_gets_a_likeness_or_nothing(text: str) -> None:
    found = classify_words(text)
    assert found is None or (found[0] in WORDINGS and 0 < found[1] <= 1)
