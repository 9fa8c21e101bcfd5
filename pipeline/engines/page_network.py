"""Finds the lines of a page and the way it lies, with TrueOCR's networks."""

from __future__ import annotations

from copy import copy
from functools import cache

import cv2
import numpy as np
from trueocr.page import PageEngine

from pipeline.engines.library_errors import translated
from pipeline.engines.line_network import TRUEOCR_MODELS, runtime_errors
from pipeline.model.geometry import Box
from pipeline.model.scan import Pixels

_CELL = 32
"""The detector wants sides that are so many pixels or a multiple."""
_LEAST_SIDE = 320


@cache
def _engine() -> PageEngine:
    return PageEngine(TRUEOCR_MODELS, threads=1)


def find_lines(grey: Pixels, share: float = 1.0) -> tuple[tuple[Box, float], ...]:
    """Boxes of the text lines with the detector's score, 0.0–1.0, top to bottom.

    `share`: of the longer side of a page that the picture is; a part is not made larger.
    """
    height, width = grey.shape
    found = []
    engine = _engine()
    if share < 1:
        engine = copy(engine)
        engine.long_side = max(_LEAST_SIDE, round(engine.long_side * share / _CELL) * _CELL)
    with translated("reading_failed", {}), runtime_errors():
        detected = engine.detect(grey)
    for left, top, right, bottom, score in detected:
        box = (
            max(0, int(np.floor(left))),
            max(0, int(np.floor(top))),
            min(width, int(np.ceil(right))),
            min(height, int(np.ceil(bottom))),
        )
        if box[2] > box[0] and box[3] > box[1]:
            found.append((Box(*box), float(score)))
    return tuple(sorted(found, key=lambda one: one[0].center[1]))


def upright_turn(grey: Pixels) -> tuple[int, float]:
    """The clockwise turn (0, 90, 180, 270) that sets a page upright, and how sure it is, 0.0–1.0.

    Source: TrueOCR's orientation network, on the page at 768 pixels.
    """
    engine = _engine()
    side = 768
    scale = side / max(grey.shape)
    while scale <= 0.5 and min(grey.shape) > 1:
        # Halving an even picture costs a fifth of any other way.
        even = grey[: grey.shape[0] // 2 * 2, : grey.shape[1] // 2 * 2]
        half = cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        grey = np.asarray(half, np.uint8)
        scale = side / max(grey.shape)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)[:side, :side]
    ink = np.zeros((1, 1, side, side), np.float32)
    ink[0, 0, : small.shape[0], : small.shape[1]] = 1.0 - small.astype(np.float32) / 255.0
    with translated("reading_failed", {}), runtime_errors():
        chances = engine.orient.run(None, {"x": ink})[0][0]
    # Classes 0-3 are quarter turns counter-clockwise of the content; class 4 is vertical script.
    quarter = int(np.argmax(chances[:4]))
    return 90 * quarter % 360, float(chances[quarter])
