"""Which pages may be of one sheet: told cheaply, before any two are laid over each other."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.steps.quality.sheet import Looked

_SIZE = (36, 48)
"""Columns and rows."""
_SHIFTS = (-1, 0, 1)
ALIKE = 0.62
"""How far the ink of two scans of one sheet lies in the same places, at least."""

Spread = npt.NDArray[np.uint8]
"""How much ink lies where on a page."""
Trace = npt.NDArray[np.float32]
"""The same in a row, with mean 0 and length 1; all 0 where nothing is on the page."""


def ink_spread(page: Looked) -> bytes:
    """Where the ink of a page lies, in few bytes."""
    ink = page.ink.astype(np.float32) * 255
    # A scanner's edges are no ink.
    rows, columns = (round(side * 0.03) for side in ink.shape)
    ink[:rows] = ink[ink.shape[0] - rows :] = 0
    ink[:, :columns] = ink[:, ink.shape[1] - columns :] = 0
    small = cv2.resize(ink, _SIZE, interpolation=cv2.INTER_AREA)
    most = max(1.0, float(np.percentile(small, 99)))
    return base64.b64encode(np.asarray(np.clip(small / most * 255, 0, 255), np.uint8).tobytes())


def spread_of(text: str) -> Spread:
    """The inverse of `ink_spread`."""
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(_SIZE[1], _SIZE[0])


def alikeness(one: Spread, others: Sequence[Trace]) -> npt.NDArray[np.float32]:
    """(n,), -1.0 to 1.0: how far other pages have their ink in the same places, moved or not."""
    if not others:
        return np.zeros(0, np.float32)
    rows, columns = one.shape[0] - 2, one.shape[1] - 2
    moved = [
        _even(one[1 + down : 1 + down + rows, 1 + right : 1 + right + columns])
        for down in _SHIFTS
        for right in _SHIFTS
    ]
    return np.asarray((np.stack(others) @ np.stack(moved, axis=1)).max(axis=1), np.float32)


def trace_of(one: Spread) -> Trace:
    """What `alikeness` compares a page with."""
    return _even(one[1:-1, 1:-1])


def _even(part: Spread) -> Trace:
    flat = part.ravel().astype(np.float32)
    flat -= flat.mean()
    return np.asarray(flat / max(float(np.sqrt(np.square(flat).sum())), 1e-6), np.float32)
