"""The structure of a page: tables, page number, columns, paragraphs, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Line, LineRole, Table, Word
from pipeline.steps.layout.order import cut_at_gaps, page_zones, rows_of
from pipeline.steps.layout.paragraphs import Row, column_paragraphs, paragraphs

_NUMBER = re.compile(
    r"[-–—]?\s?\d{1,4}\s?[-–—.]?|(trang|page)\s*:?\s*\d{1,4}(\s*/\s*\d{1,4})?|\d{1,3}/\d{1,3}",
    re.IGNORECASE,
)
_TOP, _LOW, _BOTTOM = 0.09, 0.86, 0.91
"""Shares of the page's height above and below which page numbers stand; at the very bottom
they may stand at the side."""
_CENTRE = (0.42, 0.62)
"""Where the middle of the others lies; a folio (số tờ) is written in the upper corner."""
_MISREAD = 2
"""Most characters of a page number that was read as something else."""
_MARGIN = 0.06
"""Share of the page's height, at the top and at the bottom, that no text block reaches into."""
_APART = 1.0
"""A page number or a running head is as many of its heights away from the text."""
_RULE_MARKS = frozenset("|¦[]{}()_—–-'‘’!¡.:,;Il1")
_SURE_MARK = 0.9
"""A mark this sure is no piece of a rule: a dash for nothing, a box to tick."""
_RULE_MARKS_SURE = frozenset("|¦[]{}_—")

Lines = tuple[Line, ...]


def page_layout(
    lines: Iterable[Line], size: tuple[int, int], tables: Sequence[Table] = ()
) -> tuple[Lines, tuple[Table, ...]]:
    """The lines in reading order, each paragraph and each cell a block, and the tables.

    Lines are cut at the borders of cells and at the gap between columns; the words are those
    given, but for pieces of a table's rules that were read as marks. All boxes, `size` (width,
    height) included, are pixels of the same straight page.
    """
    tables = sorted(tables, key=lambda table: table.box.center[1])
    written, free = _by_cell(lines, tables)
    top, free, bottom = _margin_lines(free, size)
    found = _Blocks()
    for role, line in top:
        found.add((line,), role)
    placed = []
    for number in range(len(tables) + 1):
        band = [line for line in free if _tables_above(line, tables) == number]
        for paragraph in _band_paragraphs(band, size):
            found.add(tuple(line for row in paragraph for line in row.lines))
        if number < len(tables):
            placed.append(_filled(tables[number], written, found))
    for role, line in bottom:
        found.add((line,), role)
    return tuple(found.lines), tuple(placed)


class _Blocks:
    """Lines as they get their blocks."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._next = 0

    def add(self, lines: Lines, role: LineRole = LineRole.BODY) -> int:
        """The number of the block that the lines now are."""
        block, self._next = self._next, self._next + 1
        self.lines += [replace(line, block=block, role=role) for line in lines]
        return block


def _band_paragraphs(lines: Sequence[Line], size: tuple[int, int]) -> list[tuple[Row, ...]]:
    zones = page_zones(lines, size)
    found: list[tuple[Row, ...]] = []
    for column in zones.head:
        found += column_paragraphs([Row(tuple(row)) for row in rows_of(column)])
    found += paragraphs([Row(row) for row in zones.body], size[0])
    for column in zones.foot:
        found += column_paragraphs([Row(tuple(row)) for row in rows_of(column)])
    found += paragraphs([Row(row) for row in zones.notes], size[0])
    return found


def _tables_above(line: Line, tables: Sequence[Table]) -> int:
    return sum(table.box.center[1] < line.box.center[1] for table in tables)


def _filled(table: Table, written: dict[Cell, list[Line]], found: _Blocks) -> Table:
    cells = []
    for cell in table.cells:
        rows = rows_of(written.get(cell, ()))
        lines = tuple(line for row in rows for line in row)
        cells.append(replace(cell, block=found.add(lines) if lines else None))
    return replace(table, cells=tuple(cells))


def _by_cell(
    lines: Iterable[Line], tables: Sequence[Table]
) -> tuple[dict[Cell, list[Line]], list[Line]]:
    """Lines by the cell in which they stand, cut where they run across, and those in none."""
    cells = [cell for table in tables for cell in table.cells]
    written: dict[Cell, list[Line]] = {}
    free: list[Line] = []
    for line in lines:
        near = [cell for cell in cells if cell.box.overlaps(line.box)]
        if not near:
            free.append(line)
            continue
        homes = [(_home(word, near), word) for word in line.words]
        for home, group in groupby(homes, key=lambda pair: pair[0]):
            words = tuple(word for _, word in group if home is None or not _is_rule(word, home))
            if words:
                piece = replace(line, words=words, box=hull(word.box for word in words))
                (free if home is None else written.setdefault(home, [])).append(piece)
    return written, free


def _home(word: Word, cells: Sequence[Cell]) -> Cell | None:
    return next((cell for cell in cells if cell.box.contains(*word.box.center)), None)


def _is_rule(word: Word, cell: Cell) -> bool:
    """Whether it is a piece of the cell's own border that was read as a mark."""
    marks = set(word.text)
    near = max(word.box.height // 4, 3)
    at_side = word.box.left - cell.box.left < near or cell.box.right - word.box.right < near
    if marks <= _RULE_MARKS_SURE and "—" not in marks:
        return at_side or word.confidence < _SURE_MARK
    return marks <= _RULE_MARKS and len(word.text) == 1 and at_side and word.confidence < 0.5


def _margin_lines(
    lines: Sequence[Line], size: tuple[int, int]
) -> tuple[list[tuple[LineRole, Line]], list[Line], list[tuple[LineRole, Line]]]:
    """Page number and running heads above the text, the text, and those below it."""
    rows = rows_of(lines)
    above = _outer(rows, size, -1)
    rest = rows[len(above) :]
    below = _outer(rest[::-1], size, 1)[::-1]
    rest = rest[: len(rest) - len(below)]
    top, bottom = (
        [(_role(line, size), line) for row in part for line in row] for part in (above, below)
    )
    if len(above) == 1 and _may_be_misread(above[0], size):
        top = [(LineRole.PAGE_NUMBER, above[0][0])]
    return top, [line for row in rest for line in row], bottom


def _outer(rows: Sequence[Sequence[Line]], size: tuple[int, int], side: int) -> list[list[Line]]:
    """The rows in the margin, from the edge on; `side` is -1 at the top and 1 at the bottom."""
    taken = 0
    for number, row in enumerate(rows):
        box = hull(line.box for line in row)
        inner = rows[number + 1] if number + 1 < len(rows) else ()
        apart = not inner or _distance(box, hull(x.box for x in inner)) > _APART * box.height
        if any(_is_number(line, size) for line in row) and (apart or len(row) == 1):
            return [list(row) for row in rows[: number + 1]]
        edge = box.bottom / size[1] if side < 0 else 1 - box.top / size[1]
        # Of a sheet cut close to its text, the letterhead lies in the margin.
        if edge > _MARGIN or (side < 0 and _has_columns(row, size[0])):
            break
        if apart:
            taken = number + 1
    return [list(row) for row in rows[:taken]]


def _has_columns(row: Sequence[Line], page_width: int) -> bool:
    return any(len(cut_at_gaps(line, page_width, narrow=True)) > 1 for line in row)


def _distance(one: Box, other: Box) -> int:
    return max(one.top - other.bottom, other.top - one.bottom)


def _role(line: Line, size: tuple[int, int]) -> LineRole:
    return LineRole.PAGE_NUMBER if _is_number(line, size) else LineRole.RUNNING_HEAD


def _is_number(line: Line, size: tuple[int, int]) -> bool:
    middle, height = line.box.center[0] / size[0], line.box.center[1] / size[1]
    if not _NUMBER.fullmatch(line.text):
        return False
    central = _CENTRE[0] < middle < _CENTRE[1]
    return height > _BOTTOM or (central and not _TOP < height < _LOW)


def _may_be_misread(row: Sequence[Line], size: tuple[int, int]) -> bool:
    """Whether a page number is expected where something as short stands alone."""
    middle = row[0].box.center[0] / size[0]
    alone = len(row) == 1 and len(row[0].text) <= _MISREAD
    return alone and _CENTRE[0] < middle < _CENTRE[1]
