"""Names and titles put on with a rubber stamp: red words; in a copy without colours, bold ones."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line
from pipeline.model.scan import PageImage, Pixels
from pipeline.steps.regions.ink import Mask, Sheet, area, clipped, cut, grown, inside, shared
from pipeline.steps.regions.pieces import Piece, erased, grouped, pieces_in
from pipeline.steps.regions.seals import Ring, without_rings
from pipeline.steps.stamp_crops import grey

ROW_HEIGHT_MM = (2.4, 10.0)
ROW_WIDTH_MM = (9.0, 90.0)
LARGE_MM = 25.0
LETTER_MM = (1.2, 12.0)
TWO_ROWS_MM = 6.6
BESIDE_MM = 14.0
ABOVE_MM = 24.0
BELOW_MM = 16.0
"""How far the signer's title and name lie from the signature and the seal."""
BOLD_TITLE = (1.45, 1.05)
BOLD_NAME = (1.65, 1.2)
"""A stamped row's strokes over the usual and over the boldest ones of the page's print."""
BOLDEST = 95
"""Percentile of the strokes that are the boldest."""
SURE = 0.85
MEASURED_DPI = 300.0
INK = 140
"""Grey levels below which a pixel of the page is ink when strokes are measured."""
MOST_MEASURED = 60
LEAST_MEASURED = 6


def red_rows(
    sheet: Sheet, rings: Sequence[Ring], signatures: Sequence[Box], known: Sequence[Box]
) -> tuple[Box, ...]:
    """Rows of red letters by seals and signatures, outside of known regions."""
    zones = _zones(sheet, rings, signatures)
    if not zones or not np.any(sheet.red):
        return ()
    red = erased(without_rings(sheet.red, tuple(rings), sheet.mm), known)
    letters = pieces_in(red, sheet.colour, hull(zones)).larger(0.6 * sheet.mm)
    return tuple(row for row in _rows(letters, sheet, rings) if inside(row, zones) >= 0.5)


def bold_rows(
    image: PageImage,
    sheet: Sheet,
    lines: Sequence[Line],
    rings: Sequence[Ring],
    signatures: Sequence[Box],
) -> tuple[Box, ...]:
    """Rows by the seal and signature that are bolder than print; for pages without colours."""
    large = [box for box in signatures if box.width >= LARGE_MM * sheet.mm]
    zones = _zones(sheet, rings, large)
    reference = _printed_strokes(image, sheet, lines) if zones else None
    if reference is None:
        return ()
    size = (sheet.width, sheet.height)
    marks = [*large, *(ring.box(size) for ring in rings)]
    ink = without_rings(sheet.ink, tuple(rings), sheet.mm)
    pieces = pieces_in(ink, sheet.colour, hull(zones)).larger(LETTER_MM[0] * sheet.mm)
    letters = [piece for piece in pieces if piece.fill >= 0.22]
    rows = [part for row in _rows(letters, sheet, rings) for part in _parted(row, sheet)]
    return tuple(
        row for row in rows if _is_bold(_stroke(image, sheet, row) or 0.0, row, marks, reference)
    )


def _parted(row: Box, sheet: Sheet) -> tuple[Box, ...]:
    """Two rows where a stamp was put on so close under the print that both hang together."""
    if row.height < TWO_ROWS_MM * sheet.mm:
        return (row,)
    across = np.count_nonzero(cut(sheet.ink, row), axis=1)
    first, last = round(0.3 * row.height), round(0.7 * row.height)
    at = row.top + first + int(np.argmin(across[first:last]))
    return (
        Box(row.left, row.top, row.right, at),
        Box(row.left, at, row.right, row.bottom),
    )


def _zones(sheet: Sheet, rings: Sequence[Ring], signatures: Sequence[Box]) -> list[Box]:
    """Around the seals and signatures, where the signer's title and name stand."""
    size, mm = (sheet.width, sheet.height), sheet.mm
    return [
        clipped(
            m.left - BESIDE_MM * mm,
            m.top - ABOVE_MM * mm,
            m.right + BESIDE_MM * mm,
            m.bottom + BELOW_MM * mm,
            size,
        )
        for m in (*signatures, *(ring.box(size) for ring in rings))
    ]


def _is_bold(stroke: float, row: Box, marks: Sequence[Box], reference: tuple[float, float]) -> bool:
    """The title stands above the middle of the signature, the name, in larger letters, below."""
    middle = sum(mark.center[1] for mark in marks) / len(marks)
    least = BOLD_TITLE if row.center[1] < middle else BOLD_NAME
    return all(stroke >= times * of for times, of in zip(least, reference, strict=True))


def _rows(letters: Sequence[Piece], sheet: Sheet, rings: Sequence[Ring]) -> tuple[Box, ...]:
    """Letters that stand in a row; a seal over a row does not part it."""
    mm = sheet.mm
    boxes = [p.box for p in letters if max(p.box.width, p.box.height) <= LETTER_MM[1] * mm * 1.5]
    size = (sheet.width, sheet.height)
    # Letters stand in one row when their middles do, whatever their heights.
    flat = [Box(b.left, round(b.center[1]), b.right, round(b.center[1])) for b in boxes]
    parts = [hull(boxes[i] for i in group) for group in grouped(flat, 2.6 * mm, size)]
    parts = _over_seals(parts, [ring.box(size) for ring in rings])
    return tuple(
        row
        for row in parts
        if ROW_HEIGHT_MM[0] * mm <= row.height <= ROW_HEIGHT_MM[1] * mm
        and ROW_WIDTH_MM[0] * mm <= row.width <= ROW_WIDTH_MM[1] * mm
        and row.width >= 1.6 * row.height
    )


def _over_seals(parts: Sequence[Box], seals: Sequence[Box]) -> list[Box]:
    merged: list[Box] = []
    for part in sorted(parts, key=lambda box: box.left):
        for at, other in enumerate(merged):
            rows = min(part.bottom, other.bottom) - max(part.top, other.top)
            gap = Box(min(other.right, part.left), part.top, part.left, part.bottom)
            covered = any(shared(gap, seal) >= 0.7 * area(gap) for seal in seals if area(gap))
            if covered and rows >= 0.5 * min(part.height, other.height):
                merged[at] = hull((part, other))
                break
        else:
            merged.append(part)
    return merged


def _printed_strokes(
    image: PageImage, sheet: Sheet, lines: Sequence[Line]
) -> tuple[float, float] | None:
    """The usual and the boldest width of the strokes of the page's print, mm."""
    words = [
        sheet.inward(word.box)
        for line in lines
        for word in line.words
        if word.confidence >= SURE and len(word.text) > 2
    ]
    step = max(1, len(words) // MOST_MEASURED)
    strokes = [s for s in (_stroke(image, sheet, w) for w in words[::step]) if s]
    if len(strokes) < LEAST_MEASURED:
        return None
    return float(np.median(strokes)), float(np.percentile(strokes, BOLDEST))


def _stroke(image: PageImage, sheet: Sheet, box: Box) -> float | None:
    """Mean width of the strokes in a box, mm; None when it is empty."""
    outer = sheet.outward(grown(box, 1, (sheet.width, sheet.height)))
    pixels = grey(image.pixels[outer.top : outer.bottom, outer.left : outer.right])
    dpi = sheet.mm * sheet.scale * 25.4
    ink = _ink(pixels, MEASURED_DPI / dpi)
    if cv2.countNonZero(ink) < 40:
        return None
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8))) & (ink > 0)
    return float(np.mean(np.asarray(depth)[np.asarray(ridge)])) * 2 / MEASURED_DPI * 25.4


def _ink(pixels: Pixels, scale: float) -> Mask:
    large = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    return np.asarray((np.asarray(large) < INK).astype(np.uint8))
