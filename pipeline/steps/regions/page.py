"""Finds what on a page is not printed text, and keeps it out of the text.

Places and sizes: NĐ 30/2020, Phụ lục I; seals: TT 21/2012/TT-BCA.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Region, RegionKind, Stamp, Word
from pipeline.model.scan import PageImage
from pipeline.steps.regions.arrival import find_arrival_stamps, is_arrival_stamp
from pipeline.steps.regions.digits import written_digits
from pipeline.steps.regions.folio import find_folio
from pipeline.steps.regions.head import find_blanks
from pipeline.steps.regions.initials import find_initials
from pipeline.steps.regions.ink import Mask, Sheet, clipped, grown, inside, mask, sheet_of
from pipeline.steps.regions.overlays import find_overlays
from pipeline.steps.regions.pen import em_of, find_strokes, pen_pieces, printed_words
from pipeline.steps.regions.pieces import erased
from pipeline.steps.regions.rules import find_leaders, find_rules, without_rules
from pipeline.steps.regions.seals import Ring, edge_seals, find_rings, red_part, without_rings
from pipeline.steps.regions.signing import Mark, classify_strokes
from pipeline.steps.regions.stamped import bold_rows, red_rows

NOT_TEXT = frozenset(
    {
        RegionKind.SEAL,
        RegionKind.SIGNATURE,
        RegionKind.HANDWRITING,
        RegionKind.FOLIO,
        RegionKind.STAMP,
    }
)
"""Kinds in which a word that is not sure is misread ink."""
PRINTED = 0.6
"""A word this sure is print, wherever it stands."""
STAMPED = 0.8
"""Highest confidence of a word in a name stamp: below what a field needs to stand unasked."""
INSIDE = 0.55
"""Share of a word that lies in a region for the word to be its ink."""
ACCOUNTED = frozenset(
    {
        RegionKind.DIGITAL_SIGNATURE,
        RegionKind.STAMP,
        RegionKind.HANDWRITING,
        RegionKind.FOLIO,
    }
)
"""Kinds whose boxes hold no other writing; a signature runs over its seal."""
KNOWN_MM = 0.9
RED_SEAL = 0.5
SIGNED_MM = 100.0
RULE_MM = 12.0
TABLE_RULES = 3
"""What crosses so many rules is a part of a table."""


def find_regions(
    image: PageImage,
    lines: Sequence[Line],
    hints: Sequence[Box] = (),
    stamps: Sequence[Stamp] = (),
) -> tuple[Region, ...]:
    """The regions of an upright page that are not printed text.

    `lines` are the words read on it, `hints` where the line reader saw handwriting, `stamps` the
    boxed stamps that were read; all boxes in pixels of the page.
    """
    sheet = sheet_of(image)
    rings, rules = find_rings(sheet), find_rules(sheet)
    blanks = find_blanks(lines, image.size)
    arrivals = find_arrival_stamps(sheet, rules)
    marks = _placed(sheet, lines, rings, stamps)
    digits = [sheet.inward(box) for box in written_digits(image, blanks)]
    marks += [Mark(RegionKind.HANDWRITING, box, 0.9) for box in digits]
    seen = [*(mark.box for mark in marks), *arrivals]
    em = em_of(lines, sheet)
    folios = find_folio(image, sheet, lines, seen, em)
    marks += [Mark(RegionKind.FOLIO, box, 0.7) for box in folios]

    black = tuple(ring for ring in rings if red_part(sheet, ring) < RED_SEAL)
    ink = _unknown_ink(sheet, rings, black, rules, marks)
    pieces = pen_pieces(ink, printed_words(sheet, lines), sheet)
    initials = find_initials(pieces, lines, sheet, em)
    marks += [Mark(RegionKind.SIGNATURE, box, 0.8) for box in initials]
    pieces = tuple(p for p in pieces if inside(p.box, initials) < INSIDE)
    inward = [sheet.inward(hint) for hint in hints]
    strokes, letters = find_strokes(pieces, ink, sheet, em, inward)
    headed = bool(blanks) or image.number == 1
    by_hand = classify_strokes(strokes, letters, sheet, lines, rings, black, headed=headed)
    marks += [Mark(RegionKind.STAMP, box, 0.8) for box in arrivals]
    marks += _sorted_out(by_hand, sheet, lines, rings, rules, arrivals)
    marks += _stamped(image, sheet, lines, rings, marks)
    marks += [Mark(RegionKind.RULE, box, 0.9) for box in rules if _free(box, marks)]
    marks += [Mark(RegionKind.LEADER, box, 0.8) for box in find_leaders(sheet)]
    return tuple(Region(m.kind, sheet.outward(m.box), round(m.confidence, 3)) for m in marks)


def _placed(
    sheet: Sheet, lines: Sequence[Line], rings: Sequence[Ring], stamps: Sequence[Stamp]
) -> list[Mark]:
    """Seals, digital signatures and the stamps that were read."""
    size = (sheet.width, sheet.height)
    marks = [Mark(RegionKind.SEAL, r.box(size), min(1.0, 0.5 + r.strength)) for r in rings]
    marks += [Mark(RegionKind.SEAL, box, 0.8) for box in edge_seals(sheet, rings)]
    overlays = find_overlays(sheet, lines)
    marks += [Mark(RegionKind.DIGITAL_SIGNATURE, box, 0.9) for box in overlays]
    marks += [Mark(RegionKind.STAMP, sheet.inward(s.box), s.confidence) for s in stamps]
    return marks


def printed_only(lines: Sequence[Line], regions: Sequence[Region]) -> tuple[Line, ...]:
    """The lines without words that are misread ink of a seal, a stamp or a hand.

    A sure word stays, also under a seal.
    """
    boxes = [region.box for region in regions if region.kind in NOT_TEXT]
    kept = []
    for line in lines:
        words = tuple(word for word in line.words if not _misread(word, boxes))
        if len(words) == len(line.words):
            kept.append(line)
        elif words:
            kept.append(replace(line, words=words, box=hull(word.box for word in words)))
    return tuple(kept)


def stamped_doubted(lines: Sequence[Line], regions: Sequence[Region]) -> tuple[Line, ...]:
    """The lines with words of stamped names no surer than `STAMPED`.

    A reader's confidence is measured on print; in the script of a name stamp it is wrong more
    often than it says, and a wrong name must not be silent.
    """
    boxes = [region.box for region in regions if region.kind is RegionKind.NAME_STAMP]
    return tuple(
        replace(line, words=tuple(_doubted(word, boxes) for word in line.words)) for line in lines
    )


def _doubted(word: Word, boxes: Sequence[Box]) -> Word:
    if not any(box.contains(*word.box.center) for box in boxes):
        return word
    return replace(word, confidence=min(word.confidence, STAMPED))


def _misread(word: Word, boxes: Sequence[Box]) -> bool:
    return word.confidence < PRINTED and inside(word.box, boxes) >= INSIDE


def _unknown_ink(
    sheet: Sheet,
    rings: Sequence[Ring],
    black: tuple[Ring, ...],
    rules: Sequence[Box],
    marks: Sequence[Mark],
) -> Mask:
    """The ink that no rule, no red stamp, no black seal and no other mark accounts for."""
    size = (sheet.width, sheet.height)
    known = [grown(m.box, KNOWN_MM * sheet.mm, size) for m in marks if m.kind in ACCOUNTED]
    ink = mask(cv2.bitwise_and(sheet.ink, cv2.bitwise_not(sheet.red)))
    signing = _signing_zones(sheet, rings)
    ink = without_rules(ink, [r for r in rules if not inside(r, signing)], sheet.mm)
    return without_rings(erased(ink, known), black, sheet.mm)


def _sorted_out(
    by_hand: Sequence[Mark],
    sheet: Sheet,
    lines: Sequence[Line],
    rings: Sequence[Ring],
    rules: Sequence[Box],
    arrivals: Sequence[Box],
) -> list[Mark]:
    """What is by hand, without parts of tables; in an arrival stamp nobody signs."""
    seals = [ring.box((sheet.width, sheet.height)) for ring in rings]
    long = [r for r in rules if max(r.width, r.height) >= RULE_MM * sheet.mm]
    kept = []
    for mark in by_hand:
        at_seal = any(mark.box.overlaps(seal) for seal in seals)
        if not at_seal and sum(mark.box.overlaps(rule) for rule in long) >= TABLE_RULES:
            continue
        if inside(mark.box, arrivals) > INSIDE:
            kept.append(replace(mark, kind=RegionKind.HANDWRITING))
        elif is_arrival_stamp(mark.box, sheet, lines):
            kept.append(replace(mark, kind=RegionKind.STAMP))
        else:
            kept.append(mark)
    return kept


def _signing_zones(sheet: Sheet, rings: Sequence[Ring]) -> list[Box]:
    """Beside the seals, where a long level stroke is a signature's and not a rule."""
    size = (sheet.width, sheet.height)
    return [
        clipped(r.x - r.radius, r.y - r.radius, r.x + SIGNED_MM * sheet.mm, r.y + r.radius, size)
        for r in rings
    ]


def _stamped(
    image: PageImage,
    sheet: Sheet,
    lines: Sequence[Line],
    rings: Sequence[Ring],
    marks: Sequence[Mark],
) -> list[Mark]:
    """The signer's name and title, put on with a stamp."""
    taken = [mark.box for mark in marks if mark.kind is not RegionKind.SIGNATURE]
    signatures = [mark.box for mark in marks if mark.kind is RegionKind.SIGNATURE]
    rows = red_rows(sheet, rings, signatures, taken)
    found = [Mark(RegionKind.NAME_STAMP, row, 0.8) for row in rows]
    if not sheet.red.any():
        bold = bold_rows(image, sheet, lines, rings, signatures)
        found += [Mark(RegionKind.NAME_STAMP, row, 0.6) for row in bold]
    return found


def _free(box: Box, marks: Sequence[Mark]) -> bool:
    """Whether a straight line is no part of a stamp, a seal or a signature."""
    inked = NOT_TEXT | {RegionKind.DIGITAL_SIGNATURE, RegionKind.NAME_STAMP}
    return inside(box, [mark.box for mark in marks if mark.kind in inked]) < 0.5
