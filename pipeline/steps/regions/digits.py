"""Whether the digits in a blank were written by hand, by their size and how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2

from pipeline.model.geometry import Box, hull
from pipeline.model.scan import PageImage
from pipeline.steps.regions.blanks import Blank
from pipeline.steps.regions.ink import Mask, Sheet, area, clipped, close_up, cut, moved
from pipeline.steps.regions.pieces import Piece, Pieces, pieces_in

RISE = 1.25
"""Ems above the baseline in which the middle of a digit lies, and below it…"""
DROP = 0.35
EDGE = 0.06
SLIVER = 0.22
TALLEST = 2.4
SHORTEST = 0.3
PRINTED_HEIGHT = (0.6, 0.84)
"""Of printed digits, in ems: 0.68 in Times New Roman, and the blur of the scan."""
UNEVEN = 0.1
"""By so much the tops or the bottoms of printed digits may differ, in ems."""
PRINTED_WIDTH = 0.585
SPACES = 1.0
"""Ems that are free beside printed digits at most: an office's blank is wider than a space."""
COLOURED = 0.4


def written_digits(image: PageImage, blanks: Sequence[Blank]) -> tuple[Box, ...]:
    """What was written by hand into the blanks, in pixels of the page; print is left out."""
    found = []
    for blank in blanks:
        em = blank.em
        room = clipped(
            blank.left - em,
            blank.baseline - (RISE + 1.2) * em,
            blank.right + em,
            blank.baseline + (DROP + 1.2) * em,
            image.size,
        )
        if not area(room):
            continue
        part = close_up(image, room)
        box = _written(_seen(blank, room, part.scale), part)
        if box is not None:
            found.append(moved(part.outward(box), room))
    return tuple(found)


def _seen(blank: Blank, room: Box, scale: int) -> Blank:
    """The blank in pixels of the close-up."""
    return replace(
        blank,
        left=(blank.left - room.left) / scale,
        right=(blank.right - room.left) / scale,
        baseline=(blank.baseline - room.top) / scale,
        em=blank.em / scale,
    )


def _written(blank: Blank, part: Sheet) -> Box | None:
    em, base = blank.em, blank.baseline
    left, right = blank.left - EDGE * em, blank.right + EDGE * em
    if blank.number:
        row = _row(Pieces(part.ink, part.colour), base, em)
        right = _at_slash(right, row, em)
    room = clipped(left, 0, right, part.height, (part.width, part.height))
    if room.width < SLIVER * em:
        return None
    digits = [
        p
        for p in _row(pieces_in(part.ink, part.colour, room), base, em)
        if p.box.width >= SLIVER * em or not _cut_off(p.box, room)
    ]
    if blank.number and digits and _like_slash(digits[0], em):
        # Before a printed year, or in a blank that was left empty.
        rest = digits[1:]
        if not rest or _printed(rest, blank, em, 0.0):
            return None
    if not digits:
        return None
    if not _coloured(blank, part, left, right):
        if _printed(digits, blank, em, right - left):
            return None
        digits = _uneven(digits, em) if blank.year else digits
        if not digits:
            return None
    return hull(p.box for p in digits)


def _row(pieces: Pieces, base: float, em: float) -> list[Piece]:
    return [p for p in pieces.larger(SHORTEST * em) if _in_row(p.box, base, em)]


def _cut_off(box: Box, room: Box) -> bool:
    """Whether it runs over the edge of the blank: the tip of a neighbouring letter."""
    return box.left <= room.left or box.right >= room.right


def _in_row(box: Box, base: float, em: float) -> bool:
    return (
        base - RISE * em <= box.center[1] <= base + DROP * em
        and SHORTEST * em <= box.height <= TALLEST * em
    )


def _at_slash(right: float, row: Sequence[Piece], em: float) -> float:
    """The left of the slash before the notation, where one is seen near to where it should be."""
    slashes = [
        p.box.left for p in row if _like_slash(p, em) and abs(p.box.left - right) <= 0.9 * em
    ]
    return float(max(slashes)) if slashes else right


def _like_slash(piece: Piece, em: float) -> bool:
    return (
        0.15 * em <= piece.box.width <= 0.55 * em
        and 0.55 * em <= piece.box.height <= 1.1 * em
        and piece.fill <= 0.42
    )


def _coloured(blank: Blank, sheet: Sheet, left: float, right: float) -> bool:
    em, base = blank.em, blank.baseline
    room = clipped(left, base - 1.2 * em, right, base + 0.4 * em, (sheet.width, sheet.height))
    return _count(sheet.colour, room) >= COLOURED * max(_count(sheet.ink, room), 1)


def _count(ink: Mask, box: Box) -> int:
    return cv2.countNonZero(cut(ink, box)) if box.width and box.height else 0


def _printed(digits: Sequence[Piece], blank: Blank, em: float, room: float) -> bool:
    """Whether digits are shaped and stand as print does. (Readers are as sure of a hand's.)"""
    boxes = [p.box for p in digits]
    whole = hull(boxes)
    level = all(
        max(sides) - min(sides) <= UNEVEN * em
        for sides in ([b.top for b in boxes], [b.bottom for b in boxes])
    )
    shaped = level and all(
        b.width <= PRINTED_WIDTH * em
        and PRINTED_HEIGHT[0] * em <= b.height <= PRINTED_HEIGHT[1] * em
        for b in boxes
    )
    narrow = not blank.closed or room - whole.width <= SPACES * em
    return shaped and narrow


def _uneven(digits: Sequence[Piece], em: float) -> list[Piece]:
    """Of a year of which a part is printed, the digits that stand out above or below."""
    tops, bottoms = (
        sorted(side) for side in ([p.box.top for p in digits], [p.box.bottom for p in digits])
    )
    top, bottom = tops[len(tops) // 2], bottoms[len(bottoms) // 2]
    far = 1.5 * UNEVEN * em
    return [p for p in digits if top - p.box.top > far or p.box.bottom - bottom > far]
