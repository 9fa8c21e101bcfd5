"""All syllables that Vietnamese spelling allows, real words or not, for lines of mere letters."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product

from pipeline.steps.syllables import is_syllable

_ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh"),
    *("nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)
_VOWELS = (
    *"aăâeêioôơuưy",
    *("ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iêu", "iu", "oa", "oai", "oao"),
    *("oay", "oă", "oe", "oeo", "oi", "oo", "ôi", "ơi", "ua", "uau", "uâ", "uây", "uê", "ui", "uô"),
    *("uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu"),
)
_ENDINGS = ("", "c", "ch", "m", "n", "ng", "nh", "p", "t")
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_MARKED = "ăâêôơư"
"""Vowels that draw the tone to them."""
_TWO_WAYS = ("oa", "oe", "uy")
"""hòa or hoà: both spellings are about, and the reader is to read what is printed."""


@cache
def syllables() -> tuple[str, ...]:
    """NFC, lower case, sorted."""
    found = {
        spelling
        for onset, vowels, ending, tone in product(_ONSETS, _VOWELS, _ENDINGS, _TONES)
        for spelling in _spellings(onset, vowels, ending, tone)
        if is_syllable(spelling)
    }
    return tuple(sorted(found))


def _spellings(onset: str, vowels: str, ending: str, tone: str) -> tuple[str, ...]:
    """The syllable with its tone where people write it: once, or in the old way and the new."""
    places = {_tone_place(vowels, ending)}
    if not ending and vowels in _TWO_WAYS and onset != "qu":
        places.add(1)
    return tuple(
        unicodedata.normalize(
            "NFC", onset + vowels[: place + 1] + tone + vowels[place + 1 :] + ending
        )
        for place in places
    )


def _tone_place(vowels: str, ending: str) -> int:
    marked = [place for place, vowel in enumerate(vowels) if vowel in _MARKED]
    if marked:
        return marked[-1]
    if ending:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0
