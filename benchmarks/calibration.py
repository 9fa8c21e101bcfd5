"""Fits how often a field of some confidence is right (Platt scaling, shrunk to that of all)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.evaluation import FieldRow, Outcome
from pipeline.rules import Calibration
from pipeline.steps.record.policy import log_odds

Fitted = dict[str, Calibration]
Vector = npt.NDArray[np.float64]

_SPREAD = (1.0, 0.4)
"""How far a field's shift and slope may lie from those of all fields: standard deviations."""
_SPREAD_OF_ALL = (2.0, 1.0)
_ROUNDS = 60
_OF_DIGITS = ("number", "date")
"""Their confidence is a probability of its own making, not that of the least sure word."""


def fit(rows: Iterable[FieldRow]) -> Fitted:
    """Field → calibration, from the rows whose review is a matter of confidence alone.

    Few documents hold few errors: a field of words is drawn to what all such fields together say,
    one of digits to keeping its confidence.
    """
    kept = [row for row in rows if row.reading is not None and not row.own_reason]
    words = [row for row in kept if row.field not in _OF_DIGITS]
    everything = _fit(words, (0.0, 1.0), _SPREAD_OF_ALL)
    fields = sorted({row.field for row in kept})
    return {
        name: Calibration(shift=round(shift, 3), slope=round(slope, 3))
        for name in fields
        for shift, slope in [
            _fit(
                [row for row in kept if row.field == name],
                (0.0, 1.0) if name in _OF_DIGITS else everything,
                _SPREAD,
            )
        ]
    }


def to_toml(fitted: Mapping[str, Calibration]) -> str:
    """The tables of `configs/calibration.toml`, without its comment."""
    lines = ["[calibration]"]
    lines += [
        f"{json.dumps(name)} = {{ shift = {one.shift}, slope = {one.slope} }}"
        for name, one in sorted(fitted.items())
    ]
    return "\n".join(lines) + "\n"


def expected_error(chances: Sequence[float], right: Sequence[bool], bins: int = 5) -> float:
    """Expected calibration error over as many equal shares of the rows."""
    if not chances:
        return 0.0
    order = np.argsort(np.asarray(chances), kind="stable")
    p, y = np.asarray(chances)[order], np.asarray(right, dtype=float)[order]
    parts = zip(np.array_split(p, bins), np.array_split(y, bins), strict=True)
    return float(
        sum(abs(one.mean() - other.mean()) * len(one) for one, other in parts if len(one)) / len(p)
    )


def _fit(
    rows: Sequence[FieldRow], middle: tuple[float, float], spread: tuple[float, float]
) -> tuple[float, float]:
    """(shift, slope) by Newton's method on the posterior; the slope stays positive."""
    x = np.array([log_odds(row.confidence) for row in rows])
    y = np.array([row.outcome is Outcome.RIGHT for row in rows], dtype=float)
    design = np.stack([np.ones_like(x), x], axis=1) if len(rows) else np.zeros((0, 2))
    weights = np.array(middle)
    prior = 1.0 / np.square(spread)
    for _ in range(_ROUNDS):
        p = 1.0 / (1.0 + np.exp(-design @ weights))
        gradient = design.T @ (y - p) - prior * (weights - middle)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(prior)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step * min(1.0, 1.0 / (float(np.linalg.norm(step)) + math.ulp(1.0)))
    return float(weights[0]), max(float(weights[1]), 0.05)
