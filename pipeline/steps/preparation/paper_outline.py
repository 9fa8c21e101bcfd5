"""Finds the sheet in a photo of it: what is paper, what lies around it, and its four corners."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels

_LONG_SIDE = 400
"""Pixels of the thumbnail's longer side: lines of text close up, the sheet's edge stays sharp."""
_LOGARITHM = np.round(46 * np.log1p(np.arange(256))).astype(np.uint8)
"""Half the light is the same step in sun and shadow."""
_STEP = 11
"""Such levels across five pixels of the thumbnail; shadows rise more slowly, edges faster."""
_SHEET = (0.25, 0.97)
"""Share of the picture that a sheet with something around it covers."""
_FILLED = 0.93
"""Share of the four-sided shape that the sheet fills, and of the sheet that lies in it."""
_CORNER_DEG = (65.0, 115.0)
_A4 = 2**0.5

Corners = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A sheet in a picture."""

    mask: Pixels
    """uint8 thumbnail of the picture: 255 where the sheet is."""
    corners: Corners | None
    """float32 (4, 2), clockwise from top left, pixels; None when not all are in the picture."""


def paper_outline(pixels: Pixels) -> Outline | None:
    """The sheet in a picture, or None when nothing else is to be seen around it."""
    height, width = pixels.shape[:2]
    scale = _LONG_SIDE / max(height, width)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Dark marks smaller than this are writing: they become paper.
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    mask = _sheet(np.asarray(cv2.LUT(closed, _LOGARITHM), np.uint8))
    if not _SHEET[0] <= float((mask > 0).mean()) <= _SHEET[1]:
        return None
    corners = _corners(mask)
    return Outline(mask, None if corners is None else corners / np.float32(scale))


def sheet_size(corners: Corners) -> tuple[int, int]:
    """(width, height) of a sheet laid flat; one nearly as long as A4 is taken for A4."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = (_length(top_right - top_left) + _length(bottom_right - bottom_left)) / 2
    height = (_length(bottom_left - top_left) + _length(bottom_right - top_right)) / 2
    for ratio in (_A4, 1 / _A4):
        if abs(height / width / ratio - 1) < 0.12:
            width = (width * height / ratio) ** 0.5
            height = width * ratio
    return round(width), round(height)


def _sheet(levels: Pixels) -> Pixels:
    """The largest area about the middle of the picture without a step, its holes filled."""
    window = np.ones((5, 5), np.uint8)
    steps = cv2.morphologyEx(levels, cv2.MORPH_GRADIENT, window)
    steps = steps.max(axis=2) if steps.ndim == 3 else steps
    smooth = cv2.morphologyEx((steps < _STEP).astype(np.uint8), cv2.MORPH_OPEN, window)
    _, labels = cv2.connectedComponents(smooth)
    height, width = smooth.shape
    about = labels[height // 4 : height - height // 4, width // 4 : width - width // 4]
    counts = np.bincount(about.ravel())
    counts[0] = 0
    sheet = (labels == int(counts.argmax())).astype(np.uint8)
    # The steps are wider than the edge itself by half a window.
    sheet = cv2.dilate(sheet, window)
    contours, _ = cv2.findContours(sheet, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(sheet)
    cv2.drawContours(filled, [max(contours, key=cv2.contourArea)], -1, 255, cv2.FILLED)
    return np.asarray(filled, np.uint8)


def _corners(mask: Pixels) -> Corners | None:
    """The corners of a whole sheet, clockwise from top left."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(contours[0])
    for share in np.arange(0.01, 0.08, 0.005):
        shape = cv2.approxPolyDP(hull, float(share) * cv2.arcLength(hull, True), True)
        if len(shape) <= 4:
            break
    if len(shape) != 4 or not _is_whole(mask, np.asarray(shape[:, 0], np.int32)):
        return None
    corners = shape[:, 0].astype(np.float32)
    middle = corners.mean(axis=0)
    around = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    return np.asarray(corners[around], np.float32)


def _is_whole(mask: Pixels, shape: npt.NDArray[np.int32]) -> bool:
    """True for a sheet with four fair corners, none of them cut off by the picture's side."""
    height, width = mask.shape
    inside = bool(((shape > 1) & (shape < (width - 2, height - 2))).all())
    drawn = cv2.fillPoly(np.zeros_like(mask), [shape], 255) > 0
    common = np.count_nonzero(drawn & (mask > 0))
    filled = common >= _FILLED * max(np.count_nonzero(drawn), np.count_nonzero(mask))
    sides = np.roll(shape, -1, axis=0) - shape
    back = -np.roll(sides, 1, axis=0)
    cosines = (sides * back).sum(axis=1) / (
        np.linalg.norm(sides, axis=1) * np.linalg.norm(back, axis=1)
    )
    angles = np.degrees(np.arccos(cosines.clip(-1, 1)))
    fair = bool(((angles > _CORNER_DEG[0]) & (angles < _CORNER_DEG[1])).all())
    return inside and bool(filled) and fair


def _length(side: Corners) -> float:
    return float(np.hypot(side[0], side[1]))
