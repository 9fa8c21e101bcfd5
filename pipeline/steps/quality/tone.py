"""Colours, contrast and what was never written: too few colours, faded, blank."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.quality import Fault, Finding
from pipeline.sections.quality import QualitySettings
from pipeline.steps.quality.sheet import Looked

_LEVELS = {"bilevel": 1, "grey": 8, "colour": 24}
"""Bits a pixel."""
_EXTREME = 0.985
"""Of the pixels, as black or white as can be, before compression smeared them."""
_PALE_LETTERS = 60
"""More, however pale, are a faded page; fewer the trace of a seal or of the other side."""


def colours(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Fewer bits a pixel than asked for."""
    has, wanted = bits(page), _LEVELS[limits.colour]
    if has >= wanted:
        return ()
    return (Finding(Fault.COLOUR, page.whole, has, wanted, 1.0),)


def bits(page: Looked) -> int:
    """1, 8 or 24, by what the picture shows and not by how it is stored."""
    if page.image.pixels.ndim == 3:
        return 24
    thin = page.grey[::2, ::2]
    extreme = np.count_nonzero((thin < 8) | (thin > 247)) / max(1, thin.size)
    between = np.count_nonzero((thin >= 60) & (thin <= 195)) / max(1, thin.size)
    return 1 if extreme > _EXTREME and between < 0.002 else 8


def faded(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Ink that hardly stands out from its paper."""
    contrast = ink_contrast(page)
    if contrast is None or contrast >= limits.contrast:
        return ()
    sure = min(1.0, 0.5 + (limits.contrast - contrast) / limits.contrast)
    return (Finding(Fault.FADED, page.whole, round(contrast), limits.contrast, sure),)


def ink_contrast(page: Looked) -> float | None:
    """Levels by which the middle of strokes is darker than the paper; None without letters.

    A stroke is thinner than a pixel of the small picture, so the page itself is asked.
    """
    letters = page.faint_letters
    if len(letters) < _PALE_LETTERS:
        return None
    found = []
    for left, top, width, height, _ in letters[:: max(1, len(letters) // 400)]:
        box = page.outward(left, top, left + width, top + height)
        part = page.grey[box.top : box.bottom, box.left : box.right]
        paper = int(page.paper[top + height // 2, left + width // 2])
        found.append(paper - float(np.percentile(part, 8)))
    return float(np.median(found))


def blank(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """A page on which next to nothing was written."""
    count = len(page.letters)
    many = len(page.faint_letters) > _PALE_LETTERS
    if count > limits.blank_letters or many or _has_picture(page):
        return ()
    sure = 1.0 - 0.5 * count / max(1, limits.blank_letters)
    return (Finding(Fault.BLANK, page.whole, count, limits.blank_letters, sure),)


def _has_picture(page: Looked) -> bool:
    """Whether something dark is there that is larger than letters: a drawing, a photo."""
    dark = cv2.subtract(page.paper, page.small) > 50
    rows, columns = (max(1, round(side * 0.06)) for side in dark.shape)
    return float(dark[rows:-rows, columns:-columns].mean()) > 0.01
