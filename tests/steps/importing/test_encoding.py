"""Files of offices come in several encodings; each is found by what it says."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.steps.importing.encoding import text_in
from pipeline.steps.legacy_text import Legacy, to_unicode

TEXT = "Số đến;Ngày đến;Tác giả;Trích yếu\n12;05/3/2026;Ủy ban nhân dân;Về việc triển khai\n"


def as_cp1258(text: str) -> bytes:
    """Vowels with their shape are letters of it, tones are marks that follow."""
    data = b""
    for char in text:
        base, *marks = list(unicodedata.normalize("NFD", char))
        tone = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        shape = [mark for mark in marks if mark not in tone]
        data += (unicodedata.normalize("NFC", base + "".join(shape)) + "".join(tone)).encode(
            "cp1258"
        )
    return data


def as_tcvn3(text: str) -> bytes:
    codes = {to_unicode(chr(code), Legacy.TCVN3): bytes([code]) for code in range(0xA1, 0x100)}
    return b"".join(codes.get(char) or char.encode("latin-1") for char in text)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        as_cp1258(TEXT),
    ],
    ids=["utf-8", "nfd", "bom", "utf-16", "windows-1258"],
)
def test_text_comes_back_in_nfc(data: bytes) -> None:
    assert text_in(data)(data) == TEXT


def test_tcvn3_is_recognised() -> None:
    # Its fonts have capitals with tones only as small letters of a capital font.
    text = TEXT.replace("Ủy", "Uỷ").replace("Số đến", "Số đến")
    data = as_tcvn3(text)
    assert text_in(data)(data) == text


def test_a_letter_cut_at_the_end_of_the_head_does_not_count() -> None:
    data = TEXT.encode()
    cut = data[: data.index("ủ".encode()) + 1] if "ủ".encode() in data else data[:3]
    assert text_in(cut)(data) == TEXT
