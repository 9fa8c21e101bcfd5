"""What each character is to the words of a text, as tables over the Basic Multilingual Plane."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

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

BLANK = ord(" ")
NOTHING, LETTERS, DIGITS, MARKED, BORDERS = 0, 1, 2, 4, 8
PLANE = 0x10000
"""Tables hold the Basic Multilingual Plane; the rest is worked out one by one."""
_BEFORE_Y = "hklmst"
ONSET_TONES = (
    ("o", "àáảãạ", "a", "òóỏõọ"),
    ("o", "èéẻẽẹ", "e", "òóỏõọ"),
    ("u", "ỳýỷỹỵ", "y", "ùúủũụ"),
)
"""First vowel, second vowel with its tones, second vowel bare, first vowel with these tones."""


@cache
def folded_points() -> Points:
    """Code point → the code point of its folded form."""
    table = np.arange(PLANE, dtype=np.uint32)
    for point in range(PLANE):
        if (char := chr(point)) != char.lower() or unicodedata.decomposition(char) or char == "đ":
            folded = ord(fold_char(char))
            table[point] = folded if folded < PLANE else point
    return table


@cache
def lowered() -> Points:
    """Code point → its lower case, where that is one; a blank for what is in no word."""
    lowered = [ord(low) if len(low := chr(point).lower()) == 1 else point for point in range(PLANE)]
    return np.where(
        kinds_of_points() == NOTHING, np.uint32(BLANK), np.array(lowered, dtype=np.uint32)
    )


@cache
def second_vowels() -> tuple[Points, npt.NDArray[np.intp]]:
    """Code point of a toned vowel that may be the second of an open syllable → bare, its tone."""
    bare, tone = np.zeros(PLANE, dtype=np.uint32), np.zeros(PLANE, dtype=np.intp)
    for _, with_tones, vowel, _ in ONSET_TONES:
        for number, toned in enumerate(with_tones):
            bare[ord(toned)], tone[ord(toned)] = ord(vowel), number
    return bare, tone


@cache
def toned_first() -> Points:
    """The first vowel, o or u, with each tone."""
    return np.array(
        [[ord(char) for char in tones] for tones in ("òóỏõọ", "ùúủũụ")], dtype=np.uint32
    )


@cache
def before_y() -> npt.NDArray[np.bool_]:
    """Folded code point → whether a y that follows it alone in its syllable may as well be an i."""
    table = np.zeros(PLANE, dtype=np.bool_)
    table[[ord(char) for char in _BEFORE_Y]] = True
    return table


@cache
def folded_words() -> Points:
    """Code point → its folded form; a blank for what is in no word."""
    return np.where(kinds_of_points() == NOTHING, np.uint32(BLANK), folded_points())


@cache
def kinds_of_points() -> npt.NDArray[np.uint8]:
    """Code point → what it is in a word, which is what its folded form is."""
    table = np.zeros(PLANE, dtype=np.uint8)
    for point in range(PLANE):
        char = chr(point)
        if char.isdecimal():
            table[point] = DIGITS
        elif char.isalnum() or char == GUESS:
            table[point] = LETTERS
    table[0x300:0x370] = MARKED
    table[[ord(SEPARATOR), ord(TEXTS)]] = BORDERS
    kinds: npt.NDArray[np.uint8] = table[folded_points()]
    return kinds


def fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    if len(base) == 1 and base != char:
        return fold_char(base)
    lower = char.lower()
    return lower if len(lower) == 1 else char
