"""Finds the box of each word of a line from where its characters stand and where the ink is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.scan import Pixels
from pipeline.steps.agreement import Token

_DARKER = 48
"""How much darker than the paper ink is, grey levels."""


def word_boxes(grey: Pixels, line: Box, tokens: Sequence[Token]) -> tuple[Box, ...]:
    """A box around the ink of each word; the whole height of the line where there is none.

    Pixels of the reading image. A character's place is the middle of its strokes, so a word
    begins and ends about half a character further out, and never past the middle of a gap.
    """
    height, width = grey.shape
    over = round(0.12 * (line.bottom - line.top))
    top, bottom = max(0, line.top - over), min(height, line.bottom + over)
    strip = grey[top:bottom]
    edges = _edges(line, tokens)
    found = []
    for left, right in edges:
        right = min(max(right, 1), width)
        found.append(_around_ink(strip, top, min(max(left, 0), right - 1), right, line))
    return tuple(found)


def _edges(line: Box, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Left and right bounds: the line's own at its ends, the middle of the gap between words."""
    margin = (line.bottom - line.top) / 4
    bounds = [line.left - margin]
    for before, after in pairwise(tokens):
        bounds.append((before.right + after.left) / 2)
    bounds.append(line.right + margin)
    half = [_half_character(token, line) for token in tokens]
    return [
        (
            round(max(bounds[n], token.left - 2.2 * half[n])),
            round(max(min(bounds[n + 1], token.right + 2.2 * half[n]), token.left + 1)),
        )
        for n, token in enumerate(tokens)
    ]


def _half_character(token: Token, line: Box) -> float:
    if len(token.text) > 1:
        return max((token.right - token.left) / (len(token.text) - 1) / 2, 1.0)
    return 0.3 * (line.bottom - line.top)


def _around_ink(strip: Pixels, top: int, left: int, right: int, line: Box) -> Box:
    part = strip[:, left:right]
    if part.size:
        ink = part < float(np.percentile(part, 90)) - _DARKER
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if len(rows) and len(columns):
            return Box(
                left + int(columns[0]),
                top + int(rows[0]),
                left + int(columns[-1]) + 1,
                top + int(rows[-1]) + 1,
            )
    return Box(left, line.top, right, line.bottom)
