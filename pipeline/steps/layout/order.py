"""Puts the lines of a page in reading order: left header, right header, body, left foot, right.

The zones are those of NĐ 30/2020, Phụ lục I: ô 2, 3, 5b stand left of ô 1, 4 at the head of
page 1, and ô 9b left of ô 7 at the foot of the last page. Between them lines cross the gutter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model.geometry import hull
from pipeline.model.ocr import Line, Word

_GUTTERS = tuple(x / 100 for x in range(36, 57, 2))
"""Where the white between the two header columns may lie, as fractions of the page width."""
_HEAD_DEPTH = 0.3
"""Share of the page's height in which ô 1–4 lie."""
_FEW = 5
"""Fewer words do not tell what a usual gap is."""
_ADDRESS = "Kính gửi"
"""Ô 9a begins the body, though the names beside it leave the gutter free."""
_RECIPIENTS = re.compile("N[oơ]i nh[aâậ]n", re.IGNORECASE)
"""Ô 9b begins the left foot."""
_MIDDLE = (0.45, 0.62)
"""Where the centre of a heading (ô 5a) lies; the centres of ô 1–4 lie well outside."""


@dataclass(frozen=True, slots=True)
class Zones:
    """A page's lines by zone; the rows and columns of each are in reading order."""

    head: tuple[tuple[Line, ...], ...]
    """Its columns, left first; none where the page does not begin with two."""
    body: tuple[tuple[Line, ...], ...]
    """Rows, each left to right."""
    foot: tuple[tuple[Line, ...], ...]
    """Its columns, left first."""
    notes: tuple[tuple[Line, ...], ...]
    """Rows below the foot."""


def reading_order(lines: Iterable[Line], size: tuple[int, int]) -> tuple[Line, ...]:
    """The same words in reading order, each run of neighbouring lines in a block of its own.

    A line that reaches over both columns is cut at its wide gap. The result is a permutation
    of the words given.
    """
    zones = page_zones(lines, size)
    rows = (zones.body, zones.notes)
    body, notes = (_body_groups(part) for part in rows)
    groups = (*zones.head, *body, *zones.foot, *notes)
    return tuple(
        replace(line, block=number) for number, group in enumerate(groups) for line in group
    )


def page_zones(lines: Iterable[Line], size: tuple[int, int]) -> Zones:
    """The lines told apart by where they stand; those over both columns are cut there."""
    width = size[0]
    pieces = [
        piece
        for line in lines
        for piece in cut_at_gaps(line, width, narrow=_spans_head(line, size))
    ]
    rows = rows_of(pieces)
    head, foot, end = _edges(rows, width) if rows else (0, 0, 0)
    top = [piece for row in rows[:head] for piece in row]
    bottom = [piece for row in rows[foot:end] for piece in row]
    body, notes = (tuple(tuple(row) for row in part) for part in (rows[head:foot], rows[end:]))
    return Zones(_columns(top, width), body, _columns(bottom, width), notes)


def cut_at_gaps(line: Line, page_width: int, *, narrow: bool = False) -> tuple[Line, ...]:
    """The line cut where a gap is wider than any space of running text.

    `narrow` is for the head of a page, where the columns may all but touch: there a gap counts
    that stands out among the line's own.
    """
    words = sorted(line.words, key=lambda w: (w.box.left, w.box.right))
    heights = sorted(w.box.height for w in words)
    gap = max(3.0 * heights[len(heights) // 2], 0.035 * page_width)
    if narrow and len(words) > _FEW:
        gaps = sorted(b.box.left - a.box.right for a, b in pairwise(words))
        gap = min(gap, max(2.2 * gaps[len(gaps) // 2], 0.012 * page_width))
    groups: list[list[Word]] = [[words[0]]]
    reach = words[0].box.right
    for word in words[1:]:
        if word.box.left - reach > gap:
            groups.append([])
        groups[-1].append(word)
        reach = max(reach, word.box.right)
    return tuple(Line(tuple(g), hull(w.box for w in g), line.block) for g in groups)


def _spans_head(line: Line, size: tuple[int, int]) -> bool:
    """Whether it lies at the head of the page and reaches over both columns there."""
    width, height = size
    over_both = line.box.left < _GUTTERS[0] * width and line.box.right > _MIDDLE[1] * width
    return over_both and line.box.bottom < _HEAD_DEPTH * height


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped by height on the page, top to bottom, and left to right in a row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda piece: piece.box.center[1]):
        row = rows[-1] if rows else []
        if row and _same_row(row[-1], line) and not any(line.box.overlaps(o.box) for o in row):
            row.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _same_row(one: Line, other: Line) -> bool:
    apart = abs(one.box.center[1] - other.box.center[1])
    return apart < 0.5 * min(_height(one), _height(other))


def _height(line: Line) -> int:
    heights = sorted(word.box.height for word in line.words)
    return heights[len(heights) // 2]


def _edges(rows: Sequence[Sequence[Line]], width: int) -> tuple[int, int, int]:
    """(rows of the head, first row of the foot, first below it); a side without both has none."""
    head = max(_run(rows, gutter * width) for gutter in _GUTTERS)
    below_head = (
        n
        for n, row in enumerate(rows[:head])
        if row[0].text.startswith(_ADDRESS)
        or (_is_heading(row, width) and _has_both(rows[:n], width))
    )
    head = next(below_head, head)
    if not _has_both(rows[:head], width):
        head = 0
    below = rows[head:]
    foot, end = _foot(below, width)
    return head, head + foot, head + end


def _foot(rows: Sequence[Sequence[Line]], width: int) -> tuple[int, int]:
    """(first row, row after the last) of the foot: the end of the page, or what notes leave."""
    begin = len(rows) - max(_run(rows[::-1], gutter * width) for gutter in _GUTTERS)
    if _has_both(rows[begin:], width):
        while begin < len(rows) and not _begins_foot(rows[begin], width):
            begin += 1
        return begin, len(rows)
    for number, row in enumerate(rows):
        if _RECIPIENTS.match(row[0].text):
            run = max(_run(rows[number:], gutter * width) for gutter in _GUTTERS)
            if _has_both(rows[number : number + run], width):
                return number, number + run
    return len(rows), len(rows)


def _begins_foot(row: Sequence[Line], width: int) -> bool:
    """Whether it is the foot's, not the short last line of the body."""
    return bool(_RECIPIENTS.match(row[0].text)) or not _is_left(row[-1], width)


def _run(rows: Sequence[Sequence[Line]], gutter: float) -> int:
    """How many rows from the first on leave the gutter free."""
    for number, row in enumerate(rows):
        if any(line.box.left < gutter < line.box.right for line in row):
            return number
    return len(rows)


def _is_heading(row: Sequence[Line], width: int) -> bool:
    low, high = _MIDDLE
    return len(row) == 1 and low * width < row[0].box.center[0] < high * width


def _has_both(rows: Sequence[Sequence[Line]], width: int) -> bool:
    sides = {_is_left(line, width) for row in rows for line in row}
    return len(sides) == 2


def _is_left(line: Line, width: int) -> bool:
    return line.box.center[0] < 0.46 * width


def _columns(lines: Sequence[Line], width: int) -> tuple[tuple[Line, ...], ...]:
    ordered = sorted(lines, key=lambda line: (line.box.center[1], line.box.left))
    left = tuple(line for line in ordered if _is_left(line, width))
    right = tuple(line for line in ordered if not _is_left(line, width))
    return tuple(group for group in (left, right) if group)


def _body_groups(rows: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Rows between which there is more white than between lines of a paragraph are parted."""
    groups: list[list[Line]] = []
    bottom = 0
    for row in rows:
        box = hull(line.box for line in row)
        if not groups or box.top - bottom > 1.2 * max(_height(line) for line in row):
            groups.append([])
        groups[-1].extend(row)
        bottom = max(bottom, box.bottom)
    return groups
