"""Printed page numbers: where they leap, a page was left out or two were fed at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.quality import Fault, Finding
from pipeline.steps.quality.sheet import Looked, Pieces

_FURTHEST = 20
"""A leap over more is a misread number or another document."""
_TOP, _BOTTOM = 0.13, 0.9
"""Of the page: above and below these its number may stand."""
_OFF_MIDDLE = 0.12
_WIDEST_MM = 12.0
_DIGIT_MM = (1.4, 4.5)
_ALONE_MM, _BESIDE_MM = 1.2, 20.0

Shown = tuple[int, Box]
"""A page's number as printed, and where."""


def number_places(page: Looked) -> tuple[Box, ...]:
    """Where a page number may stand: a short line by itself, in the middle of a margin.

    At the top by the rule (NĐ 30/2020, Phụ lục I), at the foot by habit.
    """
    letters = page.letters
    if not len(letters):
        return ()
    height, width = page.small.shape
    left, _, across, down, _ = letters.T
    middle = np.abs(left + across / 2 - width / 2) < _OFF_MIDDLE * width
    digits = (down <= _DIGIT_MM[1] * page.mm) & (down >= _DIGIT_MM[0] * page.mm) & middle
    places = [_alone(page, piece) for piece in letters[digits] if _in_margin(piece, height)]
    found = sorted({box for box in places if box is not None}, key=lambda box: box.top)
    return tuple(dict.fromkeys((*found[:1], *found[-1:])))


def _in_margin(piece: Pieces, height: int) -> bool:
    middle = piece[1] + piece[3] / 2
    return bool(middle < _TOP * height or middle > _BOTTOM * height)


def _alone(page: Looked, piece: Pieces) -> Box | None:
    """The line of this piece, when it is short and nothing stands near it."""
    letters, mm = page.letters, page.mm
    left, top = letters[:, 0], letters[:, 1]
    right, bottom = left + letters[:, 2], top + letters[:, 3]
    row = (top < piece[1] + piece[3]) & (bottom > piece[1])
    x0, x1, y0, y1 = left[row].min(), right[row].max(), top[row].min(), bottom[row].max()
    if x1 - x0 > _WIDEST_MM * mm:
        return None
    near, beside = _ALONE_MM * mm, _BESIDE_MM * mm
    close = (top < y1 + near) & (bottom > y0 - near) & (left < x1 + beside) & (right > x0 - beside)
    if (close & ~row).any():
        return None
    around = 0.6 * mm
    return page.outward(max(0, x0 - around), max(0, y0 - around), x1 + around, y1 + around)


def leaps(shown: Sequence[Shown | None]) -> dict[int, Finding]:
    """Findings by page (from 1) of a file whose pages show these numbers, None where none does.

    The first page of a document shows none (NĐ 30/2020, Phụ lục I), so that one without may
    begin another document: only what no counting explains is a leap.
    """
    found: dict[int, Finding] = {}
    last, silent = 0, 0
    for place, one in enumerate(shown, 1):
        if one is None:
            silent += 1
            continue
        number, box = one
        expected = last + silent + 1
        begins_anew = number == 1 or (silent > 0 and number <= expected)
        if not begins_anew and number != expected and abs(number - expected) <= _FURTHEST:
            found[place] = Finding(Fault.MISSING, box, number, expected, 0.8, place)
        last, silent = number, 0
    return found
