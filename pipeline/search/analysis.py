"""Vietnamese text as the index compares it; every form is as long as the NFC text it is made of.

`len(canon(text)) == len(fold(text)) == len(text)`, so an offset in one is an offset in all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

MAX_TERM = 64
"""Longer words are noise of a scan; they are compared by their beginning."""

_MARKS = "\u0300-\u036f"
_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_MARK = re.compile(f"[{_MARKS}]")
_LETTER = r"[^\W\d_]"
_ONSET_TONES = (
    ("o", "àáảãạ", "a", "òóỏõọ"),
    ("o", "èéẻẽẹ", "e", "òóỏõọ"),
    ("u", "ỳýỷỹỵ", "y", "ùúủũụ"),
)
"""First vowel, second vowel with its tones, second vowel bare, first vowel with these tones."""
_OPEN_SYLLABLE = re.compile(rf"(?:o[àáảãạ]|o[èéẻẽẹ]|u(?<!qu)[ỳýỷỹỵ])(?!{_LETTER}|[{_MARKS}])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: where it stands and the two forms in which it is compared."""

    start: int
    end: int
    exact: str
    folded: str


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def canon(text: str) -> str:
    """Lower case, with the tone of an open syllable on its first vowel: oà → òa, uỷ → ủy."""
    return _OPEN_SYLLABLE.sub(lambda found: _tones()[found.group()], _lower(text))


def fold(text: str) -> str:
    """Lower case without marks: đ → d, ế → e."""
    return text.translate(_FOLDED)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of an NFC text; letters and digits part ("12QĐ" is 12 and QĐ)."""
    exact, folded = canon(text), fold(text)
    return tuple(
        Token(
            found.start(),
            found.end(),
            _term(exact[found.start() : found.end()]),
            _term(folded[found.start() : found.end()]),
        )
        for found in _TOKEN.finditer(folded)
    )


def code_key(code: str) -> str:
    """A document's code for comparing: "012 / QĐ-UBND" and "12/qd-ubnd" are the same."""
    return re.sub(r"\d+", lambda found: _bare_number(found.group()), _unspaced(fold(nfc(code))))


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _term(text: str) -> str:
    if text[0].isdecimal():
        return _bare_number(text)[:MAX_TERM]
    return text[:MAX_TERM] if text.isalpha() else _MARK.sub("", text)[:MAX_TERM]


def _bare_number(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


@cache
def _tones() -> dict[str, str]:
    return {
        first + toned: moved + bare
        for first, with_tones, bare, moved_tones in _ONSET_TONES
        for toned, moved in zip(with_tones, moved_tones, strict=True)
    }


class _Folded(dict[int, str]):
    """Character → its folded form, worked out at its first use."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold_char(chr(point))
        return folded


def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    if len(base) == 1 and base != char:
        return _fold_char(base)
    lower = char.lower()
    return lower if len(lower) == 1 else char


_FOLDED = _Folded()
