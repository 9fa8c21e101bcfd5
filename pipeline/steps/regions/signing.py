"""What each piece of writing is: signature, initials behind the text, or a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, RegionKind
from pipeline.steps.regions.ink import Sheet, clipped, grown
from pipeline.steps.regions.pen import Writing, overlap, together
from pipeline.steps.regions.pieces import Piece, grouped
from pipeline.steps.regions.seals import Ring

SIGNED_FROM = 0.3
"""Share of a first page's height above which nobody signs; further pages may begin with it."""
STROKE_MM = 14.0
"""A stroke of a signature is longer, one of a word by hand is not."""
EDGE = 0.025
"""Share of the page's width in which a dark stroke is the scanner's."""
LARGEST_MM = (130.0, 70.0)
"""What is larger is a drawing."""
ALONE_MM = 18.0
ALONE_FILL = 0.21
LEAST_MM = 3.0
"""A group that is no seal's neighbour is a signature by this length, thinness and thickness."""
STROKES_APART_MM = 9.0
READ = 0.3
"""A word less sure than this may be the writing itself."""
UNDER_SEAL = 0.36
"""Where a signature begins in a black seal, in which it cannot be told apart: a third of it lies
beneath (NĐ 30/2020, Phụ lục I, ô 8)."""
INITIALS_MM = (3.0, 38.0)
BEHIND_MM = 14.0
"""How far initials stand behind the last word of the text."""
BEFORE_MM = 5.0
END_MM = 12.0
"""Where so much is free behind them, the text ends before the initials."""
LOOSE_MM = 4.0
"""How far the box of a word may reach into its neighbour's ink."""
BESIDE_MM = 5.0
"""A word that holds the writing and is this much longer has print beside it."""
AUTHORITY_MM = (3.0, 16.0)
AUTHORITY_TALL_MM = 7.4
AUTHORITY_FILL = 0.28
STAPLED = (0.14, 0.09)
"""Up to these shares of the sheet staples and their holes are in its corner."""
NOTE_MM = (5.5, 8.0)
"""Least size of a note in a pen's colour, and in black, where dirt is also."""
WORD_GAP_MM = 1.0
JOIN_MM = 2.2
"""Strokes within this are parts of one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing by hand and its class, pixels of the sheet."""

    kind: RegionKind
    box: Box
    confidence: float


def classify_strokes(
    strokes: Sequence[Piece],
    letters: Sequence[Box],
    sheet: Sheet,
    lines: Sequence[Line],
    rings: Sequence[Ring],
    black: Sequence[Ring],
    *,
    headed: bool,
) -> tuple[Mark, ...]:
    """The marks that strokes by hand make; what is none is left out.

    `letters` are printed letters that are in no word, `black` the rings of another colour than
    red; `headed` tells whether the page has the
    head of a document, above which nobody signs.
    """
    size = (sheet.width, sheet.height)
    words = _words(sheet, lines)
    close = together(strokes, WORD_GAP_MM * sheet.mm, size)
    top = SIGNED_FROM * sheet.height if headed else 0.0
    authority = [
        w for w in close if w.box.top >= top and _is_authority(w, sheet, (*words, *letters))
    ]
    marks = [Mark(RegionKind.HANDWRITING, grown(w.box, 1, size), 0.8) for w in authority]
    taken = {piece.box for w in authority for piece in w.pieces}
    rest = [piece for piece in strokes if piece.box not in taken]
    writing = [w for w in together(rest, JOIN_MM * sheet.mm, size) if not _in_margin(w, sheet)]
    long = [w for w in writing if w.box.top >= top and _is_stroke(w, sheet, rings)]
    signatures = _signatures(long, sheet, rings, black)
    marks += [Mark(RegionKind.SIGNATURE, box, 0.9) for box in signatures]
    seals = [ring.box(size) for ring in rings]
    for w in writing:
        hidden = any(overlap(w.box, box) >= 0.5 for box in signatures)
        if w in long or hidden or any(overlap(w.box, seal) >= 0.8 for seal in seals):
            continue
        kind = _small(w, sheet, words, top)
        if kind is not None:
            marks.append(Mark(kind, grown(w.box, 1, size), 0.7))
    return tuple(marks)


def _words(sheet: Sheet, lines: Sequence[Line]) -> list[Box]:
    """The words that are sure enough to be print."""
    return [
        sheet.inward(word.box) for line in lines for word in line.words if word.confidence >= READ
    ]


def _is_authority(w: Writing, sheet: Sheet, words: Sequence[Box]) -> bool:
    """Whether it is "KT." or the like, written before the printed position (ô 7a)."""
    width, height = w.box.width / sheet.mm, w.box.height / sheet.mm
    if not (AUTHORITY_MM[0] <= width <= AUTHORITY_MM[1] and height <= AUTHORITY_TALL_MM):
        return False
    if w.coloured < 0.5 and w.largest.fill > AUTHORITY_FILL:
        return False
    behind, before = _neighbours(w.box, words, sheet.mm)
    return before and not behind


def _in_margin(w: Writing, sheet: Sheet) -> bool:
    """Whether it is the scanner's shadow along the left or right edge."""
    edge = min(w.box.left, sheet.width - w.box.right)
    upright = w.box.height > 1.5 * w.box.width
    return edge < EDGE * sheet.width and upright and w.coloured < 0.5


def _is_stroke(w: Writing, sheet: Sheet, rings: Sequence[Ring]) -> bool:
    """Whether a group is (a part of) a signature, by its size or because a seal is on it."""
    wide = max(w.largest.box.width, w.largest.box.height) / sheet.mm
    size = (sheet.width, sheet.height)
    if any(w.box.overlaps(grown(ring.box(size), 4 * sheet.mm, size)) for ring in rings):
        return wide >= 0.5 * STROKE_MM or max(w.box.width, w.box.height) >= STROKE_MM * sheet.mm
    thick = min(w.box.width, w.box.height) >= LEAST_MM * sheet.mm
    return thick and wide >= ALONE_MM and w.largest.fill <= ALONE_FILL


def _signatures(
    strokes: Sequence[Writing], sheet: Sheet, rings: Sequence[Ring], black: Sequence[Ring]
) -> tuple[Box, ...]:
    """Strokes near each other are one signature; a black seal hides its beginning."""
    size = (sheet.width, sheet.height)
    found = []
    # Strokes that run into the same seal are of one signature, on whichever side they leave it.
    seals = [ring.box(size) for ring in rings]
    bridges = [s for s in seals if sum(overlap(w.box, s) > 0 for w in strokes) > 1]
    boxes = [*(w.box for w in strokes), *(_core(s, size) for s in bridges)]
    for group in grouped(boxes, STROKES_APART_MM * sheet.mm, size):
        own = [boxes[i] for i in group if i < len(strokes)]
        if not own:
            continue
        box = hull(own)
        for ring in black:
            seal = ring.box(size)
            if box.overlaps(grown(seal, 2 * sheet.mm, size)) and box.left > seal.center[0]:
                left = seal.left + UNDER_SEAL * seal.width
                box = clipped(min(left, box.left), box.top, box.right, box.bottom, size)
        if box.width <= LARGEST_MM[0] * sheet.mm and box.height <= LARGEST_MM[1] * sheet.mm:
            found.append(box)
    return tuple(found)


def _core(seal: Box, size: tuple[int, int]) -> Box:
    """The middle of a seal."""
    return grown(seal, -0.3 * seal.width, size)


def _small(w: Writing, sheet: Sheet, words: Sequence[Box], top: float) -> RegionKind | None:
    mm = sheet.mm
    width, height = w.box.width / mm, w.box.height / mm
    x, y = w.box.center
    if x < STAPLED[0] * sheet.width and y < STAPLED[1] * sheet.height and w.coloured < 0.5:
        return None
    behind, before = _neighbours(w.box, words, mm)
    if (
        y > top
        and behind
        and not _neighbours(w.box, words, mm, END_MM)[1]
        and max(width, height) >= INITIALS_MM[0]
        and width <= INITIALS_MM[1]
    ):
        return RegionKind.SIGNATURE
    least = NOTE_MM[0] if w.coloured >= 0.5 else NOTE_MM[1]
    if max(width, height) >= least and (not behind or not before):
        return RegionKind.HANDWRITING
    return None


def _neighbours(
    box: Box, words: Sequence[Box], mm: float, reach_mm: float = BEFORE_MM
) -> tuple[bool, bool]:
    """Whether a word ends shortly before the box in its row, and whether one begins after it."""
    behind = before = False
    for word in words:
        if word.width < 1.5 * mm or not _same_row(word, box):
            continue
        if overlap(word, box) > 0.6:
            behind |= box.left - word.left >= BESIDE_MM * mm
            before |= word.right - box.right >= BESIDE_MM * mm
            continue
        behind |= -LOOSE_MM * mm <= box.left - word.right <= BEHIND_MM * mm
        before |= -LOOSE_MM * mm <= word.left - box.right <= reach_mm * mm
    return behind, before


def _same_row(word: Box, box: Box) -> bool:
    """Whether a word stands beside a box that may reach into the lines above and below."""
    return word.top <= box.center[1] < word.bottom or (
        box.top + 0.3 * box.height <= word.center[1] < box.bottom - 0.1 * box.height
    )
