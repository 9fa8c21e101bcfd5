"""Ink of pens that no printed word accounts for, in groups that belong together."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.regions.blanks import plain, text_width
from pipeline.steps.regions.ink import Mask, Sheet, area, cut, inside, shared
from pipeline.steps.regions.pieces import Piece, Pieces, grouped

SURE = 0.8
"""A word this sure is printed, unless its ink is a pen's by colour or shape."""
COLOURED = 0.5
PRINTED = 0.5
"""Share of a piece in sure words from which it is taken for print."""
EM_MM = 4.6
"""Font size where no word tells: 13 points."""
LEAST_MM = 1.4
LARGEST_MM = 110.0
EDGE_MM = 1.5
THIN_FILL = 0.215
"""Share of its box that a pen's stroke inks at most; letters that touch ink more."""
WIDE_FILL = 0.27
"""Of a few letters by hand that hang together."""
LOOSE_FILL = 0.36
"""Of one that is taller than a printed letter."""
STRAIGHT_MM = 0.9
"""A piece that is nowhere thicker, laid straight, is a staple, a fold or a scratch."""
HOLES = 5
HOLES_A_MM2 = 0.1
THROUGH = 0.75
"""Share of a row or column that a line inks."""
LETTER_MM = (2.0, 6.0)


@dataclass(frozen=True, slots=True)
class Writing:
    """A group of pen strokes, pixels of the sheet."""

    box: Box
    pieces: tuple[Piece, ...]

    @property
    def coloured(self) -> float:
        return sum(p.coloured * p.ink for p in self.pieces) / sum(p.ink for p in self.pieces)

    @property
    def largest(self) -> Piece:
        return max(self.pieces, key=lambda piece: piece.box.width + piece.box.height)


def em_of(lines: Sequence[Line], sheet: Sheet) -> float:
    """The usual font size of the page's print, pixels of the sheet."""
    ems = [
        word.box.width / text_width(word.text, 1.0)
        for line in lines
        for word in line.words
        if word.confidence >= SURE and len(word.text) >= 3 and word.text.isalpha()
    ]
    return statistics.median(ems) / sheet.scale if len(ems) >= 5 else EM_MM * sheet.mm


def printed_words(sheet: Sheet, lines: Sequence[Line]) -> Mask:
    """Where words were read that are sure."""
    printed = np.zeros_like(sheet.ink)
    for line in lines:
        for word in line.words:
            if word.confidence >= SURE and _is_text(word):
                cut(printed, sheet.inward(word.box))[:] = 255
    return printed


def pen_pieces(ink: Mask, printed: Mask, sheet: Sheet) -> tuple[Piece, ...]:
    """The pieces of some ink, without the scanner's shadows; `printed` marks sure words."""
    return tuple(
        piece
        for piece in Pieces(ink, sheet.colour, printed).larger(LEAST_MM * sheet.mm)
        if not _of_the_edge(piece.box, sheet)
    )


def find_strokes(
    pieces: Sequence[Piece], ink: Mask, sheet: Sheet, em: float, hints: Sequence[Box]
) -> tuple[tuple[Piece, ...], tuple[Box, ...]]:
    """The strokes by hand among the pieces of some ink, and the letters that were not read.

    `hints` are boxes where the line reader saw handwriting.
    """
    seeds = [p for p in pieces if _by_pen(p, em, sheet.mm) or _hinted(p, hints, em)]
    seeds = [
        p
        for p in seeds
        if not (_straight(p, ink, sheet.mm) or _shading(p, ink, sheet.mm) or _frame(p, ink))
    ]
    return tuple(seeds), tuple(_letter_boxes(pieces, seeds, sheet.mm))


def together(seeds: Sequence[Piece], gap: float, size: tuple[int, int]) -> tuple[Writing, ...]:
    """The strokes in groups of those within `gap` pixels of each other."""
    return tuple(
        Writing(hull(seeds[i].box for i in group), tuple(seeds[i] for i in group))
        for group in grouped([p.box for p in seeds], gap, size)
    )


def _letter_boxes(pieces: Sequence[Piece], seeds: Sequence[Piece], mm: float) -> list[Box]:
    """Pieces that look like letters of print that was not read."""
    strokes = {piece.box for piece in seeds}
    return [
        p.box
        for p in pieces
        if p.box not in strokes
        and p.printed < PRINTED
        and LETTER_MM[0] * mm <= p.box.height <= LETTER_MM[1] * mm
        and p.box.width >= 1.5 * mm
        and p.fill >= THIN_FILL
    ]


def _is_text(word: Word) -> bool:
    return any(c.isalnum() for c in plain(word.text))


def _by_pen(piece: Piece, em: float, mm: float) -> bool:
    """Whether a piece is larger, thinner or otherwise coloured than letters are."""
    width, height = piece.box.width, piece.box.height
    if max(width, height) > LARGEST_MM * mm or piece.fill > 0.75:
        return False
    if piece.coloured >= COLOURED:
        return max(width, height) >= 0.5 * em
    if piece.printed >= PRINTED:
        # What was read as a word, however surely, may be a hand's letter.
        return piece.fill <= THIN_FILL and width >= 0.5 * em and height >= 1.35 * em
    if piece.fill <= THIN_FILL:
        return max(width, height) >= 1.35 * em
    if piece.fill <= WIDE_FILL and width >= 1.4 * em and 0.5 * em <= height <= 1.6 * em:
        return True
    tall = height >= 1.14 * em and height <= 4 * em
    return tall and piece.fill <= LOOSE_FILL and 0.5 * em <= width <= 3 * em


def _hinted(piece: Piece, hints: Sequence[Box], em: float) -> bool:
    if piece.printed >= PRINTED:
        return False
    return inside(piece.box, hints) >= 0.6 and piece.box.height >= 0.4 * em


def _of_the_edge(box: Box, sheet: Sheet) -> bool:
    """Shadows of the scanner: they lie along the edge, and writing runs off it."""
    near = EDGE_MM * sheet.mm
    upright = box.left <= near or box.right >= sheet.width - near
    level = box.top <= near or box.bottom >= sheet.height - near
    narrow, flat = 3 * box.width < box.height, 3 * box.height < box.width
    thin = min(box.width, box.height) < 1.2 * sheet.mm
    long = max(box.width, box.height) > 12 * sheet.mm
    return (upright and ((narrow and long) or thin)) or (level and ((flat and long) or thin))


def _straight(piece: Piece, rest: Mask, mm: float) -> bool:
    """Whether a short piece is one straight stroke. Long ones may underline a signature."""
    points = cv2.findNonZero(np.ascontiguousarray(cut(rest, piece.box)))
    _, (one, other), _ = cv2.minAreaRect(points)
    length = max(one, other)
    return length <= 25 * mm and min(one, other) <= max(STRAIGHT_MM * mm, 0.13 * length)


def _shading(piece: Piece, rest: Mask, mm: float) -> bool:
    """Whether it is a dotted ground: it has more holes than a hand makes loops."""
    part = np.ascontiguousarray(cut(rest, piece.box))
    _, tree = cv2.findContours(part, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    holes = int(np.count_nonzero(np.reshape(tree, (-1, 4))[:, 3] >= 0))
    return holes >= HOLES and holes >= HOLES_A_MM2 * area(piece.box) / mm**2


def _frame(piece: Piece, rest: Mask) -> bool:
    """Whether it is a box or a part of a table: lines run through it both ways."""
    ink = cut(rest, piece.box) > 0
    level = _lines(ink.mean(axis=1), piece.box.height)
    upright = _lines(ink.mean(axis=0), piece.box.width)
    return min(level, upright) >= 2


def _lines(shares: npt.NDArray[np.float64], length: int) -> int:
    """How many lines apart from each other are inked through."""
    through = np.flatnonzero(shares >= THROUGH)
    if not through.size:
        return 0
    return 1 + int(np.count_nonzero(np.diff(through) > 0.25 * length))


def overlap(one: Box, other: Box) -> float:
    """Share of the smaller box that the other covers."""
    return shared(one, other) / max(min(area(one), area(other)), 1)
