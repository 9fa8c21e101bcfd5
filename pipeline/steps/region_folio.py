"""The number of a sheet (số tờ), in pencil in the upper right corner, by the rule of archives."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.region_ink import Sheet, grown, inside
from pipeline.steps.region_pieces import Piece, grouped, pieces_in

CORNER = (0.88, 0.055)
"""From this share of the width on and down to this of the height."""
DIGIT_MM = (2.4, 10.0)
WIDEST_MM = 16.0
LEAST_MM = 1.0
FULLEST = 0.6
"""A piece that fills its box more is a hole or the scanner's shadow."""
JOIN_MM = 2.5
MOST_PIECES = 7
"""More are dirt."""
EDGE_MM = 0.6
SURE = 0.85
DIGIT = 0.85
"""Height of a printed digit in ems, at most."""


def find_folio(
    sheet: Sheet, lines: Sequence[Line], known: Sequence[Box], em: float
) -> tuple[Box, ...]:
    """The boxes of numbers in the corner that are no print, pixels of the sheet."""
    size, mm = (sheet.width, sheet.height), sheet.mm
    corner = Box(round(CORNER[0] * sheet.width), 0, sheet.width, round(CORNER[1] * sheet.height))
    printed = [
        grown(sheet.inward(word.box), 0.5 * mm, size)
        for line in lines
        for word in line.words
        if _printed(word, em * sheet.scale)
    ]
    pieces = [
        piece
        for piece in pieces_in(sheet.ink, sheet.colour, corner).larger(LEAST_MM * mm)
        if piece.fill <= FULLEST
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
        ):
            found.append(box)
    return tuple(found)


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
