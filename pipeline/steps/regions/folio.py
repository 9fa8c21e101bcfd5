"""The number of a sheet (số tờ), in pencil in the upper right corner, by the rule of archives."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import PageImage
from pipeline.steps.regions.ink import Sheet, clipped, close_up, cut, grown, inside, mask, moved
from pipeline.steps.regions.pieces import Piece, Pieces, grouped

CORNER = (0.88, 0.055)
"""From this share of the width on and down to this of the height."""
DIGIT_MM = (2.4, 10.0)
WIDEST_MM = 16.0
LEAST_MM = 1.5
FAINT = 9
"""Levels that pencil is darker than the paper at least…"""
LEAST_INK = 0.4
"""… and how much of it is as dark as a pen's, in pixels for one of its height."""
BREAK_MM = 0.5
FULLEST = 0.6
"""A piece that fills its box more is a hole or the scanner's shadow."""
STROKE_MM = 1.2
"""Width of a 1, which fills its box."""
JOIN_MM = 2.5
MOST_PIECES = 7
"""More are dirt."""
EDGE_MM = 0.6
SURE = 0.85
DIGIT = 0.85
"""Height of a printed digit in ems, at most."""


def find_folio(
    image: PageImage, sheet: Sheet, lines: Sequence[Line], known: Sequence[Box], em: float
) -> tuple[Box, ...]:
    """The boxes of numbers in the corner that are no print, pixels of the sheet."""
    size, mm = (sheet.width, sheet.height), sheet.mm
    corner = clipped(CORNER[0] * sheet.width, 0, sheet.width, CORNER[1] * sheet.height, size)
    printed = [
        grown(sheet.inward(word.box), 0.5 * mm, size)
        for line in lines
        for word in line.words
        if _printed(word, em * sheet.scale)
    ]
    pieces = [
        piece
        for piece in _pencil(image, sheet, corner)
        if (piece.fill <= FULLEST or piece.box.width <= STROKE_MM * mm)
        and not _shadow(piece, sheet)
        and inside(piece.box, (*known, *printed)) < 0.5
    ]
    found = []
    for group in grouped([p.box for p in pieces], JOIN_MM * mm, size):
        box = hull(pieces[i].box for i in group)
        tallest = max(pieces[i].box.height for i in group)
        if (
            DIGIT_MM[0] * mm <= tallest
            and box.height <= DIGIT_MM[1] * mm
            and 1.2 * mm <= box.width <= WIDEST_MM * mm
            and len(group) <= MOST_PIECES
            and cv2.countNonZero(cut(sheet.ink, box)) >= LEAST_INK * tallest
        ):
            found.append(box)
    return tuple(found)


def _pencil(image: PageImage, sheet: Sheet, corner: Box) -> list[Piece]:
    """The pieces of faint ink in the corner, their breaks closed, pixels of the sheet."""
    outer = sheet.outward(corner)
    part = close_up(image, outer, FAINT)
    side = max(1, round(BREAK_MM * part.mm)) | 1
    ink = mask(cv2.morphologyEx(part.ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)))
    shrunk = (part.scale / sheet.scale) ** 2
    return [
        Piece(sheet.inward(moved(part.outward(p.box), outer)), max(1, round(p.ink * shrunk)))
        for p in Pieces(ink, part.colour).larger(LEAST_MM * part.mm)
    ]


def _printed(word: Word, em: float) -> bool:
    """Whether it is a word, or a number of the size of the page's print."""
    letters = sum(map(str.isalpha, word.text))
    return word.confidence >= SURE and (letters >= 2 or word.box.height <= DIGIT * em)


def _shadow(piece: Piece, sheet: Sheet) -> bool:
    """Whether it lies along the page's edge."""
    near = EDGE_MM * sheet.mm
    box = piece.box
    thin = min(box.width, box.height) <= 1.0 * sheet.mm
    touches = box.top <= near or box.right >= sheet.width - near
    return touches and (thin or max(box.width, box.height) > WIDEST_MM * sheet.mm)
