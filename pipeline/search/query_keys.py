"""What a person typed with the Vietnamese keyboard switched off: "ddaats", "d9a6t1" → đất."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.search.analysis import nfc
from pipeline.search.query_words import query_words
from pipeline.search.question import MAX_CHARACTERS

_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST_WORD = 14
"""Keys of the longest syllable, "nghieengs"; more are none."""
_MARKED = "âăêôơư"


def typed_keys(text: str) -> str | None:
    """The text as the keyboard would have made it; None where that is no Vietnamese.

    Every word must become, or be, a syllable that Vietnamese can spell, numbers aside.
    """
    if len(text) > MAX_CHARACTERS or not text.isascii():
        return None
    made = _WORD.sub(lambda found: _made(found.group()) or "\0", text)
    return made if made != text and "\0" not in made else None


@dataclass(frozen=True, slots=True)
class _Method:
    tones: str
    letters: dict[str, str]


def _made(word: str) -> str | None:
    """The word as it is, or as keys make it; None when neither is a syllable."""
    if word.isdecimal() or _is_syllable(word.lower()):
        return word
    if len(word) > _LONGEST_WORD:
        return None
    for method in _methods():
        if (syllable := _typed(word.lower(), method)) is not None:
            return syllable
    return None


def _typed(keys: str, method: _Method) -> str | None:
    letters, tone = keys, ""
    places = [place for place, key in enumerate(keys) if place and key in method.tones]
    if places:
        tone = keys[places[-1]]
        letters = keys[: places[-1]] + keys[places[-1] + 1 :]
    for pressed, letter in method.letters.items():
        letters = _pressed(letters, pressed, letter)
    mark = query_words().keys.tone_marks[at : at + 1] if (at := _tone(method, tone)) >= 0 else ""
    return _toned(letters, mark) if _is_syllable(letters) and letters.isalpha() else None


def _tone(method: _Method, key: str) -> int:
    return method.tones.index(key) if key else -1


def _pressed(letters: str, pressed: str, letter: str) -> str:
    """The key may come after the letter at once, or at the end of the syllable."""
    plain, key = pressed[0], pressed[1]
    if letter in "ơư":
        letters = re.sub(rf"u(o[a-z]*?{key})", r"ư\g<1>", letters, count=1)
    return re.sub(rf"{plain}([^\W\d]*?){key}", rf"{letter}\g<1>", letters, count=1)


def _toned(letters: str, mark: str) -> str | None:
    """The syllable with its tone; None where its end does not allow it."""
    found = _syllable().fullmatch(letters)
    if found is None:
        return None
    onset, vowels, final = found.groups()
    keys = query_words().keys
    if final in keys.stops and mark not in (keys.tone_marks[0], keys.tone_marks[-1]):
        return None
    place = _place_of_tone(vowels, final)
    return nfc(onset + vowels[: place + 1] + mark + vowels[place + 1 :] + final)


def _place_of_tone(vowels: str, final: str) -> int:
    """On the last letter with a mark of its own, else where it is written: hòa, hoàn, ngoài."""
    marked = [place for place, letter in enumerate(vowels) if letter in _MARKED]
    if marked:
        return marked[-1]
    return 1 if len(vowels) == 3 or (len(vowels) == 2 and final) else 0


def _is_syllable(letters: str) -> bool:
    return _syllable().fullmatch(letters) is not None


@cache
def _syllable() -> re.Pattern[str]:
    keys = query_words().keys
    onsets, vowels, finals = (
        "|".join(sorted(parts, key=len, reverse=True))
        for parts in (keys.onsets, keys.vowels, keys.finals)
    )
    return re.compile(f"({onsets})({vowels})({finals})")


def _methods() -> tuple[_Method, ...]:
    keys = query_words().keys
    telex = _Method(keys.telex_tones, keys.telex_letters)
    return telex, _Method(keys.vni_tones, keys.vni_letters)
