"""Vietnamese spelling: folding, tone marks, and words restored from a vocabulary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_RISING_OR_LOW = "\u0301\u0323"
_STOP_FINAL = re.compile(r"(?:ch|[ptc])$")
_SYLLABLE = re.compile(r"^[a-zđ]{2,7}$")
_EDGES = ".,;:*_'\"“”|()"


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case without marks, one character for each character of NFC text."""
    return "".join(_fold_character(c) for c in text)


@cache
def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return "d" if base in "đð" else base[:1] or character


@lru_cache(maxsize=50_000)
def squash(text: str) -> str:
    """Folded letters and digits only."""
    return "".join(c for c in fold(text) if c.isalnum())


def alike(one: str, other: str, least: float = 0.0) -> float:
    """Share of equal characters in order, 0–1; below `least` it may be given as 0."""
    return Indel.normalized_similarity(one, other, score_cutoff=least)


def same_spelling(one: str, other: str) -> bool:
    """Whether two words differ at most in case and in where the tone mark stands (hòa, hoà)."""
    return _tone_key(one) == _tone_key(other)


def _tone_key(word: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", word.lower().replace("ð", "đ"))
    base = "".join(c for c in marks if c not in _TONES)
    return base, "".join(sorted(c for c in marks if c in _TONES))


def is_odd(word: str) -> bool:
    """Whether a word breaks the rule that p, t, c, ch take only the tones sắc and nặng.

    Only words that carry some mark are judged: a foreign word ("internet") carries none.
    """
    letters = word.strip(".,;:()\"'“”").lower()
    base, tones = _tone_key(letters)
    plain = fold(letters)
    if not _SYLLABLE.match(plain) or plain == letters:
        return False
    return bool(_STOP_FINAL.search(base)) and not set(tones) & set(_RISING_OR_LOW)


def is_capital(text: str) -> bool:
    """Whether nearly all letters are capitals."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


@dataclass(frozen=True, slots=True)
class Restored:
    """A word as the vocabulary spells it; `remarked` where its tone marks were read otherwise."""

    text: str
    remarked: bool


class Vocabulary:
    """Phrases by their folded words; those that fold alike but mean two things are left out."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found: dict[tuple[str, ...], str | None] = {}
        for phrase in phrases:
            key = tuple(squash(word) for word in phrase.split())
            known = found.get(key, phrase)
            found[key] = phrase if known is not None and known.lower() == phrase.lower() else None
        self._phrases: Mapping[tuple[str, ...], str] = {k: v for k, v in found.items() if v}
        self._joined = {"".join(k): v for k, v in self._phrases.items() if len(k) > 1}
        self._longest = max((len(key) for key in self._phrases), default=0)

    def restore(self, words: Sequence[str]) -> tuple[Restored | None, ...]:
        """For each word its spelling in the longest phrase that it is part of, or None."""
        keys = tuple(squash(word) for word in words)
        result: list[Restored | None] = []
        while len(result) < len(words):
            start = len(result)
            for size in range(min(self._longest, len(words) - start), 0, -1):
                phrase = self._phrases.get(keys[start : start + size])
                if phrase is not None:
                    result += _aligned(words[start : start + size], phrase)
                    break
                if size == 1 and keys[start] in self._joined and is_capital(words[start]):
                    result.append(Restored(self._joined[keys[start]].upper(), remarked=True))
                    break
            else:
                result.append(None)
        return tuple(result)


def _aligned(words: Sequence[str], phrase: str) -> list[Restored]:
    result = []
    for word, known in zip(words, (w.strip(_EDGES) for w in phrase.split()), strict=True):
        spelling = known.upper() if is_capital(word) else known
        if not is_capital(word) and word[:1].islower():
            spelling = known.lower()
        bare = word.strip(_EDGES)
        if same_spelling(bare, spelling):
            result.append(Restored(bare, remarked=False))
        else:
            result.append(Restored(spelling, remarked=True))
    return result
