"""From what the digit reader holds possible to the numbers and parts of dates it may be."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from pipeline.model.blanks import DigitReading
from pipeline.model.reading import Posterior
from pipeline.steps.ctc import log_chances

STRUCK = "x"
"""The reader's character for a run of digits that is struck out or written over."""
MOST_DIGITS = 6
_BEAM = 24
_LEAST = 1e-5
"""A digit less likely than this at a step does not begin there."""
_ELSE = 0.1
"""How much the chance counts that a blank says none of the texts it may say."""

_Prefixes = dict[str, tuple[float, float]]
"""Text so far → chances that the last step was CTC's blank, and that it was its last digit."""


def number_readings(posterior: Posterior, most: int = 8) -> tuple[DigitReading, ...]:
    """The likeliest strings of up to six digits, best first; their chances add up to at most 1.

    What is missing to 1 are strings not kept, and readings with something struck out.

    Source: Graves & Jaitly 2014, prefix beam search.
    """
    digits = {text: number for text, number in posterior.classes.items() if text.isdecimal()}
    beam: _Prefixes = {"": (1.0, 0.0)}
    for row in np.exp(posterior.log_chances.astype(np.float64)):
        likely = [(text, row[number]) for text, number in digits.items() if row[number] > _LEAST]
        beam = _next(beam, float(row[0]), likely)
    found = sorted(((sum(pair), text) for text, pair in beam.items() if sum(pair)), reverse=True)
    return tuple(DigitReading(text, min(1.0, chance)) for chance, text in found[:most])


def _next(beam: _Prefixes, silence: float, likely: Sequence[tuple[str, float]]) -> _Prefixes:
    """The prefixes one step later."""
    grown: dict[str, list[float]] = {}
    for prefix, (after_blank, after_digit) in beam.items():
        pair = grown.setdefault(prefix, [0.0, 0.0])
        pair[0] += (after_blank + after_digit) * silence
        for digit, chance in likely:
            is_same = prefix.endswith(digit)
            if is_same:
                pair[1] += after_digit * chance
            if len(prefix) < MOST_DIGITS:
                longer = grown.setdefault(prefix + digit, [0.0, 0.0])
                longer[1] += (after_blank if is_same else after_blank + after_digit) * chance
    best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAM]
    return {prefix: (pair[0], pair[1]) for prefix, pair in best}


def part_readings(posterior: Posterior, valid: Sequence[str]) -> tuple[DigitReading, ...]:
    """How likely a part of a date says each of the valid texts or nothing, best first.

    Every alignment counts. The chances add up to at most 1: the less, the likelier the blank says
    something else, for example something struck out.
    """
    texts = ("", *(text for text in dict.fromkeys(valid) if text))
    chances = np.exp(log_chances(posterior, texts, 0, len(posterior.log_chances)))
    total = min(1.0, float(chances.sum()))
    whole = max(total + _ELSE * (1 - total), float(chances.sum()), 1e-300)
    found = sorted(zip(chances / whole, texts, strict=True), reverse=True)
    return tuple(DigitReading(text, float(chance)) for chance, text in found)


def struck_chance(posterior: Posterior) -> float:
    """How likely something in the blank is struck out or written over, 0.0–1.0."""
    number = posterior.classes.get(STRUCK)
    if number is None or not len(posterior.log_chances):
        return 0.0
    silent = np.log1p(
        -np.exp(posterior.log_chances[:, number].astype(np.float64)).clip(0, 1 - 1e-9)
    )
    return 1 - exp(float(silent.sum()))
