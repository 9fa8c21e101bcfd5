"""Finds the ruled tables of a page by their lines, and what cells they part it into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Table
from pipeline.model.scan import Pixels
from pipeline.steps.layout.table_grid import GridCell, Rule, grid_cells

_SEARCH_DPI = 100.0
"""Enough for rules of half a point, and little enough that a dithered cell is an even grey."""
_DARKER = 14
"""Grey levels by which a rule is darker than the paper around it."""
_AROUND_MM = 6.0
_THICK_MM = 2.2
"""What is as thick both ways is a black edge, a seal's print or a filled cell, not a rule."""
_ACROSS_MM = 10.0
_DOWN_MM = 4.4
"""Shortest rules; a capital of a heading is lower, a row of print is higher."""
_BREAK_MM = 3.0
"""Longest gap in a rule that is closed."""
_TOUCH_MM = 0.8
"""Rules as near to each other meet."""
_LEAST_MM = (30.0, 8.0)
"""Smallest width and height of a table."""
_STAMP_MM = 62.0
_STAMP_CELLS = 5
"""A smaller grid of fewer cells is an arrival stamp (dấu ĐẾN)."""
_ONE_ROW_MM = 80.0
"""Least width of a table of one row."""

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A rule as it lies on the reduced picture, from its first to its last end."""

    box: Box
    start: tuple[float, float]
    end: tuple[float, float]


def find_tables(grey: Pixels, dpi: float) -> tuple[Table, ...]:
    """The ruled tables of a straightened page, uint8 (h, w), top to bottom; boxes in its pixels.

    A table has two columns at least; a frame, an underline or a stamp is none. An
    open side, where rules run on without a border, is closed at their ends. Cells have no block.
    """
    factor = max(round(dpi / _SEARCH_DPI), 1)
    mm = dpi / factor / 25.4
    across, down = _rules(_reduced(grey, factor), mm)
    height, width = grey.shape
    tables = []
    for rows, columns in _networks(across, down, mm):
        slope = _slope(rows)
        cells = grid_cells(
            [_straight(piece, slope, down=False) for piece in rows],
            [_straight(piece, slope, down=True) for piece in columns],
            mm,
        )
        if _is_table(cells, mm):
            tables.append(_table(cells, slope, factor, (width, height)))
    return tuple(sorted(tables, key=lambda table: (table.box.top, table.box.left)))


def _reduced(grey: Pixels, factor: int) -> Pixels:
    height, width = grey.shape
    small = (max(width // factor, 1), max(height // factor, 1))
    return np.asarray(cv2.resize(grey, small, interpolation=cv2.INTER_AREA), np.uint8)


def _rules(small: Pixels, mm: float) -> tuple[Mask, Mask]:
    """Masks of the rules across and down: 255 where one is."""
    around = max(round(_AROUND_MM * mm), 3)
    paper = cv2.blur(small, (around, around))
    _, marks = cv2.threshold(cv2.subtract(paper, small), _DARKER, 255, cv2.THRESH_BINARY)
    thick = max(round(_THICK_MM * mm), 3)
    solid = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    ink = np.asarray(cv2.subtract(marks, solid), np.uint8)
    across = _lines(ink, _ACROSS_MM * mm, _BREAK_MM * mm, down=False)
    down = _lines(ink, _DOWN_MM * mm, _BREAK_MM * mm, down=True)
    return across, down


def _lines(ink: Mask, length: float, gap: float, *, down: bool) -> Mask:
    def bar(size: float) -> Mask:
        ones = np.ones((1, max(round(size), 3)), np.uint8)
        return ones.T if down else ones

    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, bar(length))
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, bar(gap)), np.uint8)


def _networks(across: Mask, down: Mask, mm: float) -> Iterator[tuple[list[_Piece], list[_Piece]]]:
    """The rules across and down of each group of rules that meet."""
    reach = 2 * round(_TOUCH_MM * mm / 2) + 1
    joined = cv2.dilate(cv2.bitwise_or(across, down), np.ones((reach, reach), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = {
        label
        for label in range(1, count)
        if boxes[label, 2] >= _LEAST_MM[0] * mm and boxes[label, 3] >= _LEAST_MM[1] * mm
    }
    if not large:
        return
    groups = np.asarray(labels, np.int32)
    rows, columns = _pieces(across, groups, down=False), _pieces(down, groups, down=True)
    for label in sorted(large):
        if len(rows.get(label, ())) > 1 and len(columns.get(label, ())) > 1:
            yield rows[label], columns[label]


def _pieces(mask: Mask, labels: npt.NDArray[np.int32], *, down: bool) -> dict[int, list[_Piece]]:
    """The rules of a mask by the group that they are in."""
    found: dict[int, list[_Piece]] = {}
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        points = contour[:, 0, :]
        along = points[:, 1 if down else 0]
        first, last = int(along.min()), int(along.max())
        margin = (last - first) // 10 + 1
        start = points[along <= first + margin].mean(axis=0)
        end = points[along >= last - margin].mean(axis=0)
        left, top = (int(value) for value in points.min(axis=0))
        right, bottom = (int(value) for value in points.max(axis=0) + 1)
        label = int(labels[points[0][1], points[0][0]])
        found.setdefault(label, []).append(
            _Piece(
                Box(left, top, right, bottom),
                (float(start[0]), float(start[1])),
                (float(end[0]), float(end[1])),
            )
        )
    return found


def _slope(rows: list[_Piece]) -> float:
    """Fall of the rules across, pixels a pixel, told by the longest."""
    longest = sorted(rows, key=lambda piece: piece.box.width)[-5:]
    return median((p.end[1] - p.start[1]) / max(p.end[0] - p.start[0], 1.0) for p in longest)


def _straight(piece: _Piece, slope: float, *, down: bool) -> Rule:
    """The rule with the slope taken out."""
    x = (piece.start[0] + piece.end[0]) / 2
    y = (piece.start[1] + piece.end[1]) / 2
    if down:
        return Rule(x + slope * y, piece.box.top - slope * x, piece.box.bottom - slope * x)
    return Rule(y - slope * x, piece.box.left + slope * y, piece.box.right + slope * y)


def _is_table(cells: tuple[GridCell, ...], mm: float) -> bool:
    if not cells:
        return False
    width = max(cell.right for cell in cells) - min(cell.left for cell in cells)
    if max(cell.row for cell in cells) == 0:
        return width >= _ONE_ROW_MM * mm
    return width >= _STAMP_MM * mm or len(cells) > _STAMP_CELLS


def _table(cells: tuple[GridCell, ...], slope: float, factor: int, size: tuple[int, int]) -> Table:
    """The table on a page of `size` (width, height), with the slope put back."""

    def box(cell: GridCell) -> Box:
        x, y = (cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2
        xs = [(edge - slope * y) * factor for edge in (cell.left, cell.right)]
        ys = [(edge + slope * x) * factor for edge in (cell.top, cell.bottom)]
        (left, right), (top, bottom) = (
            [min(max(round(value), 0), limit) for value in values]
            for values, limit in ((xs, size[0]), (ys, size[1]))
        )
        return Box(left, top, right, bottom)

    placed = tuple(
        Cell(c.row, c.column, box(c), None, row_span=c.row_span, column_span=c.column_span)
        for c in cells
    )
    return Table(hull(cell.box for cell in placed), placed)
