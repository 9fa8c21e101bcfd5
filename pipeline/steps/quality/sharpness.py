"""How sharp a page is and how many dots per inch its picture really holds."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.quality import Fault, Finding
from pipeline.model.scan import Pixels
from pipeline.sections.quality import QualitySettings
from pipeline.steps.quality.sheet import MM_PER_INCH, Looked

_TILE = 256
_TILES = 12
"""The busiest squares of the page: letters stand there."""
_LEAST_DEVIATION = 6.0
"""Levels: a square with less has nothing to be sharp."""
_REACH_IN = 0.02
"""Inches around an edge within which it goes from ink to paper."""
_FINE, _COARSE = 0.8, 0.4
"""Of the dpi asked for: a page is made so small and large again…"""
_LOSES = 0.333
"""… and one that holds what is asked for loses this much more at the coarser; the softest real
scans lose 0.34, pages enlarged from less than three quarters 0.25 to 0.37."""
_SOFT, _SOFT_LOSES = 2.58, 0.4
"""Where an edge takes more than so many pixels of the dpi asked for, so much: sharp scans that lose
0.34 to 0.4 have edges of 2.1 to 2.5."""
_COMB = 0.6
"""How unevenly columns are edged: 0.1 to 0.45 on scans; doubled pixels make it 0.7 to 2."""
_STEP = 40
"""Levels between neighbours that are an edge."""
_NEAR = 0.97
"""Of the dpi asked for: 199 for 200 is a matter of rounding."""


def sharpness(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Too few dots per inch, said or found out, or blurred: one of them, the first that fits."""
    dpi = page.image.dpi
    if dpi < _NEAR * limits.dpi:
        return (_coarse(page, dpi, limits, 1.0),)
    places = _busiest(page.grey)
    if not places:
        return ()
    tiles = [page.grey[y : y + _TILE, x : x + _TILE] for y, x in places]
    x, y = np.median([place[1] for place in places]), np.median([place[0] for place in places])
    at = Box(round(x), round(y), round(x) + _TILE, round(y) + _TILE)
    edge = edge_mm(tiles, dpi)
    if comb(page.grey) > _COMB:
        return (_coarse(page, dpi / _period(page.grey), limits, 1.0),)
    if edge > limits.blur_mm:
        sure = min(1.0, 0.5 + edge / limits.blur_mm - 1)
        return (Finding(Fault.BLUR, at, round(edge, 3), limits.blur_mm, sure),)
    loss = losses(tiles, dpi, limits.dpi)
    least = _SOFT_LOSES if edge > _SOFT * MM_PER_INCH / limits.dpi else _LOSES
    if loss < least:
        # What 10 to 90 % of an edge take is some 1.6 pixels of what was scanned.
        held = min(1.6 * MM_PER_INCH / edge, 0.9 * limits.dpi)
        return (_coarse(page, held, limits, min(1.0, 0.5 + 5 * (least - loss))),)
    return ()


def _coarse(page: Looked, dpi: float, limits: QualitySettings, sure: float) -> Finding:
    return Finding(Fault.RESOLUTION, page.whole, round(dpi), limits.dpi, sure)


def _busiest(grey: Pixels) -> list[tuple[int, int]]:
    """(top, left) of squares with the most contrast."""
    height, width = grey.shape
    found = []
    for y in range(0, height - _TILE + 1, _TILE):
        for x in range(0, width - _TILE + 1, _TILE):
            deviation = float(grey[y : y + _TILE : 4, x : x + _TILE : 4].std())
            if deviation >= _LEAST_DEVIATION:
                found.append((deviation, y, x))
    found.sort(reverse=True)
    return [(y, x) for _, y, x in found[:_TILES]]


def edge_mm(tiles: list[Pixels], dpi: float) -> float:
    """How far an edge takes from ink to paper, across or down, whichever is wider."""
    grey = np.hstack(tiles)
    reach = max(2, round(_REACH_IN * dpi))
    widths = [
        _edge(grey, reach),
        _edge(np.ascontiguousarray(np.hstack([t.T for t in tiles])), reach),
    ]
    return max(widths) / dpi * MM_PER_INCH


def _edge(grey: Pixels, reach: int) -> float:
    """Pixels that edges take across, in the middle."""
    around = np.ones((1, 2 * reach + 1), np.uint8)
    span = cv2.subtract(cv2.dilate(grey, around), cv2.erode(grey, around))
    slope = np.abs(cv2.filter2D(grey, cv2.CV_16S, np.array([[-1, 0, 1]])))
    strong = 0.5 * np.percentile(span[::3, ::3], 99)
    peak = (slope == cv2.dilate(slope, around)) & (span >= max(strong, 8)) & (slope > 0)
    widths = 2.0 * span[peak] / slope[peak]
    return float(np.median(widths)) if widths.size else 0.0


def losses(tiles: list[Pixels], dpi: float, asked: float) -> float:
    """What the page loses at nearly the dpi asked for, of what it loses at much fewer.

    An enlarged page loses next to nothing at the dpi that it was enlarged from.
    """
    fine, coarse = (
        float(np.median([_lost(tile, part * asked / dpi) for tile in tiles]))
        for part in (_FINE, _COARSE)
    )
    return fine / coarse if coarse else 1.0


def _lost(tile: Pixels, scale: float) -> float:
    side = max(1, round(_TILE * scale))
    small = cv2.resize(tile, (side, side), interpolation=cv2.INTER_AREA)
    again = cv2.resize(small, (_TILE, _TILE), interpolation=cv2.INTER_CUBIC)
    apart = (tile.astype(np.float32) - again)[8:-8, 8:-8]
    return float(np.sqrt(np.square(apart).mean()))


def comb(grey: Pixels) -> float:
    """How unevenly edges are spread over neighbouring columns and rows, the less uneven way."""
    return min(_roughness(counts) for counts in _edges_by_place(grey))


def _edges_by_place(grey: Pixels) -> tuple[np.ndarray, np.ndarray]:
    across = cv2.threshold(cv2.absdiff(grey[:, 1:], grey[:, :-1]), _STEP, 1, cv2.THRESH_BINARY)[1]
    down = cv2.threshold(cv2.absdiff(grey[1:], grey[:-1]), _STEP, 1, cv2.THRESH_BINARY)[1]
    return (
        cv2.reduce(across, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel(),
        cv2.reduce(down, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel(),
    )


def _roughness(counts: np.ndarray) -> float:
    there = counts[counts > 0]
    if there.size < 50 or there.sum() < 2000:
        return 0.0
    even = np.minimum(counts, 2 * np.median(there))
    return float(np.abs(np.diff(even)).sum() / max(1.0, even.sum()))


def _period(grey: Pixels) -> float:
    """How many pixels stand for one that was scanned, where they are doubled."""
    counts, _ = _edges_by_place(grey)
    inside = counts[np.flatnonzero(counts)[0] : np.flatnonzero(counts)[-1]]
    return max(1.0, inside.size / max(1, int((inside > 0.2 * np.median(inside[inside > 0])).sum())))
