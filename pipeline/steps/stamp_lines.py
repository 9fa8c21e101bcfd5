"""Frames that text runs through: pairs of parallel lines of a stamp's length and distance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels
from pipeline.steps.stamp_frames import ASPECT, HEIGHT_MM, WIDTH_MM, Frame, distinct, preference

SLANTS_DEG = tuple(range(-12, 13, 2))
PIECE_MM = 5.0
"""Length over which a line must be inked…"""
INKED = 0.8
"""… for this share."""
SIDE_INKED = 0.55
OUTLINE_INKED = 0.78
SHARED = 0.4
"""Of the width, what a top and a bottom must have in common."""
MAX_PIECES = 60
MOST = 2
"""More are a table, of which these are the best inked."""
GOES_ON_MM = 2.5
"""Sides that go on as far beyond a corner are those of a table."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight line: from `left` to `right` at height `y` of a sheared mask."""

    left: float
    right: float
    y: float


def find_crossed_frames(ink: Pixels, mm: float) -> list[Frame]:
    """Frames in a mask of ink (255 where inked) of `mm` pixels a millimetre, best first."""
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _block(1.7 * mm))
    thin = np.asarray(cv2.subtract(ink, thick), dtype=np.uint8)
    joined = np.asarray(cv2.dilate(thin, _block(0.5 * mm)), dtype=np.uint8)
    near = joined
    found: list[Frame] = []
    for slant in SLANTS_DEG:
        slope = math.tan(math.radians(slant))
        pieces = _pieces(joined, slope, mm)
        found += _paired(pieces, slope, near, mm)
    return distinct(sorted(found, key=preference))[:MOST]


def _pieces(thin: Pixels, slope: float, mm: float) -> list[Piece]:
    """Long runs along one slope, longest first."""
    height, width = thin.shape
    lift = abs(slope) * width if slope > 0 else 0.0
    shear = np.array([[1, 0, 0], [-slope, 1, lift]], dtype=np.float32)
    room = (width, height + math.ceil(abs(slope) * width))
    level = cv2.warpAffine(thin, shear, room, flags=cv2.INTER_NEAREST)
    length = round(PIECE_MM * mm)
    share = cv2.blur(level, (length, 1), borderType=cv2.BORDER_CONSTANT)
    _, runs = cv2.threshold(share, INKED * 255, 255, cv2.THRESH_BINARY)
    contours, _ = cv2.findContours(runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    pieces = []
    for contour in contours:
        x, y, wide, high = cv2.boundingRect(contour)
        if wide + length <= WIDTH_MM[1] * mm and high <= 1.6 * mm:
            middle = y + (high - 1) / 2 - lift
            pieces.append(Piece(x - length / 2, x + wide - 1 + length / 2, middle))
    return sorted(pieces, key=lambda piece: piece.left - piece.right)[:MAX_PIECES]


def _paired(pieces: list[Piece], slope: float, near: Pixels, mm: float) -> Iterator[Frame]:
    """Frames whose top and bottom are two of the pieces and whose sides are inked."""
    if not pieces:
        return
    left, right, y = np.array([(p.left, p.right, p.y) for p in pieces]).T
    height = y[None, :] - y[:, None]
    lean = slope * height
    start = np.minimum(left[:, None], left[None, :] + lean)
    end = np.maximum(right[:, None], right[None, :] + lean)
    shared = np.minimum(right[:, None], right[None, :] + lean) - np.maximum(
        left[:, None], left[None, :] + lean
    )
    width = end - start
    aspect = width / np.maximum(height, 1.0)
    fits = (
        (height >= HEIGHT_MM[0] * mm)
        & (height <= HEIGHT_MM[1] * mm)
        & (width >= WIDTH_MM[0] * mm)
        & (width <= WIDTH_MM[1] * mm)
        & (aspect >= ASPECT[0])
        & (aspect <= ASPECT[1])
        & (shared >= SHARED * width)
    )
    for top, bottom in zip(*np.nonzero(fits), strict=True):
        frame = _fitted(
            float(start[top, bottom]),
            float(end[top, bottom]),
            float(y[top]),
            float(height[top, bottom]),
            slope,
            near,
            mm,
        )
        if frame is not None:
            yield frame


def _fitted(
    left: float, right: float, y: float, height: float, slope: float, near: Pixels, mm: float
) -> Frame | None:
    """The frame with its sides moved to where they are inked best."""
    reach = np.arange(-2.5 * mm, 2.5 * mm, 1.0)
    ends, shares = [], []
    for end, outward in ((left, -1e-4), (right, 1e-4)):
        inked = _sides(near, end + reach, y, height, slope)
        best = int(np.argmax(inked + outward * reach))
        if inked[best] < SIDE_INKED:
            return None
        ends.append(end + float(reach[best]))
        shares.append(float(inked[best]))
    beyond = GOES_ON_MM * mm
    for start in (y - beyond, y + height):
        if _sides(near, np.array(ends), start, beyond, slope).min() > 0.85:
            return None
    rows = [_row(near, ends[0], ends[1], level, slope) for level in (y, y + height)]
    coverage = (sum(rows) + sum(shares)) / 4
    if ends[1] - ends[0] < WIDTH_MM[0] * mm or min(rows) < SIDE_INKED or coverage < OUTLINE_INKED:
        return None
    return _frame(ends[0], ends[1], y, height, slope, coverage, 0.8 * mm)


def _frame(
    left: float, right: float, y: float, height: float, slope: float, coverage: float, line: float
) -> Frame:
    """Upright again, with `line` added for the thickness of its outline."""
    angle = math.atan(slope)
    middle, down = (left + right) / 2, height * math.cos(angle)
    center = (
        middle - down / 2 * math.sin(angle),
        y + slope * middle + down / 2 * math.cos(angle),
    )
    width = (right - left) / math.cos(angle)
    return Frame(center, width + line, down + line, math.degrees(angle), coverage, crossed=True)


def _sides(
    near: Pixels, x: npt.NDArray[np.float64], y: float, height: float, slope: float
) -> npt.NDArray[np.float64]:
    """Share that is inked of each side that starts on the top line at `x` and leans with it."""
    steps = np.linspace(0.12, 0.88, 20) * height
    down = math.cos(math.atan(slope)) ** 2
    columns = x[:, None] - slope * steps * down
    return _share(near, columns, y + slope * x[:, None] + steps * down)


def _row(near: Pixels, left: float, right: float, y: float, slope: float) -> float:
    across = np.linspace(left, right, 50)[None, :]
    return float(_share(near, across, y + slope * across)[0])


def _share(
    near: Pixels, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Share of inked points in each row of points; those off the page are not inked."""
    height, width = near.shape
    columns, rows = np.rint(x).astype(int), np.rint(y).astype(int)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    inked = near[rows.clip(0, height - 1), columns.clip(0, width - 1)] > 0
    return np.asarray((inked & inside).mean(axis=1), dtype=np.float64)


def _block(side: float) -> Pixels:
    return np.ones((max(1, round(side)), max(1, round(side))), dtype=np.uint8)
