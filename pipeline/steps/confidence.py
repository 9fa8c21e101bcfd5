"""How often a word as settled is right: measured on pages transcribed by eye."""

from __future__ import annotations

import math

from pipeline.steps.agreement import Token

_WEIGHTS = {
    "bias": 1.0,
    "second": 2.0,
    "third": 2.0,
    "not_third": -1.0,
    "spelled": 1.0,
    "chance": 0.5,
    "short": -0.3,
}


def confidence(token: Token) -> float:
    """The probability that a word is right, 0.0–1.0."""
    worth = sum(_WEIGHTS[name] * value for name, value in features(token).items())
    return 1.0 / (1.0 + math.exp(-worth))


def features(token: Token) -> dict[str, float]:
    """What speaks for a word, as numbers."""
    doubt = min(max(1.0 - token.chance, 1e-4), 1.0)
    return {
        "bias": 1.0,
        "second": float(token.second),
        "third": float(token.third is True),
        "not_third": float(token.third is False),
        "spelled": float(token.spelled),
        "chance": -math.log10(doubt),
        "short": float(len(token.text) < 3),
    }
