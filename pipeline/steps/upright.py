"""Turns a page, and tells by how well it reads whether it lies the right way up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model.ocr import Line
from pipeline.model.scan import PageImage

TURNS = (0, 90, 180, 270)


def turned_page(image: PageImage, turn_deg: int) -> PageImage:
    """The page turned clockwise by a multiple of 90°; no pixel is changed."""
    if turn_deg % 360 == 0:
        return image
    pixels = np.ascontiguousarray(np.rot90(image.pixels, k=-turn_deg // 90))
    rotation = (image.rotation_deg + turn_deg) % 360
    return replace(image, pixels=pixels, rotation_deg=rotation)


def legibility(lines: Sequence[Line]) -> float:
    """Mean confidence, each word weighted by its letters and digits; 0.0 when nothing was read."""
    weights = [(sum(c.isalnum() for c in w.text), w.confidence) for ln in lines for w in ln.words]
    total = sum(weight for weight, _ in weights)
    return sum(weight * sure for weight, sure in weights) / total if total else 0.0


def letters(lines: Sequence[Line]) -> int:
    """How many letters and digits were read."""
    return sum(c.isalnum() for line in lines for word in line.words for c in word.text)
