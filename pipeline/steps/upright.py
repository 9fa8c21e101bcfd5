"""Tells which way up a page is: sideways by its ink, upside down by how well it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.model.ocr import Line
from pipeline.model.scan import PageImage, Pixels
from pipeline.steps.prepare import without_red

TURNS = (0, 90, 180, 270)


def turned_page(image: PageImage, turn_deg: int) -> PageImage:
    """The page turned clockwise by a multiple of 90°; no pixel is changed."""
    if turn_deg % 360 == 0:
        return image
    pixels = np.ascontiguousarray(np.rot90(image.pixels, k=-turn_deg // 90))
    rotation = (image.rotation_deg + turn_deg) % 360
    return replace(image, pixels=pixels, rotation_deg=rotation)


def looks_sideways(image: PageImage) -> bool:
    """True when lines of text run from top to bottom: columns alternate more than rows do."""
    grey = without_red(image.pixels)
    scale = min(1.0, 75 / image.dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    inner = small[height // 12 : height - height // 12, width // 12 : width - width // 12]
    ink = (inner < np.median(inner) - 60).astype(np.float64)
    if ink.mean() < 0.002:
        return False
    rows = np.square(np.diff(ink.mean(axis=1))).mean()
    columns = np.square(np.diff(ink.mean(axis=0))).mean()
    return bool(columns > 1.6 * rows)


def band(pixels: Pixels) -> Pixels:
    """The third of the page's height that holds most ink, for a quick trial reading."""
    height = pixels.shape[0]
    ink = (pixels < np.median(pixels) - 60).mean(axis=1)
    starts = range(0, height - height // 3 + 1, max(1, height // 24))
    start = max(starts, key=lambda top: float(ink[top : top + height // 3].sum()))
    return np.ascontiguousarray(pixels[start : start + height // 3])


def legibility(lines: Sequence[Line]) -> float:
    """Mean confidence, each word weighted by its letters and digits; 0.0 when nothing was read."""
    weights = [(sum(c.isalnum() for c in w.text), w.confidence) for ln in lines for w in ln.words]
    total = sum(weight for weight, _ in weights)
    return sum(weight * sure for weight, sure in weights) / total if total else 0.0


def letters(lines: Sequence[Line]) -> int:
    """How many letters and digits were read."""
    return sum(c.isalnum() for line in lines for word in line.words for c in word.text)
