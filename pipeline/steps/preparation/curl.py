"""Finds how the text lines of a curled or tilted sheet run, to lay them straight."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Bend
from pipeline.model.scan import Pixels
from pipeline.steps.preparation.skew import lower_edges

_DPI = 150
_WINDOWS = (8, 10)
"""Columns and rows of windows; each holds a few words of a few lines."""
_ROUNDS = ((8.0, 0.4, 1.25), (2.0, 0.2, 1.05), (1.0, 0.1, 1.01))
"""Reach and step, degrees, of the slopes that are tried, first wide, then what is left; and how
far a window's best score stands out from its typical one where there are lines."""
_FEWEST_POINTS = 60
_FEWEST_WINDOWS = 24
_SLOPE_DEGREE = (4, 2)
_BEND_DEGREE = (5, 3)
_GRID = 49
_STEEPEST = 0.3
"""Most change of the shift per pixel downwards: beyond it lines would be torn or crossed."""

Numbers = npt.NDArray[np.float64]
poly = np.polynomial.polynomial


def line_bend(grey: Pixels, dpi: float, least_gain: float) -> Bend | None:
    """The shift that straightens a levelled picture's lines; None where it would not help.

    The slope of the lines is measured in windows, a smooth surface is laid through the slopes,
    and lines are followed along it from the middle to both sides. The result must gather the
    letters' lower edges in rows `least_gain` times as sharply as the picture has them.
    """
    points = lower_edges(grey, dpi, _DPI, margin=0.02).astype(np.float64)
    height, width = grey.shape[:2]
    scale = min(1.0, _DPI / dpi)
    half = np.array([[width], [height]]) * scale / 2
    unit = points / half
    shifts = np.zeros([degree + 1 for degree in _BEND_DEGREE])
    for reach_deg, step_deg, stands_out in _ROUNDS:
        level = _straightened(unit, shifts, half)
        angles_deg = np.arange(-reach_deg, reach_deg + 1e-9, step_deg)
        measured = _window_slopes(level, half, angles_deg, stands_out)
        if measured[2].size < _FEWEST_WINDOWS:
            return None
        shifts = _followed(_slope_surface(*measured), shifts, half)
    gain = _row_energy(_straightened(unit, shifts, half)) / _row_energy(points)
    if gain < least_gain or not _is_gentle(shifts, half):
        return None
    pixels = shifts / scale
    return Bend((width, height), tuple(tuple(float(c) for c in row) for row in pixels))


def _straightened(unit: Numbers, shifts: Numbers, half: Numbers) -> Numbers:
    """Points given in -1 to 1 where the bend leads to, in pixels from the middle before it."""
    v = unit[1]
    for _ in range(5):
        v = unit[1] - poly.polyval2d(unit[0], v, shifts) / half[1]
    return np.stack([unit[0], v]) * half


def _window_slopes(
    points: Numbers, half: Numbers, angles_deg: Numbers, stands_out: float
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """u, v, slope and weight of each window that has lines."""
    cells = np.array(_WINDOWS)[:, None]
    at = np.clip((points / half + 1) / 2 * cells, 0, cells - 1e-6).astype(np.int64)
    window = at[1] * _WINDOWS[0] + at[0]
    middle = (2 * at + 1 - cells) / cells * half
    x, y = points - middle
    reach = int(np.ceil(float((half[1] / cells[1] + half[0] / cells[0]).item()))) + 2
    count = _WINDOWS[0] * _WINDOWS[1]
    scores = np.empty((len(angles_deg), count))
    for i, angle in enumerate(angles_deg):
        rows = np.clip((y - x * np.tan(np.radians(angle)) + reach).astype(np.int64), 0, 2 * reach)
        table = np.bincount(window * (2 * reach + 1) + rows, minlength=count * (2 * reach + 1))
        table = table.reshape(count, -1).astype(np.float64)
        scores[i] = np.square(table).sum(axis=1) + (table[:, 1:] * table[:, :-1]).sum(axis=1)
    top = scores.argmax(axis=0)
    stands = scores.max(axis=0) / np.maximum(np.median(scores, axis=0), 1)
    held = np.bincount(window, minlength=count)
    inside = (top > 0) & (top < len(angles_deg) - 1)
    good = np.flatnonzero(inside & (held >= _FEWEST_POINTS) & (stands > stands_out))
    u = (2 * (good % _WINDOWS[0]) + 1) / _WINDOWS[0] - 1
    v = (2 * (good // _WINDOWS[0]) + 1) / _WINDOWS[1] - 1
    slopes = np.tan(np.radians(angles_deg[top[good]]))
    return u, v, slopes, np.sqrt(held[good]) * np.minimum(stands[good] - 1, 2)


def _slope_surface(u: Numbers, v: Numbers, slopes: Numbers, weights: Numbers) -> Numbers:
    """The smooth surface through the slopes; windows that disagree with it lose their weight."""
    terms = poly.polyvander2d(u, v, _SLOPE_DEGREE)
    # A little is paid for each curved term, so that empty corners stay calm.
    calm = 0.02 * float(weights.sum()) ** 0.5 * np.eye(terms.shape[1])
    trust = weights
    fit = np.zeros(terms.shape[1])
    for _ in range(6):
        rows = np.vstack([terms * np.sqrt(trust)[:, None], calm])
        fit = np.linalg.lstsq(rows, np.append(slopes * np.sqrt(trust), np.zeros(len(calm))))[0]
        off = np.abs(slopes - terms @ fit)
        trust = weights / (1 + np.square(off / max(1.5 * float(np.median(off)), 0.002)))
    return np.asarray(fit.reshape([degree + 1 for degree in _SLOPE_DEGREE]))


def _followed(slopes: Numbers, before: Numbers, half: Numbers) -> Numbers:
    """The shifts of lines followed along the slopes, then along the shifts known before."""
    grid = np.linspace(-1, 1, _GRID)
    start = np.linspace(-1, 1, _GRID)
    heights = np.empty((_GRID, _GRID))
    middle = _GRID // 2
    aspect = float((half[0] / half[1]).item())
    for direction in (1, -1):
        v = start.copy()
        heights[middle] = v
        for i in range(middle, _GRID - 1 if direction > 0 else 0, direction):
            u = np.full(_GRID, (grid[i] + grid[i + direction]) / 2)
            v = v + direction * (grid[1] - grid[0]) * aspect * poly.polyval2d(u, v, slopes)
            heights[i + direction] = v
    us = np.repeat(grid[:, None], _GRID, axis=1)
    total = (heights - start) * half[1] + poly.polyval2d(us, heights, before)
    terms = poly.polyvander2d(us.ravel(), np.tile(start, _GRID), _BEND_DEGREE)
    fit = np.linalg.lstsq(terms, total.ravel())[0]
    return np.asarray(fit.reshape([degree + 1 for degree in _BEND_DEGREE]))


def _row_energy(points: Numbers) -> float:
    rows = (points[1] - points[1].min()).astype(np.int64)
    counts = np.bincount(rows).astype(np.float64)
    return float(np.square(counts).sum() + (counts[1:] * counts[:-1]).sum())


def _is_gentle(shifts: Numbers, half: Numbers) -> bool:
    """True when no two lines come near each other or change places."""
    u, v = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))
    change = poly.polyval2d(u, v, poly.polyder(shifts, axis=1)) / half[1]
    return bool(np.abs(change).max() < _STEEPEST)
