"""Makes the paper even and the ink dark: shade, yellowed paper, faint toner, shine-through."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.scan import Pixels
from pipeline.steps.preparation.reduced import scaled

WHITE = 245
"""Grey level of the paper of an evened page: what is brighter than the paper stays so."""

_INK_FALL = 30
"""What is darker than the paper by this much is ink."""
_FAINT = 120
"""Ink that stands out from the paper by less than this is faint."""
_DARK = 40
"""Grey level to which faint ink is darkened."""
_MOST_GAIN = 4.0


def even_background(grey: Pixels, dpi: float) -> Pixels:
    """Divides the page by its paper, estimated at a quarter of the size."""
    small = scaled(grey, 0.25)
    reach = max(3, round(dpi / 4 * 0.12)) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), reach)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=WHITE), np.uint8)


def darkened(even: Pixels) -> Pixels:
    """An evened page with its faint ink as dark as toner is; other pages as they are."""
    # Grain makes the paper a little darker than the level that it was evened to.
    paper = float(np.median(even[::4, ::4]))
    fall = paper - ink_level(even)
    # A page that is mostly dark has no paper to tell its ink from.
    if not 0 < fall < _FAINT:
        return even
    gain = min((WHITE - _DARK) / fall, _MOST_GAIN)
    levels = WHITE + gain * (np.arange(256, dtype=np.float64) - paper)
    return np.asarray(cv2.LUT(even, levels.clip(0, 255).astype(np.uint8)), np.uint8)


def ink_level(even: Pixels) -> float:
    """Grey level of the darker strokes of an evened page; 0 when there is next to no ink."""
    thin = even[::4, ::4]
    counts = np.bincount(thin.ravel(), minlength=256)[: WHITE - _INK_FALL]
    inked = np.cumsum(counts)
    if inked[-1] < 0.001 * thin.size:
        return 0.0
    return float(np.searchsorted(inked, 0.2 * inked[-1]))
