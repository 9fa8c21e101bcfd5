"""The arrival stamp (dấu ĐẾN): a ruled box with blanks, by its lines and its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line
from pipeline.steps.regions.blanks import plain
from pipeline.steps.regions.ink import Sheet, inside, shared

WIDTH_MM = (24.0, 75.0)
HEIGHT_MM = (14.0, 60.0)
"""35 by 50 mm by the rule (NĐ 30/2020, Phụ lục IV); offices have their own."""
LOWEST = 0.55
"""Share of the page's height above which it is put on."""
ACROSS = 0.4
SIDE = 0.6
LINES = 2
"""Level lines between its sides at least; the middle lies left of this share of the width."""


def find_arrival_stamps(sheet: Sheet, rules: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes of arrival stamps, pixels of the sheet."""
    mm = sheet.mm
    upper = [r for r in rules if r.top < LOWEST * sheet.height]
    upright = [r for r in upper if _within(r.height, HEIGHT_MM, mm) and r.width < r.height]
    level = [r for r in upper if r.height < r.width <= 1.1 * WIDTH_MM[1] * mm]
    found: list[Box] = []
    for left, right in combinations(sorted(upright), 2):
        box = hull((left, right))
        inner = [r for r in upright if r not in (left, right) and shared(r, box) > 0]
        across = [r for r in level if _crosses(r, box)]
        if (
            _within(box.width, WIDTH_MM, mm)
            and _within(box.height, HEIGHT_MM, mm)
            and len(inner) <= 1
            and len(across) >= LINES
            and box.center[0] < SIDE * sheet.width
            and not any(shared(box, other) for other in found)
        ):
            found.append(hull((box, *(r for r in across if inside(r, [box]) > 0.9))))
    return tuple(found)


def is_arrival_stamp(box: Box, sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Whether what looks like one piece of writing is such a stamp with its handwriting, askew."""
    mm = sheet.mm
    return (
        box.top < LOWEST * sheet.height
        and _within(box.width, WIDTH_MM, mm)
        and _within(box.height, HEIGHT_MM, mm)
        and any(
            _says(word.text) and box.contains(*sheet.inward(word.box).center)
            for line in lines
            for word in line.words
        )
    )


def _within(length: int, bounds_mm: tuple[float, float], mm: float) -> bool:
    return bounds_mm[0] * mm <= length <= bounds_mm[1] * mm


def _crosses(rule: Box, box: Box) -> bool:
    """Whether a level line runs inside the box for a part of its width."""
    middle = Box(rule.left, max(rule.top - 1, 0), rule.right, rule.bottom + 1)
    return inside(middle, [box]) > 0.8 and rule.width >= ACROSS * box.width


def _says(text: str) -> bool:
    """Whether a word is the stamp's heading or the name of one of its blanks."""
    letters = "".join(c for c in text if c.isalpha())
    return (letters.isupper() and plain(letters) == "den") or (
        plain(letters) == "chuyen" and text.endswith(":")
    )
