"""Finds the angle of a page's text lines by the lower edges of its letters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels
from pipeline.steps.preparation.reduced import scaled

_COARSE_DPI, _FINE_DPI = 60, 150
_COARSE_STEP, _FINE_STEP = 0.4, 0.05
_STANDS_OUT = 1.15
"""The best angle's score over the typical angle's; a page without lines stays near 1."""
_MOST_POINTS = 40_000

Points = npt.NDArray[np.float32]
"""float32 (2, n): x and y of points, pixels."""


def skew_deg(grey: Pixels, dpi: float, limit_deg: float) -> float:
    """Clockwise angle of the text lines, by the sharpest row profile; 0 when none stands out.

    Letters stand on their line: lower edges of ink gather in few rows once the page is
    level, more sharply than ink does, and black edges or seals add little to them.
    """
    points = lower_edges(grey, dpi, _COARSE_DPI)
    if points.shape[1] < 100:
        return 0.0
    coarse = np.arange(-limit_deg, limit_deg + _COARSE_STEP / 2, _COARSE_STEP)
    scores = [_gathering(points, angle) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    if max(scores) < _STANDS_OUT * float(np.median(scores)):
        return 0.0
    points = lower_edges(grey, dpi, _FINE_DPI)
    for reach, step in ((_COARSE_STEP, 4 * _FINE_STEP), (4 * _FINE_STEP, _FINE_STEP)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        scores = [_gathering(points, angle) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
    return round(best + _FINE_STEP * _vertex(scores), 3)


def lower_edges(grey: Pixels, dpi: float, target_dpi: float, margin: float = 0.04) -> Points:
    """Where ink ends downwards, from the picture's middle, in pixels of `target_dpi`.

    A picture of a lower resolution is taken as it is; a margin of its size is left out.
    """
    scale = min(1.0, target_dpi / dpi)
    small = scaled(grey, scale)
    height, width = small.shape[:2]
    left, top = round(width * margin), round(height * margin)
    inner = small[top : height - top, left : width - left]
    ink = inner < float(np.median(inner[::2, ::2])) - 60
    ys, xs = np.nonzero(ink[:-1] & ~ink[1:])
    if ys.size > _MOST_POINTS:
        # Every so many in reading order: spread evenly, and the same each time.
        ys, xs = ys[:: ys.size // _MOST_POINTS + 1], xs[:: xs.size // _MOST_POINTS + 1]
    return np.stack([xs + (left - width / 2), ys + (top - height / 2)]).astype(np.float32)


def _gathering(points: Points, angle_deg: float) -> float:
    """How few rows the points fall into once turned back by the angle: sum of squared counts."""
    angle = np.radians(angle_deg)
    rows = points[1] * np.float32(np.cos(angle)) - points[0] * np.float32(np.sin(angle))
    counts = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    # Points on the border of two rows count for both.
    return float(np.square(counts).sum() + (counts[1:] * counts[:-1]).sum())


def _vertex(scores: list[float]) -> float:
    """Where a parabola through the best score and its neighbours peaks: -0.5 to 0.5 steps."""
    top = int(np.argmax(scores))
    if not 0 < top < len(scores) - 1:
        return 0.0
    before, best, after = scores[top - 1 : top + 2]
    fall = before - 2 * best + after
    return 0.5 * (before - after) / fall if fall else 0.0
