"""How often a word as settled is right: measured on pages transcribed by eye."""

from __future__ import annotations

import math

from pipeline.steps.agreement import Token

_WEIGHTS = {
    "bias": -1.51,
    "second": 1.34,
    "not_second": -1.17,
    "third": 0.79,
    "not_third": -2.05,
    "spelled": 2.18,
    "chance": 1.59,
    "number": -0.31,
}


def confidence(token: Token) -> float:
    """The probability that a word is right, 0.0–1.0."""
    worth = sum(_WEIGHTS[name] * value for name, value in features(token).items())
    return 1.0 / (1.0 + math.exp(-worth))


def features(token: Token) -> dict[str, float]:
    """What speaks for a word, as numbers; a feature that is 0.0 says nothing."""
    doubt = min(max(1.0 - token.chance, 1e-4), 1.0)
    return {
        "bias": 1.0,
        "second": float(token.second is True),
        "not_second": float(token.second is False),
        "third": float(token.third is True),
        "not_third": float(token.third is False),
        "spelled": float(token.spelled),
        "chance": -math.log10(doubt),
        "number": float(any(character.isdigit() for character in token.text)),
    }
