"""How likely a CTC network holds a text on a stretch of a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.model.reading import Posterior

_NEVER = -1e9


def log_chance(posterior: Posterior, text: str, first: int, end: int) -> float:
    """Natural logarithm of the chance that steps [first, end) say `text` and nothing else."""
    return float(log_chances(posterior, (text,), first, end)[0])


def log_chances(
    posterior: Posterior, texts: Sequence[str], first: int, end: int
) -> npt.NDArray[np.float64]:
    """The same of many texts at once: (texts,). An empty text is CTC's blank at every step.

    Source: Graves et al. 2006, forward variables; every alignment counts, not only the best.
    """
    end = min(end, len(posterior.log_chances))
    result = np.full(len(texts), _NEVER)
    labels = [[posterior.classes.get(character, -1) for character in text] for text in texts]
    rows = [n for n, label in enumerate(labels) if -1 not in label]
    if end <= first or not rows:
        return result
    width = 2 * max(len(labels[n]) for n in rows) + 1
    states = np.zeros((len(rows), width), np.int64)
    for row, n in enumerate(rows):
        states[row, 1 : 2 * len(labels[n]) : 2] = labels[n]
    chances = posterior.log_chances[first:end].astype(np.float64)
    # A state may be skipped when it is a blank between two different characters.
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    forward = np.full(states.shape, _NEVER)
    forward[:, :2] = chances[0][states[:, :2]]
    for step in chances[1:]:
        before = np.full(states.shape, _NEVER)
        before[:, 1:] = forward[:, :-1]
        skipped = np.full(states.shape, _NEVER)
        skipped[:, 2:] = forward[:, :-2]
        skipped[~skips] = _NEVER
        forward = np.logaddexp(np.logaddexp(forward, before), skipped) + step[states]
    last = np.array([2 * len(labels[n]) for n in rows])
    own = np.arange(len(rows))
    before = np.where(last > 0, forward[own, np.maximum(last - 1, 0)], _NEVER)
    result[rows] = np.logaddexp(forward[own, last], before)
    return result
