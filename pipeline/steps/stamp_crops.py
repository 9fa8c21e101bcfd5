"""A stamp cut out of the page for reading: turned level, its frame taken away, black on white."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels
from pipeline.steps.stamp_frames import Frame

Colour = Literal["red", "dark"]

PIXELS_PER_MM = 10
"""Of the cut: the 4 mm capitals of a stamp become 40 pixels."""
CAP_HEIGHT = 40
MIN_CAP_HEIGHT = 14
MARGIN = 16
THIN = 4
"""Strokes of a body text's print in a cut, pixels; those of a stamp are twice as wide."""
LEAST_PRINT = 0.004
"""Share of a cut below which print does not cross it."""
FRAMELESS_MM = 8.0
"""A red block that is taller than one line of words has a frame that was not seen as one."""
ROW_RUN = 0.12
"""Of the width: no bar of a T is as long where the word has many letters…"""
ROW_SHARE = 0.36
"""… and where it has few, their bars are less of the row than this."""
COLUMN_RUN = 0.68
"""Of the height: taller than any letter."""
PRINT = 120
PRINT_RED = 60
"""A pixel without a channel over the first and less red than the second is black print."""


def redness(pixels: Pixels) -> Pixels:
    """How much redder than anything else each pixel is (uint8); grey pages have none."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, dtype=np.uint8)
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), dtype=np.uint8)


def grey(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def cut_stamp(pixels: Pixels, frame: Frame, scale: float, mm: float, colour: Colour) -> Pixels:
    """The words of a stamp, about `CAP_HEIGHT` tall, in a white margin.

    `scale` takes the frame to `pixels`; `mm` is pixels a millimetre of the frame.
    """
    pad = 0.0 if frame.framed else 1.0 * mm
    wide = Frame(frame.center, frame.width + 2 * pad, frame.height + 2 * pad, frame.angle_deg, 0.0)
    width = max(8, round(wide.width / mm * PIXELS_PER_MM))
    height = max(8, round(wide.height / mm * PIXELS_PER_MM))
    corners = np.array([[0, 0], [width, 0], [width, height]], dtype=np.float32)
    turn = cv2.getAffineTransform(wide.corners(scale)[:3], corners)
    level = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    source = np.asarray(level, dtype=np.uint8)
    words = _stretched(_red_words(source) if colour == "red" else grey(source))
    if frame.framed or frame.height > FRAMELESS_MM * mm:
        words = _without_frame(words)
    return _sized(words)


def bold_only(words: Pixels) -> Pixels:
    """A cut without its thin strokes: the bold capitals of a stamp out of print that crosses."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (THIN, THIN))
    return np.asarray(cv2.morphologyEx(words, cv2.MORPH_CLOSE, disc), dtype=np.uint8)


def _red_words(source: Pixels) -> Pixels:
    """The red ink as dark on light; under black print, where red can't show, what is around.

    Where no print crosses, brightness shows more than colour, which JPEG keeps coarsely.
    """
    red = redness(source)
    print_over = (source.max(axis=2) < PRINT) & (red < PRINT_RED)
    if np.mean(print_over) < LEAST_PRINT:
        return np.ascontiguousarray(source[:, :, 1])
    hidden = cv2.dilate(print_over.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.inpaint(255 - red, hidden, 3, cv2.INPAINT_TELEA), dtype=np.uint8)


def _stretched(pixels: Pixels) -> Pixels:
    """Paper to white, ink to black."""
    paper = float(np.percentile(pixels, 75))
    ink = float(np.percentile(pixels, 3))
    span = max(paper - ink, 24.0)
    low, high = ink + 0.12 * span, paper - 0.18 * span
    values = (pixels.astype(np.float32) - low) * (255.0 / max(high - low, 1.0))
    return values.clip(0, 255).astype(np.uint8)


def _without_frame(words: Pixels) -> Pixels:
    """What lies inside the innermost lines that run along the edges."""
    height, width = words.shape
    ink = np.asarray((words < 128).astype(np.uint8) * 255)
    thick_rows = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    thick_columns = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    across = cv2.morphologyEx(
        thick_rows, cv2.MORPH_OPEN, np.ones((1, max(9, round(ROW_RUN * width))), np.uint8)
    )
    down = cv2.morphologyEx(
        thick_columns, cv2.MORPH_OPEN, np.ones((max(9, round(COLUMN_RUN * height)), 1), np.uint8)
    )
    rows = np.mean(np.asarray(across) > 0, axis=1) > ROW_SHARE
    columns = np.mean(np.asarray(down) > 0, axis=0) > COLUMN_RUN
    top, bottom = _inside(rows, round(0.3 * height))
    left, right = _inside(columns, min(round(0.2 * width), round(0.4 * height)))
    return words[top:bottom, left:right]


def _inside(line: npt.NDArray[np.bool_], reach: int) -> tuple[int, int]:
    """The range between the last line from the start and the first before the end."""
    edge = 3
    head, tail = np.flatnonzero(line[:reach]), np.flatnonzero(line[-reach:] if reach else line[:0])
    start = int(head[-1]) + 1 if head.size else 0
    end = len(line) - reach + int(tail[0]) if tail.size else len(line)
    return start + edge, max(start + edge + 1, end - edge)


def _sized(words: Pixels) -> Pixels:
    """Scaled so that its capitals are `CAP_HEIGHT` tall, with a white margin."""
    height = _cap_height(words)
    scale = min(3.0, max(0.3, CAP_HEIGHT / height))
    if not 0.85 <= scale <= 1.15:
        size = (max(1, round(words.shape[1] * scale)), max(1, round(words.shape[0] * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        words = np.asarray(cv2.resize(words, size, interpolation=method), dtype=np.uint8)
    framed = cv2.copyMakeBorder(
        words, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=(255,)
    )
    return np.asarray(framed, dtype=np.uint8)


def _cap_height(words: Pixels) -> float:
    """The usual height of the letters; what the rule foresees where there are none."""
    ink = np.asarray((words < 128).astype(np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    letters = heights[heights >= MIN_CAP_HEIGHT]
    return float(np.median(letters)) if letters.size else float(CAP_HEIGHT)
