"""What an unsure word may be: the other readers' words, close second choices of our network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.model.reading import HANDWRITING, LineReading, Posterior
from pipeline.steps.syllables import is_syllable

MOST = 3
_SURE = 0.99
"""A character that our network holds at least this likely has no second choice."""
_LEAST = 0.01
"""The least chance of a second choice; a fifth of it finds the truth of no further misread word."""
_NEAR = 1
"""Steps beside a character's middle in which its rivals may stand."""


def losing_words(chosen: str, readings: Iterable[str | None]) -> tuple[tuple[str, ...], ...]:
    """For each word of the reading that stands, the words that other readers have in its place.

    A reading of more or fewer words has none: nobody knows which stands for which.
    """
    words = chosen.split()
    others = [reading.split() for reading in readings if reading is not None]
    fitting = [other for other in others if len(other) == len(words)]
    return tuple(first_few(word, (other[n] for other in fitting)) for n, word in enumerate(words))


def second_choices(word: LineReading, posterior: Posterior) -> tuple[str, ...]:
    """The word with one unsure letter as our network reads it next, likeliest first.

    Only what can be a Vietnamese syllable, and whose letter has some chance.
    """
    found: list[tuple[float, str]] = []
    letters = tuple(posterior.classes)
    for number, (place, chance) in enumerate(zip(word.places, word.chances, strict=True)):
        if chance >= _SURE or not word.text[number].isalpha():
            continue
        step = posterior.step_at(place)
        near = posterior.log_chances[max(step - _NEAR, 0) : step + _NEAR + 1, 1:].max(axis=0)
        for best in np.argsort(near)[: -MOST - 2 : -1]:
            letter, share = letters[best], float(np.exp(near[best]))
            text = word.text[:number] + letter + word.text[number + 1 :]
            if share >= _LEAST and letter.isalpha() and is_syllable(text):
                found.append((-share, text))
    return first_few(word.text, (text for _, text in sorted(found)))


def first_few(word: str, others: Iterable[str]) -> tuple[str, ...]:
    """The first others that are not the word itself, each once; handwriting is none."""
    different = dict.fromkeys(o for o in others if o and o != word and HANDWRITING not in o)
    return tuple(different)[:MOST]


def with_second_choices(
    losing: Sequence[str], word: LineReading | None, posterior: Posterior
) -> tuple[str, ...]:
    """The losing readers' words, then what our network reads next, where the word is its own."""
    if word is None:
        return tuple(losing)
    return first_few(word.text, (*losing, *second_choices(word, posterior)))
