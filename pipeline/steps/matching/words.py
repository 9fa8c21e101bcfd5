"""Compares all that two forms say: words, and apart from them the numbers and names inside.

Two documents of one office and week share nearly all of their words; what tells them apart are the
few numbers, dates and names that they do not share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.model.reference import citation_key

FEWEST = 25
"""Fewer words on a side say too little."""
_NUMBER = re.compile(r"\d[\d.,/\-]*\d|\d")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The words of a text, as they are compared."""

    count: int
    shingles: Counter[str]
    """Two neighbouring words, without marks → how often."""
    numbers: Counter[str]
    """Groups of two or more digits → how often."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share, 0.0–1.0 of the shorter one."""

    words: float
    numbers: float | None
    """None where one side has none."""
    least_words: int
    """Of the shorter text."""
    least_numbers: int


@lru_cache(maxsize=512)
def sketch(text: str) -> Sketch:
    words = [key for word in text.split() if (key := citation_key(word))]
    pairs = Counter(f"{left} {right}" for left, right in pairwise(words))
    found = (re.sub(r"\D", "", match[0]) for match in _NUMBER.finditer(text))
    return Sketch(len(words), pairs, Counter(digits for digits in found if len(digits) > 1))


def overlap(one: str, other: str) -> Overlap | None:
    """None where one of the texts is too short to say anything."""
    left, right = sketch(one), sketch(other)
    if min(left.count, right.count) < FEWEST:
        return None
    return Overlap(
        _share(left.shingles, right.shingles) or 0.0,
        _share(left.numbers, right.numbers),
        min(left.count, right.count),
        min(left.numbers.total(), right.numbers.total()),
    )


def word_features(shared: Overlap) -> Iterator[tuple[str, float]]:
    """(name of a feature, its strength 0…1)."""
    yield "text_same", _within((shared.words - 0.7) / 0.25)
    yield "text_differs", _within((0.75 - shared.words) / 0.25)
    if shared.numbers is not None:
        yield "numbers_same", _within((shared.numbers - 0.85) / 0.15)
        yield "numbers_differ", _within((0.9 - shared.numbers) / 0.3)


def _within(value: float) -> float:
    return max(0.0, min(1.0, value))


def _share(one: Counter[str], other: Counter[str]) -> float | None:
    least = min(one.total(), other.total())
    return (one & other).total() / least if least else None
