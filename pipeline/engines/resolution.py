"""Resolution of page images: what to believe of it, and square upright pixels."""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np

from pipeline.model.scan import Pixels

_LOWEST_DPI, _HIGHEST_DPI = 50.0, 1200.0
_A4_LONG_SIDE_IN = 297 / 25.4
_SCREEN_DPI = 96.0
"""Up to here a resolution is often a program's default and says nothing of the paper."""
_LONGEST_PAPER_IN = 2 * _A4_LONG_SIDE_IN
"""A screen resolution that makes the paper longer than A2 is not believed."""
_LAST_RESORT_DPI = 300.0
_SQUARE = 0.02
"""Pixels whose sides differ by less than this share are square; page boxes are rounded."""


def plausible_dpi(dpi: float | None, longer_side: int) -> float:
    """The resolution as stated when it can be true, else the one that makes the page A4."""
    if dpi is not None and _is_plausible(dpi, longer_side):
        return dpi
    a4_dpi = longer_side / _A4_LONG_SIDE_IN
    return a4_dpi if _LOWEST_DPI <= a4_dpi <= _HIGHEST_DPI else _LAST_RESORT_DPI


def _is_plausible(dpi: float, longer_side: int) -> bool:
    if not math.isfinite(dpi) or not _LOWEST_DPI <= dpi <= _HIGHEST_DPI:
        return False
    return dpi > _SCREEN_DPI or longer_side / dpi <= _LONGEST_PAPER_IN


def square_size(width: int, height: int, dpi_x: float, dpi_y: float) -> tuple[int, int]:
    """(width, height) with the coarser axis stretched, as on a fax of 204 × 98 dpi."""
    if not (_in_range(dpi_x) and _in_range(dpi_y)) or abs(dpi_x / dpi_y - 1) <= _SQUARE:
        return width, height
    if dpi_x > dpi_y:
        return width, round(height * dpi_x / dpi_y)
    return round(width * dpi_y / dpi_x), height


def _in_range(dpi: float) -> bool:
    return math.isfinite(dpi) and _LOWEST_DPI <= dpi <= _HIGHEST_DPI


def stretched(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The image at `size`, itself when it already has it."""
    if (pixels.shape[1], pixels.shape[0]) == size:
        return pixels
    return cast(Pixels, cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))


def turned(pixels: Pixels, turn_deg: int) -> Pixels:
    """The image turned clockwise by a multiple of 90 degrees."""
    if turn_deg % 360 == 0:
        return pixels
    return np.ascontiguousarray(np.rot90(pixels, k=-(turn_deg // 90)))


def grey_if_colourless(pixels: Pixels) -> Pixels:
    """2-D grey when red, green and blue are equal everywhere."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return cast(Pixels, red)
    return pixels
