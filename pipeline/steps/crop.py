"""Cuts a place out of a page, for people to look at."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.scan import PageImage, Pixels

_AROUND_MM = 1.0
_MOST_SIDE = 1100
"""Pixels; a larger crop is made smaller, for it is only looked at."""


def cut(image: PageImage, box: Box, around_mm: float = _AROUND_MM) -> Pixels:
    """The pixels of `box` with a little paper around it; at least one pixel."""
    around = round(around_mm / 25.4 * image.dpi)
    width, height = image.size
    left, top = min(max(box.left - around, 0), width - 1), min(max(box.top - around, 0), height - 1)
    right = max(min(box.right + around, width), left + 1)
    bottom = max(min(box.bottom + around, height), top + 1)
    pixels = np.ascontiguousarray(image.pixels[top:bottom, left:right])
    shrunk = _MOST_SIDE / max(pixels.shape[:2])
    if shrunk >= 1:
        return pixels
    smaller = cv2.resize(pixels, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    return smaller.astype(np.uint8)
