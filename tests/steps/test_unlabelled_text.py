"""Short texts in bytes that say no encoding: read where sure, else not at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.legacy_text import Legacy, to_unicode
from pipeline.steps.unlabelled_text import unlabelled_text
from tests.steps.test_legacy_text import reverse

TONES = "\u0300\u0301\u0303\u0309\u0323"
SUBJECTS = (
    "Gửi công văn số 12 về việc nộp báo cáo",
    "Quyết định 45/QĐ-UBND về thu hồi đất",
    "giấy mời họp giao ban tháng mười",
)


def written(text: str, encoding: Legacy) -> bytes:
    codes = reverse(encoding)
    return "".join(codes.get(char, char) for char in text).encode("latin-1")


def cp1258(text: str) -> bytes:
    """As Windows writes it: a letter, and its tone behind it."""
    made = ""
    for char in unicodedata.normalize("NFC", text):
        base, *marks = list(unicodedata.normalize("NFD", char))
        shape = "".join(mark for mark in marks if mark not in TONES)
        tone = "".join(mark for mark in marks if mark in TONES)
        made += unicodedata.normalize("NFC", base + shape) + tone
    return made.encode("cp1258")


@pytest.mark.parametrize("encoding", [Legacy.TCVN3, Legacy.VNI, Legacy.VISCII])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_in_each_encoding(encoding: Legacy, subject: str) -> None:
    data = written(subject, encoding)
    assert to_unicode(data.decode("latin-1"), encoding) == subject
    assert unlabelled_text(data) == subject


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_as_windows_writes_it(subject: str) -> None:
    assert unlabelled_text(cp1258(subject)) == subject


@pytest.mark.parametrize("data", [b"Soci\xe9t\xe9 Durand", b"\xff\xfe\x80", b"abc", b"C\xabng"])
def test_what_is_not_surely_vietnamese_is_not_guessed(data: bytes) -> None:
    assert unlabelled_text(data) is None


@given(st.binary(max_size=200))
def test_whatever_the_bytes_it_is_text_or_nothing(data: bytes) -> None:
    text = unlabelled_text(data)
    assert text is None or text == unicodedata.normalize("NFC", text)
