"""Reads a personal name syllable by syllable against the syllables that names are made of.

A stamped name is short, in script and under a seal, and a line reader has learned sentences.
What the lexicon does is weigh: a syllable outside it stays possible, at its own small chance.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.model.reading import HANDWRITING, LineReading, Posterior
from pipeline.model.signing import NameReading
from pipeline.rules import Names
from pipeline.steps.ctc import log_chances
from pipeline.steps.syllables import is_syllable

MOST_WORDS = 5
LEAST_WORDS = 2
KEPT = 5
"""Names that are kept of a reading."""
_COMMON, _KNOWN = 0.006, 0.0004
"""Chance of a syllable that is very common in names, and of one that is known."""
_SPELLED, _UNKNOWN = 3e-5, 1e-7
"""… of any other that the reader saw, if Vietnamese can spell it, and if not."""
_MARKS = ".,;:'’\"“”*_|-~/\\()[]"
_WITNESSES = 1.5
_UNLIKE = -14.0
"""Logarithm of the chance a letter below which a line is no name at all."""

Scores = Mapping[str, float]
"""Syllable → natural logarithm of how likely the picture shows it, its commonness included."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Syllables with the logarithm of how common they are, in the writing of names."""

    families: tuple[tuple[str, float], ...]
    given: tuple[tuple[str, float], ...]


@lru_cache(maxsize=4)
def lexicon(names_of: tuple[tuple[str, float], ...], common: str, known: str) -> Lexicon:
    given = dict.fromkeys(known.split(), _KNOWN)
    given |= dict.fromkeys(common.split(), _COMMON)
    return Lexicon(
        tuple((name, math.log(share / 1000)) for name, share in names_of),
        tuple((syllable, math.log(chance)) for syllable, chance in given.items()),
    )


def lexicon_of(names: Names) -> Lexicon:
    return lexicon(tuple(names.families.items()), names.common, names.known)


def syllable_scores(
    reading: LineReading, posterior: Posterior, known: Lexicon
) -> tuple[Scores, ...] | None:
    """The scores of each syllable of a line; None when it does not look like a name."""
    words = _without_titles([w for w in reading.words if any(c.isalpha() for c in w.text)])
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        return None
    if any(HANDWRITING in word.text or any(c.isdigit() for c in word.text) for word in words):
        return None
    if sum(word.text.strip(_MARKS)[:1].isupper() for word in words) < len(words) - 1:
        return None
    capital = all(word.text.isupper() for word in words)
    posterior = _without_blanks(posterior)
    found = []
    for place, word in enumerate(words):
        before = words[place - 1].places[-1] if place else word.places[0] - 3 * posterior.step_width
        after = (
            words[place + 1].places[0]
            if place + 1 < len(words)
            else word.places[-1] + 3 * posterior.step_width
        )
        first = posterior.step_at((before + word.places[0]) / 2)
        end = posterior.step_at((word.places[-1] + after) / 2) + 1
        entries = known.families if place == 0 else known.given
        found.append(_scores(posterior, first, end, entries, word.text.strip(_MARKS), capital))
    return tuple(found)


def _without_titles(words: Sequence[LineReading]) -> list[LineReading]:
    """Words from the name on: "BSCKI." and "TS." are in capitals or end with a full stop."""
    first = 0
    for place, word in enumerate(words[:-1]):
        letters = [c for c in word.text if c.isalpha()]
        after = words[place + 1].text
        shouted = len(letters) > 1 and all(c.isupper() for c in letters) and not after.isupper()
        if word.text.endswith((".", ",", ":")) or shouted:
            first = place + 1
    return [_after_stop(words[first]), *words[first + 1 :]] if words else []


def _after_stop(word: LineReading) -> LineReading:
    """What follows a full stop inside a word: "TS.Trương"."""
    stop = word.text[:-1].rfind(".") + 1
    return LineReading(word.text[stop:], word.places[stop:], word.chances[stop:])


def _without_blanks(posterior: Posterior) -> Posterior:
    """A blank between words, or a stroke of a pen, is nothing between letters."""
    nothing = [posterior.classes[c] for c in (" ", HANDWRITING) if c in posterior.classes]
    chances = posterior.log_chances.copy()
    for other in nothing:
        chances[:, 0] = np.logaddexp(chances[:, 0], chances[:, other])
    return replace(posterior, log_chances=chances)


def _scores(
    posterior: Posterior,
    first: int,
    end: int,
    entries: Sequence[tuple[str, float]],
    read: str,
    capital: bool,
) -> Scores:
    texts = [entry.upper() if capital else entry for entry, _ in entries]
    priors = [prior for _, prior in entries]
    own = unicodedata.normalize("NFC", read)
    if own and own not in texts:
        texts.append(own)
        priors.append(math.log(_SPELLED if is_syllable(own) else _UNKNOWN))
    chances = log_chances(posterior, texts, first, end)
    return {text: float(c) + prior for text, c, prior in zip(texts, chances, priors, strict=True)}


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """A line that may be a name, in one picture of it; box in pixels of the page."""

    box: Box
    scores: tuple[Scores, ...]


def name_readings(lines: Sequence[ScoredLine]) -> tuple[NameReading, ...]:
    """The names that the lines can be, the same line in several pictures heard together."""
    groups: list[list[ScoredLine]] = []
    for line in sorted(lines, key=lambda one: one.box.top):
        same = next((g for g in groups if _same_line(g[0].box, line.box)), None)
        if same is None:
            groups.append([line])
        else:
            same.append(line)
    found = (_named(group) for group in groups)
    return tuple(name for name in found if name is not None)


def _same_line(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height) and one.overlaps(other)


def _named(group: Sequence[ScoredLine]) -> NameReading | None:
    """Of pictures with different numbers of words, those that fit names best."""
    best = max(group, key=lambda line: _fit(line.scores))
    alike = [line.scores for line in group if len(line.scores) == len(best.scores)]
    return name_reading(joined(alike), hull(line.box for line in group))


def _fit(scores: Sequence[Scores]) -> float:
    return sum(max(place.values()) for place in scores) / len(scores)


def joined(readings: Sequence[tuple[Scores, ...]]) -> tuple[Scores, ...]:
    """Several pictures of one name: they err alike, so that together they count as `_WITNESSES`."""
    trust = min(1.0, _WITNESSES / len(readings))
    result = []
    for place in range(len(readings[0])):
        own = [reading[place] for reading in readings]
        floors = [min(scores.values()) for scores in own]
        texts = {text for scores in own for text in scores}
        result.append(
            {
                text: trust * sum(s.get(text, low) for s, low in zip(own, floors, strict=True))
                for text in texts
            }
        )
    return tuple(result)


def name_reading(scores: Sequence[Scores], box: Box) -> NameReading | None:
    """The likeliest names, best first; None when no syllable fits what is seen."""
    letters = sum(len(max(s, key=lambda t: s[t])) for s in scores)
    if sum(max(s.values()) for s in scores) < _UNLIKE * len(scores) and letters:
        return None
    names: list[tuple[str, float]] = [("", 1.0)]
    for place in scores:
        names = [
            (f"{name} {text}".strip(), chance * share)
            for name, chance in names
            for text, share in _best(place)
        ]
        names = sorted(names, key=lambda one: -one[1])[:KEPT]
    return NameReading(box, tuple((name, round(chance, 4)) for name, chance in names))


def _best(scores: Scores) -> list[tuple[str, float]]:
    top = max(scores.values())
    weights = {text: math.exp(value - top) for text, value in scores.items() if value > top - 12}
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    return [(text, weight / total) for text, weight in ordered[:KEPT]]
