"""Trains the last layer of a CTC network whose other layers stay as they are, with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model.digit_head import DigitHead

Floats = npt.NDArray[np.float64]
_NEVER = -1e9
_RATE = 0.01
_DECAY = (0.9, 0.99)
"""Of the mean and the mean square of gradients (Kingma & Ba 2015)."""
_ROUNDS = 150
_PATIENCE = 15
"""Rounds without gain on what is watched after which training ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A blank as the network sees it, with what a person read in it."""

    log_chances: npt.NDArray[np.float32]
    """(steps, classes): the network's own; class 0 is CTC's blank."""
    features: npt.NDArray[np.float32]
    """(columns, channels): what its last layer sees."""
    text: tuple[int, ...]
    """Classes of the characters that stand there."""

    @property
    def fits(self) -> bool:
        """Whether its steps are enough to say the text."""
        twice = sum(a == b for a, b in zip(self.text, self.text[1:], strict=False))
        return len(self.text) + twice <= len(self.log_chances)


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Examples side by side; steps after an example's last can only be CTC's blank."""

    log_chances: Floats
    features: Floats
    real: npt.NDArray[np.bool_]
    """(count, steps): whether an example has the step."""
    states: npt.NDArray[np.int64]
    """(count, 2 · longest text + 1)."""
    ends: npt.NDArray[np.int64]
    """(count,): the last state of each text."""


def ctc_loss(
    log_chances: Floats,
    real: npt.NDArray[np.bool_],
    states: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """-ln of the chance of each text, and its gradient by the logits (count, steps, classes).

    Source: Graves et al. 2006, forward and backward variables.
    """
    count, _, classes = log_chances.shape
    silent = np.full(classes, _NEVER)
    silent[0] = 0.0
    given = np.take_along_axis(
        np.where(real[..., None], log_chances, silent), states[:, None, :], axis=2
    )
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    forward = _forward(given, skips)
    backward = _backward(given, skips, ends)
    rows = np.arange(count)
    before = np.where(ends > 0, forward[-1, rows, ends - 1], _NEVER)
    total = np.logaddexp(forward[-1, rows, ends], before)
    passed = np.exp(forward + backward - total[:, None]).transpose(1, 0, 2)
    says = (states[..., None] == np.arange(classes)).astype(np.float64)
    gradient = np.where(real[..., None], np.exp(log_chances) - passed @ says, 0.0)
    return -total, gradient


def _forward(given: Floats, skips: npt.NDArray[np.bool_]) -> Floats:
    """(steps, count, states): ln of the chance to have come to a state at a step."""
    count, length, width = given.shape
    found = np.full((length, count, width), _NEVER)
    found[0, :, :2] = given[:, 0, :2]
    for step in range(1, length):
        last = found[step - 1]
        moved = last.copy()
        moved[:, 1:] = np.logaddexp(last[:, 1:], last[:, :-1])
        jumped = np.where(skips[:, 2:], last[:, :-2], _NEVER)
        moved[:, 2:] = np.logaddexp(moved[:, 2:], jumped)
        found[step] = moved + given[:, step]
    return found


def _backward(given: Floats, skips: npt.NDArray[np.bool_], ends: npt.NDArray[np.int64]) -> Floats:
    """(steps, count, states): ln of the chance to end well from a state, its own step left out."""
    count, length, width = given.shape
    found = np.full((length, count, width), _NEVER)
    rows = np.arange(count)
    found[-1, rows, np.maximum(ends - 1, 0)] = 0.0
    found[-1, rows, ends] = 0.0
    for step in range(length - 2, -1, -1):
        later = found[step + 1] + given[:, step + 1]
        moved = later.copy()
        moved[:, :-1] = np.logaddexp(later[:, :-1], later[:, 1:])
        jumped = np.where(skips[:, 2:], later[:, 2:], _NEVER)
        moved[:, :-2] = np.logaddexp(moved[:, :-2], jumped)
        found[step] = moved
    return found


def fit_head(
    taught: Sequence[Taught], watched: Sequence[Taught], network: str, pull: float
) -> DigitHead:
    """The head that says the texts of `taught` best, ended when it gains no more on `watched`.

    `pull` holds its weights near nought, that is near the network as it is. Where nothing is
    gained on `watched` the head is nought.

    Raises:
        ValueError: there is nothing to learn or to watch.
    """
    if not taught or not watched:
        raise ValueError("nothing to learn from")
    batch, seen = _together(taught), _together(watched)
    channels, classes = batch.features.shape[2], batch.log_chances.shape[2]
    told = batch.log_chances.shape[1] // batch.features.shape[1] * classes
    values = np.zeros((channels + 1, told))
    best, best_loss, since = values, _loss(seen, values, network), 0
    mean, square = np.zeros_like(values), np.zeros_like(values)
    for turn in range(1, _ROUNDS + 1):
        gradient = _gradient(batch, values, network) + 2 * pull * values
        mean = _DECAY[0] * mean + (1 - _DECAY[0]) * gradient
        square = _DECAY[1] * square + (1 - _DECAY[1]) * gradient**2
        step = mean / (1 - _DECAY[0] ** turn)
        values = values - _RATE * step / (np.sqrt(square / (1 - _DECAY[1] ** turn)) + 1e-8)
        loss = _loss(seen, values, network)
        if loss < best_loss:
            best, best_loss, since = values, loss, 0
        else:
            since += 1
        if since >= _PATIENCE:
            break
    return _head(best, network)


def _head(values: Floats, network: str) -> DigitHead:
    """The last row is the bias."""
    return DigitHead(network, values[:-1].astype(np.float32), values[-1].astype(np.float32))


def _loss(batch: _Batch, values: Floats, network: str) -> float:
    chances = _head(values, network).added(batch.log_chances, batch.features)
    losses, _ = ctc_loss(chances.astype(np.float64), batch.real, batch.states, batch.ends)
    return float(losses.mean())


def _gradient(batch: _Batch, values: Floats, network: str) -> Floats:
    """Of the mean loss by weights and bias."""
    chances = _head(values, network).added(batch.log_chances, batch.features)
    _, by_logits = ctc_loss(chances.astype(np.float64), batch.real, batch.states, batch.ends)
    count, columns, channels = batch.features.shape
    by_columns = by_logits.reshape(count * columns, -1) / count
    by_weights = batch.features.reshape(count * columns, channels).T @ by_columns
    return np.vstack([by_weights, by_columns.sum(0)])


def _together(taught: Sequence[Taught]) -> _Batch:
    columns = max(len(one.features) for one in taught)
    channels, classes = taught[0].features.shape[1], taught[0].log_chances.shape[1]
    steps = columns * len(taught[0].log_chances) // len(taught[0].features)
    count = len(taught)
    log_chances = np.zeros((count, steps, classes))
    features = np.zeros((count, columns, channels))
    real = np.zeros((count, steps), bool)
    states = np.zeros((count, 2 * max(len(one.text) for one in taught) + 1), np.int64)
    for row, one in enumerate(taught):
        log_chances[row, : len(one.log_chances)] = one.log_chances
        features[row, : len(one.features)] = one.features
        real[row, : len(one.log_chances)] = True
        states[row, 1 : 2 * len(one.text) : 2] = one.text
    ends = 2 * np.array([len(one.text) for one in taught])
    return _Batch(log_chances, features, real, states, ends)
