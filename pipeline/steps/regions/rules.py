"""Printed rules (of tables, under headings) and leaders (rows of dots to write on)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.steps.regions.ink import Mask, Sheet, cut, grown, patches
from pipeline.steps.regions.pieces import Pieces, erased, grouped

SHORTEST_MM = 9.0
THICKEST_MM = 1.3
GAP_MM = 1.5
SLOPE = 0.02
THIN_MM = 0.8
DOT_MM = 0.9
DOT_STEP_MM = 2.6
DOTS = 7
"""Fewer dots in a row are an ellipsis."""
LEADER_MM = 10.0


def find_rules(sheet: Sheet) -> tuple[Box, ...]:
    """Straight horizontal and vertical lines, each as one box."""
    found: list[Box] = []
    length = max(3, round(SHORTEST_MM * sheet.mm))
    for shape in ((1, length), (length, 1)):
        runs = cv2.morphologyEx(sheet.ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        boxes = [Box(x, y, x + w, y + h) for x, y, w, h in patches(np.asarray(runs, np.uint8))]
        thin = [b for b in boxes if min(b.width, b.height) <= THICKEST_MM * sheet.mm]
        size = (sheet.width, sheet.height)
        for group in grouped(thin, GAP_MM * sheet.mm, size):
            line = hull(thin[i] for i in group)
            # A page may be skewed by a degree; what slopes more was drawn by hand.
            slope = SLOPE * max(line.width, line.height)
            if min(line.width, line.height) <= slope + THIN_MM * sheet.mm:
                found.append(line)
    return tuple(found)


def without_rules(ink: Mask, rules: Sequence[Box], mm: float) -> Mask:
    """The ink without the rules; letters that stand on one are cut from it."""
    size = (ink.shape[1], ink.shape[0])
    thin = [rule for rule in rules if min(rule.width, rule.height) <= THICKEST_MM * mm]
    return erased(ink, (grown(rule, 1.0, size) for rule in thin))


def find_leaders(sheet: Sheet) -> tuple[Box, ...]:
    """Rows of small marks at narrow steps."""
    dots = Pieces(sheet.ink, sheet.colour).smaller(DOT_MM * sheet.mm)
    reach = max(3, round(DOT_STEP_MM * sheet.mm)) | 1
    rows = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    rows = cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8))
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in patches(np.asarray(rows, np.uint8))]
    return tuple(
        box
        for box in boxes
        if box.width >= LEADER_MM * sheet.mm
        and box.height <= 2 * DOT_MM * sheet.mm
        and _dots(dots, box) >= DOTS
    )


def _dots(dots: Mask, box: Box) -> int:
    count, _ = cv2.connectedComponents(np.ascontiguousarray(cut(dots, box)), connectivity=8)
    return count - 1
