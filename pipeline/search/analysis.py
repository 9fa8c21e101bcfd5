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

from pipeline.search.characters import (
    BLANK,
    BORDER,
    BORDERS,
    DIGITS,
    LETTERS,
    MARKED,
    ONSET_TONES,
    PLANE,
    SEPARATOR,
    TEXTS,
    Points,
    before_y,
    fold_char,
    folded_points,
    folded_words,
    kinds_of_points,
    lowered,
    second_vowels,
    toned_first,
)

MAX_TERM = 64
"""Longer words are noise of a scan; they are compared by their beginning."""

_THREE_BLANKS = np.full(3, ord(" "), dtype=np.uint32)
_MARKS = "\u0300-\u036f"
_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_MARK = re.compile(f"[{_MARKS}]")
_LETTER = r"[^\W\d_]"
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
    if points.size and points.max() >= PLANE:
        # Those beyond the tables are put in again where they stood.
        near = "".join(_stand_in(char) if ord(char) >= PLANE else char for char in text)
        pairs = zip(text, fold(near), strict=True)
        return "".join(fold_char(char) if ord(char) >= PLANE else other for char, other in pairs)
    return text_of(_fold(points))


def _stand_in(char: str) -> str:
    """What is to its neighbours as the character is."""
    return "x" if char.isalnum() else " "


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
    points = _points(f" {text} ")
    if points.max() >= PLANE:
        return None
    kinds = kinds_of_points()[points]
    if (kinds == MARKED).any():
        return None
    exact, folded = _canon(points, kinds), _with_i(folded_words()[points])
    exact[kinds == BORDERS] = folded[kinds == BORDERS] = ord(BORDER)
    exact[points == ord(TEXTS)] = folded[points == ord(TEXTS)] = ord(TEXTS)
    # Letter beside digit: 1 + 2; a border beside anything: 8 and more.
    sums = kinds[1:] + kinds[:-1]
    parted = ((sums == LETTERS + DIGITS) & (kinds[1:] > 0)) | (sums > BORDERS)
    places = np.arange(exact.size, dtype=np.int32)
    places[1:] += parted.cumsum(dtype=np.int32)
    exact, folded = _spread(exact, places), _spread(folded, places)
    keep = _kept(folded)
    exact, folded = exact[keep], folded[keep]
    blanks = (folded == BLANK).nonzero()[0]
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


def _canon(points: Points, kinds: npt.NDArray[np.uint8]) -> Points:
    """What `canon` makes of a text of these kinds of characters; blanks for what is in no word."""
    exact = lowered()[points]
    bare, tone = second_vowels()
    places = bare[exact].nonzero()[0]
    first, vowel = exact[places - 1], bare[exact[places]]
    follows = (first == ord("o")) & (vowel != ord("y"))
    follows |= (first == ord("u")) & (vowel == ord("y")) & (exact[places - 2] != ord("q"))
    follows &= kinds[places + 1] != LETTERS
    places = places[follows]
    on_u = (first[follows] == ord("u")).astype(np.intp)
    exact[places - 1] = toned_first()[on_u, tone[exact[places]]]
    exact[places] = vowel[follows]
    return exact


def _spread(points: Points, places: npt.NDArray[np.int32]) -> Points:
    """With blanks where two words touch."""
    spread = np.full(places[-1] + 1, BLANK, dtype=np.uint32)
    spread[places] = points
    return spread


def _kept(folded: Points) -> npt.NDArray[np.bool_]:
    """One blank of several; no zeros in front of digits."""
    blank = folded == BLANK
    keep = np.ones(folded.size, dtype=np.bool_)
    keep[1:] = ~(blank[1:] & blank[:-1])
    zeros = (folded == ord("0")).nonzero()[0]
    if zeros.size:
        run_starts = np.concatenate(([True], zeros[1:] != zeros[:-1] + 1))
        leads = blank[zeros[run_starts] - 1][run_starts.cumsum() - 1]
        followed = kinds_of_points()[folded[zeros + 1]] == DIGITS
        keep[zeros[leads & followed]] = False
    return keep


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold(points: Points) -> Points:
    """Raises: IndexError beyond the Basic Multilingual Plane."""
    return _with_i(folded_points()[points])


def _with_i(folded: Points) -> Points:
    """Folded text, with an i for each y that closes a syllable."""
    places = (folded == ord("y")).nonzero()[0]
    if places.size:
        around = np.concatenate((_THREE_BLANKS, folded, _THREE_BLANKS[:1]))
        letters = kinds_of_points()[around] == LETTERS
        second, first = around[places + 1], around[places + 2]
        after_onset = before_y()[first] & ~letters[places + 1]
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
        for first, with_tones, bare, moved_tones in ONSET_TONES
        for toned, moved in zip(with_tones, moved_tones, strict=True)
    }
