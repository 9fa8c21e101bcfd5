"""What the sides of the picture show: writing that is cut off, a corner that is folded over."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.quality import Fault, Finding
from pipeline.model.scan import Pixels
from pipeline.sections.quality import QualitySettings
from pipeline.steps.quality.sheet import Looked, Pieces

_ROWS = 2
"""So many lines of writing that reach a side are cut off there."""
_ALONG = 5
"""So many letters side by side at the top or the bottom."""
_LINE_MM, _NEIGHBOURS = 14.0, 2
"""A line that is cut off has more letters than so many within this of its end."""
_RED = 45
"""Levels that red ink's red exceeds its green by."""
_CORNER_MM = 62.0


def cut_off(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Writing that reaches a side of the picture, a finding a side."""
    height, width = page.small.shape
    near = max(1.0, limits.edge_mm * page.mm)
    found = []
    for side in ("left", "right", "top", "bottom"):
        letters = _at_side(page.letters, side, (width, height), near)
        upright = side in ("left", "right")
        if upright:
            letters = _in_lines(letters, page)
        letters = _not_red(letters, page)
        count = _lines(letters, upright=upright)
        least = _ROWS if upright else _ALONG
        if count >= least:
            box = _around(page, letters)
            sure = min(1.0, 0.5 + 0.1 * (count - least))
            found.append(Finding(Fault.CUT_OFF, box, count, least, sure))
    return tuple(found)


def _at_side(letters: Pieces, side: str, size: tuple[int, int], near: float) -> Pieces:
    left, top, across, down, _ = letters.T
    at = {
        "left": left <= near,
        "right": left + across >= size[0] - near,
        "top": top <= near,
        "bottom": top + down >= size[1] - near,
    }[side]
    return np.asarray(letters[at], np.int32)


def _lines(letters: Pieces, *, upright: bool) -> int:
    """How many lines end at an upright side, or letters stand along a level one."""
    if not len(letters):
        return 0
    place, length = (1, 3) if upright else (0, 2)
    order = letters[np.argsort(letters[:, place])]
    count, end = 0, -1
    for letter in order:
        if letter[place] > end:
            count += 1
        end = max(end, int(letter[place] + letter[length]))
    return count


def _in_lines(letters: Pieces, page: Looked) -> Pieces:
    """Those beside which the line goes on: specks along a side stand alone."""
    left, top, across, down, _ = page.letters.T
    reach = _LINE_MM * page.mm
    kept = [
        (
            (top < y + h) & (top + down > y) & (left < x + w + reach) & (left + across > x - reach)
        ).sum()
        > _NEIGHBOURS
        for x, y, w, h, _ in letters
    ]
    return np.asarray(letters[np.array(kept, bool)], np.int32)


def _not_red(letters: Pieces, page: Looked) -> Pieces:
    """Those that no seal left: half of it stands on each sheet's edge (dấu giáp lai)."""
    pixels = page.image.pixels
    if pixels.ndim == 2:
        return letters
    kept = []
    for x, y, w, h, _ in letters:
        box = page.outward(x, y, x + w, y + h)
        part = pixels[box.top : box.bottom, box.left : box.right].astype(np.int16)
        red = part[:, :, 0] - part[:, :, 1]
        kept.append(float(np.percentile(red, 85)) < _RED)
    return np.asarray(letters[np.array(kept, bool)], np.int32)


def _around(page: Looked, pieces: Pieces) -> Box:
    left, top = pieces[:, 0].min(), pieces[:, 1].min()
    right = (pieces[:, 0] + pieces[:, 2]).max()
    bottom = (pieces[:, 1] + pieces[:, 3]).max()
    around = 3 * page.mm
    return page.outward(
        max(0, left - around), max(0, top - around), right + around, bottom + around
    )


def folded(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Corners behind a straight crease that runs from side to side."""
    found = []
    side = min(round(_CORNER_MM * page.mm), *(length // 2 for length in page.small.shape))
    if side < 20:
        return ()
    for down in (False, True):
        for right in (False, True):
            # Every corner is turned so that it is the upper left one.
            part = page.small[-side:, :] if down else page.small[:side, :]
            part = part[:, -side:] if right else part[:, :side]
            turned = part[:: -1 if down else 1, :: -1 if right else 1]
            legs = _crease(np.ascontiguousarray(turned), page.mm, limits.fold_mm)
            if legs is not None:
                found.append(_folded(page, legs, (down, right), limits))
    return tuple(found)


def _folded(
    page: Looked, legs: tuple[float, float], where: tuple[bool, bool], limits: QualitySettings
) -> Finding:
    (down, right), (height, width) = where, page.small.shape
    left = width - legs[0] if right else 0
    top = height - legs[1] if down else 0
    box = page.outward(left, top, left + legs[0], top + legs[1])
    size = min(legs) / page.mm
    sure = min(1.0, 0.5 + 0.5 * (size / limits.fold_mm - 1))
    return Finding(Fault.FOLDED, box, round(size, 1), limits.fold_mm, sure)


def _crease(corner: Pixels, mm: float, least_mm: float) -> tuple[float, float] | None:
    """(along the top, down the side) that a crease cuts off the upper left corner, pixels."""
    soft = cv2.GaussianBlur(corner, (0, 0), 0.8)
    edges = cv2.Canny(soft, 18, 45)
    least = max(6, round(least_mm * mm))
    lines = cv2.HoughLinesP(
        edges, 1, math.pi / 180, least, minLineLength=least, maxLineGap=round(1.5 * mm)
    )
    best = None
    for x1, y1, x2, y2 in [] if lines is None else lines.reshape(-1, 4).tolist():
        legs = _legs(x1, y1, x2, y2)
        if legs is None or min(legs) < least_mm * mm or max(legs) > corner.shape[0] * 0.97:
            continue
        covered = math.hypot(x2 - x1, y2 - y1) / math.hypot(*legs)
        if covered > 0.72 and _is_empty(corner, legs, mm) and (best is None or legs > best):
            best = legs
    return best


def _legs(x1: float, y1: float, x2: float, y2: float) -> tuple[float, float] | None:
    """Where the line meets the top and the left side; None where it runs another way."""
    across, down = x2 - x1, y2 - y1
    if across * down >= 0:
        return None
    slope = abs(down / across)
    if not 0.2 < slope < 5:
        return None
    top = x1 + y1 / slope
    return top, top * slope


def _is_empty(corner: Pixels, legs: tuple[float, float], mm: float) -> bool:
    """Whether nothing is written in front of the crease: it is no paper any more."""
    height, width = corner.shape
    rows, columns = np.mgrid[0:height, 0:width]
    depth = 1 - columns / legs[0] - rows / legs[1]
    far = 1.5 * mm / (min(legs) * 0.7)
    outside = corner[depth > far]
    if outside.size < 30:
        return False
    middle = float(np.median(outside))
    return bool(np.mean(np.abs(outside.astype(np.float32) - middle) > 30) < 0.03)
