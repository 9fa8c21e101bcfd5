"""Vietnamese text as the index compares it; every form is as long as the NFC text it is made of.

`len(canon(text)) == len(fold(text)) == len(text)`, so an offset in one is an offset in all.

Both engines are given the words that are made here, parted by blanks; they analyse nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

MAX_TERM = 64
"""Longer words are noise of a scan; they are compared by their beginning."""

SEPARATOR = "\x1f"
"""Put between texts that are analysed together."""
TEXTS = "\x1e"
"""… where it parts texts that are to be told apart again: it stays."""
BORDER = "|"
"""The word that `SEPARATOR` becomes, so that no phrase runs on; no other word is like it."""
GUESS = "¦"
"""Joins a word with what else it may be."""

Points = npt.NDArray[np.uint32]
"""Code points of a text."""

_BLANK = ord(" ")
_NOTHING, _LETTERS, _DIGITS, _MARKED, _BORDERS = 0, 1, 2, 4, 8
_PLANE = 0x10000
"""Tables hold the Basic Multilingual Plane; the rest is worked out one by one."""
_THREE_BLANKS = np.full(3, ord(" "), dtype=np.uint32)
_BEFORE_Y = "hklmst"
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
    """Lower case without marks: đ → d, ế → e; y that only closes a syllable → i: kỹ, kĩ → ki."""
    points = _points(text)
    if points.size and points.max() >= _PLANE:
        return "".join(_fold_char(char) if ord(char) >= _PLANE else fold(char) for char in text)
    return text_of(_fold(points))


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


def words(text: str) -> tuple[str, str]:
    """The words of an NFC text in both forms, exact and folded, parted by blanks.

    `BORDER` stands where `SEPARATOR` parts texts; GUESS joins what may stand in one place.
    """
    arrays = word_arrays(text)
    if arrays is None:
        return _words_of_tokens(text)
    return text_of(arrays.exact), text_of(arrays.folded)


@dataclass(frozen=True, slots=True, eq=False)
class WordArrays:
    """Words as code points in both forms, one blank between two of them; word for word as long."""

    exact: Points
    folded: Points


def word_arrays(text: str) -> WordArrays | None:
    """The words of an NFC text, as `tokens` says them at many times the cost.

    None when something in it needs a closer look: letters with marks of their own, letters
    beyond the Basic Multilingual Plane, words longer than `MAX_TERM`.
    """
    exact = _points(canon(f" {text} "))
    if exact.max() >= _PLANE:
        return None
    folded = _fold(exact)
    kinds = _kinds()[folded]
    if (kinds == _MARKED).any():
        return None
    # Letter beside digit: 1 + 2; a border beside anything: 8 and more.
    sums = kinds[1:] + kinds[:-1]
    parted = ((sums == _LETTERS + _DIGITS) & (kinds[1:] > 0)) | (sums > _BORDERS)
    places = np.arange(exact.size)
    places[1:] += parted.cumsum()
    nothing, borders = kinds == _NOTHING, folded == ord(SEPARATOR)
    spread = [_spread(points, places, nothing, borders) for points in (exact, folded)]
    keep = _kept(spread[1])
    exact, folded = spread[0][keep], spread[1][keep]
    blanks = (folded == _BLANK).nonzero()[0]
    if (blanks[1:] - blanks[:-1]).max(initial=0) > MAX_TERM + 1:
        return None
    return WordArrays(exact, folded)


def text_of(points: Points) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def key(text: str) -> str:
    """A value for comparing: "Quyết định" and "QUYET DINH" are the same."""
    return " ".join(token.folded for token in tokens(nfc(text)))


def compact_code(code: str) -> str:
    """A document's code without its separators, as people type it in haste: 12qdubnd."""
    return "".join(token.folded for token in tokens(nfc(code)))


def _words_of_tokens(text: str) -> tuple[str, str]:
    found = [tokens(part) for part in text.split(SEPARATOR)]
    border = f" {BORDER} "
    return (
        border.join(" ".join(token.exact for token in part) for part in found),
        border.join(" ".join(token.folded for token in part) for part in found),
    )


def _spread(
    points: Points,
    places: npt.NDArray[np.int64],
    nothing: npt.NDArray[np.bool_],
    borders: npt.NDArray[np.bool_],
) -> Points:
    """With blanks for what is in no word, and where two words touch."""
    cleared = points.copy()
    cleared[nothing] = _BLANK
    cleared[borders] = ord(BORDER)
    spread = np.full(places[-1] + 1, _BLANK, dtype=np.uint32)
    spread[places] = cleared
    return spread


def _kept(folded: Points) -> npt.NDArray[np.bool_]:
    """One blank of several; no zeros in front of digits."""
    keep = np.ones(folded.size, dtype=np.bool_)
    blank = folded == _BLANK
    keep[1:] = ~(blank[1:] & blank[:-1])
    zero = folded == ord("0")
    if zero.any():
        # The last place that is no zero: a blank, if there are only zeros between.
        last = np.maximum.accumulate(np.where(zero, 0, np.arange(folded.size)))
        digit_next = np.zeros_like(keep)
        digit_next[:-1] = _kinds()[folded[1:]] == _DIGITS
        keep &= ~(zero & blank[last] & digit_next)
    return keep


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold(points: Points) -> Points:
    """Raises: IndexError beyond the Basic Multilingual Plane."""
    folded = _folded()[points]
    places = (folded == ord("y")).nonzero()[0]
    if places.size:
        around = np.concatenate((_THREE_BLANKS, folded, _THREE_BLANKS[:1]))
        letters = _kinds()[around] == _LETTERS
        second, first = around[places + 1], around[places + 2]
        after_onset = _before_y()[first] & ~letters[places + 1]
        after_qu = (first == ord("u")) & (second == ord("q")) & ~letters[places]
        closes = (after_onset | after_qu) & ~letters[places + 4]
        folded[places[closes]] = ord("i")
    return folded


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


@cache
def _folded() -> Points:
    """Code point → the code point of its folded form."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for point in range(_PLANE):
        if (char := chr(point)) != char.lower() or unicodedata.decomposition(char) or char == "đ":
            table[point] = ord(_fold_char(char))
    return table


@cache
def _before_y() -> npt.NDArray[np.bool_]:
    """Folded code point → whether a y that follows it alone in its syllable may as well be an i."""
    table = np.zeros(_PLANE, dtype=np.bool_)
    table[[ord(char) for char in _BEFORE_Y]] = True
    return table


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Folded code point → what it is in a word."""
    table = np.zeros(_PLANE, dtype=np.uint8)
    for point in range(_PLANE):
        char = chr(point)
        if char.isdecimal():
            table[point] = _DIGITS
        elif char.isalnum() or char == GUESS:
            table[point] = _LETTERS
    table[0x300:0x370] = _MARKED
    table[[ord(SEPARATOR), ord(TEXTS)]] = _BORDERS
    return table


def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    if len(base) == 1 and base != char:
        return _fold_char(base)
    lower = char.lower()
    return lower if len(lower) == 1 else char
