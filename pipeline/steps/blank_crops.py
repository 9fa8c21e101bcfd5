"""Cuts the blanks of number and date out of a page as the digit reader sees them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box
from pipeline.model.scan import PageImage, Pixels
from pipeline.steps.regions.blanks import Blank

EM = 27.0
"""Pixels of an em in a crop."""
HEIGHT = 64
BASELINE = 44.0
"""y of the baseline of the print in a crop."""
BESIDE = 0.9
"""Ems of print that are shown on each side of a blank."""
_LIGHT = 90
"""Percentile of a channel that is the paper's."""
_LEAST_PAPER = 40.0
_MOST_WIDTH = 640

Crop = npt.NDArray[np.uint8]
"""(64, w, 2): how dark it is without its red (255 is black), and how much more blue than red."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a blank lies; pixels of the page."""

    left: float
    right: float
    baseline: float
    em: float
    skew_deg: float
    """Clockwise angle of the lines of text."""

    @property
    def box(self) -> Box:
        """What a person must see to read it."""
        left, right = self.left - 0.5 * self.em, self.right + 0.5 * self.em
        return Box(
            max(0, math.floor(left)),
            max(0, math.floor(self.baseline - 1.5 * self.em)),
            max(1, math.ceil(right)),
            max(1, math.ceil(self.baseline + 0.6 * self.em)),
        )


def place_of(blank: Blank, skew_deg: float) -> Place:
    """The place of a blank that was found between printed words."""
    return Place(blank.left, blank.right, blank.baseline, blank.em, skew_deg)


def cut_blank(image: PageImage, place: Place) -> Crop:
    """The blank with some print on both sides, straightened, an em as wide as `EM`."""
    scale = EM / place.em
    width = round((place.right - place.left) * scale + 2 * BESIDE * EM)
    width = min(max(width, round(2 * BESIDE * EM)), _MOST_WIDTH)
    part, (x, y) = _part(image.pixels, place, width / scale)
    # Averaging first: a turn that also shrinks skips over thin strokes.
    shrink = min(scale, 1.0)
    if shrink < 1:
        size = (max(1, round(part.shape[1] * shrink)), max(1, round(part.shape[0] * shrink)))
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    matrix = _onto_crop(place, (x * shrink, y * shrink), scale / shrink)
    flat = cv2.warpAffine(
        part, matrix, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return _inked(np.asarray(flat, np.uint8))


def _part(pixels: Pixels, place: Place, width: float) -> tuple[Pixels, tuple[float, float]]:
    """The part of the page around a blank, and where in it the blank's baseline begins."""
    em = place.em
    tilt = abs(math.tan(math.radians(place.skew_deg))) * width
    left = place.left - (BESIDE + 0.5) * em
    top = place.baseline - BASELINE / EM * em - tilt - 0.3 * em
    right = left + width + em
    bottom = place.baseline + (HEIGHT - BASELINE) / EM * em + tilt + 0.3 * em
    height, full = pixels.shape[:2]
    x0, y0 = min(max(0, round(left)), full - 1), min(max(0, round(top)), height - 1)
    x1, y1 = max(x0 + 1, min(full, round(right))), max(y0 + 1, min(height, round(bottom)))
    return pixels[y0:y1, x0:x1], (place.left - x0, place.baseline - y0)


def _onto_crop(place: Place, origin: tuple[float, float], scale: float) -> npt.NDArray[np.float64]:
    """The map (2, 3) that turns the line level and sets the blank's left on its place."""
    turn = math.radians(place.skew_deg)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    x, y = origin
    return np.array(
        [
            [cos, sin, BESIDE * EM - cos * x - sin * y],
            [-sin, cos, BASELINE + sin * x - cos * y],
        ]
    )


def _inked(part: Pixels) -> Crop:
    """How dark each pixel is against the paper, seen through red, and how blue."""
    if part.ndim == 2:
        return np.dstack([_dark(part), np.zeros_like(part)])
    red, blue = part[..., 0], part[..., 2]
    dark = _dark(red)
    more = blue.astype(np.int16) - red.astype(np.int16)
    # Paper that is yellow or blue itself is not ink.
    more = (more - np.median(more)).clip(0, 255).astype(np.uint8)
    return np.dstack([dark, more])


def _dark(channel: Pixels) -> npt.NDArray[np.uint8]:
    paper = max(float(np.percentile(channel, _LIGHT)), _LEAST_PAPER)
    return (255.0 - channel.astype(np.float32) * (255.0 / paper)).clip(0, 255).astype(np.uint8)
