"""Cuts a row of red stamped letters out of a page, level and without the other inks."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.scan import Pixels
from pipeline.steps.preparation.prepare import red_ink

_MARGIN = 0.5
"""Of the row's height, left free around it."""
_MAX_TILT_DEG = 15.0
_LEAST_INK = 60
"""Pixels; fewer do not tell a direction."""
_DARK = 160


def stamped_row(pixels: Pixels, box: Box) -> tuple[Pixels, Box]:
    """The row in grey, level, dark on white, and the box of its letters in that picture."""
    height, width = pixels.shape[:2]
    margin = round(_MARGIN * box.height)
    left, top = max(0, box.left - margin), max(0, box.top - margin)
    part = pixels[top : min(height, box.bottom + margin), left : min(width, box.right + margin)]
    row = red_ink(np.ascontiguousarray(part))
    level = _turned(row, _tilt_deg(row))
    # Only what lies where the row does: a part of the seal beside it is no letter.
    inner = Box(box.left - left, box.top - top, box.right - left, box.bottom - top)
    rows = (level[inner.top : inner.bottom, inner.left : inner.right] < _DARK).sum(axis=1)
    if rows.sum() < _LEAST_INK:
        return level, inner
    share = np.cumsum(rows) / rows.sum()
    low, high = np.searchsorted(share, (0.02, 0.98))
    return level, Box(inner.left, inner.top + int(low), inner.right, inner.top + int(high) + 1)


def _tilt_deg(row: Pixels) -> float:
    """Clockwise angle at which the row's ink is spread least over its lines."""
    ink = (row < _DARK).astype(np.uint8)
    if np.count_nonzero(ink) < _LEAST_INK:
        return 0.0
    angles = np.arange(-_MAX_TILT_DEG, _MAX_TILT_DEG + 0.1, 0.5)
    return float(max(angles, key=lambda angle: _sharpness(_turned(ink, float(angle), 0))))


def _sharpness(ink: Pixels) -> float:
    return float(np.square(ink.sum(axis=1, dtype=np.float64)).sum())


def _turned(picture: Pixels, angle_deg: float, border: int = 255) -> Pixels:
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    turned = cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border
    )
    return np.asarray(turned, np.uint8)
