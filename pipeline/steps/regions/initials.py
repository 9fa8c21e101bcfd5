"""Initials (chữ ký nháy) behind the "./." that ends a text, also where they were read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.regions.blanks import text_width
from pipeline.steps.regions.ink import Sheet, clipped, inside
from pipeline.steps.regions.pieces import Piece, grouped

REACH_MM = 38.0
START_MM = 14.0
"""How far behind the end of the text they begin."""
RISE, DROP = 0.8, 1.0
"""Ems above and below the line into which they reach."""
LEAST = (0.6, 0.7)
"""Their least width and height in ems: no comma and no dot."""
SPECK = 0.3
JOIN_MM = 2.2
SURE = 0.9
PRINTED = 0.5

_END = re.compile(r"[./]/[.,](?P<rest>[^./]*)$|/[.,](?P<more>[^./]*)$")


def find_initials(
    pieces: Sequence[Piece], lines: Sequence[Line], sheet: Sheet, em: float
) -> tuple[Box, ...]:
    """The boxes of initials, pixels of the sheet; `pieces` are those that nothing else explains."""
    found = []
    for line in lines:
        end = _end_of_text(sorted(line.words, key=lambda word: word.box.left), sheet, em)
        if end is None:
            continue
        start, own = end
        row = sheet.inward(line.box)
        room = clipped(
            start,
            row.top - RISE * em,
            start + REACH_MM * sheet.mm,
            row.bottom + DROP * em,
            (sheet.width, sheet.height),
        )
        box = _first_group([p for p in pieces if _free(p, room, own, em)], start, sheet)
        if box is not None and box.width >= LEAST[0] * em and box.height >= LEAST[1] * em:
            found.append(box)
    return tuple(found)


def _end_of_text(words: Sequence[Word], sheet: Sheet, em: float) -> tuple[float, list[Box]] | None:
    """Where the text of a line ends, and the words behind that may be misread initials."""
    for at in range(max(0, len(words) - 2), len(words)):
        word, after = words[at], words[at + 1 :]
        match = _END.search(word.text)
        if match is None or any(w.confidence >= SURE and len(w.text) > 2 for w in after):
            continue
        box = sheet.inward(word.box)
        rest = match["rest"] or match["more"] or ""
        end = box.left + text_width(word.text[: len(word.text) - len(rest)], em)
        return min(end, float(box.right)), [box, *(sheet.inward(w.box) for w in after)]
    return None


def _free(piece: Piece, room: Box, own: Sequence[Box], em: float) -> bool:
    if max(piece.box.width, piece.box.height) < SPECK * em:
        return False
    if not room.contains(*piece.box.center):
        return False
    return piece.printed < PRINTED or inside(piece.box, own) >= PRINTED


def _first_group(pieces: Sequence[Piece], start: float, sheet: Sheet) -> Box | None:
    boxes = [piece.box for piece in pieces]
    size = (sheet.width, sheet.height)
    groups = [hull(boxes[i] for i in group) for group in grouped(boxes, JOIN_MM * sheet.mm, size)]
    near = [box for box in groups if box.left <= start + START_MM * sheet.mm]
    return min(near, key=lambda box: box.left, default=None)
