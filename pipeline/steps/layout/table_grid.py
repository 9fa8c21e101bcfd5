"""Parts a network of rules into cells: the grid of all rules, joined where no rule stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

_SAME_MM = 2.0
"""Rules as near are one, double or broken."""
_OPEN_MM = 6.0
"""Rules that reach as far beyond the last border were meant to end at one."""
_STANDS = 0.55
"""Share of a cell's side that must be ruled."""
_STEM_MM = 7.0
"""Rules down of less length in all are stems of bold letters between near rules."""
_MANY = 60
"""More rules one way are a picture or a map."""
_WHOLE = 0.5
"""Share of the network's area that is cells; less is a drawing of boxes and arrows."""

_OUTSIDE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: where it stands, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell by its rows and columns, from 0, and its edges, in the rules' units."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rules one way, those in one line together."""

    at: tuple[float, ...]
    runs: tuple[tuple[tuple[float, float], ...], ...]

    def stands(self, index: int, start: float, end: float) -> bool:
        """Whether line `index` is ruled from `start` to `end`."""
        covered = 0.0
        reach = start
        for low, high in self.runs[index]:
            low, high = max(low, reach), min(high, end)
            if high > low:
                covered += high - low
                reach = high
        return covered >= _STANDS * (end - start)


def grid_cells(across: Sequence[Rule], down: Sequence[Rule], mm: float) -> tuple[GridCell, ...]:
    """The cells by rows, left to right; none when the rules make no table. `mm`: units of one."""
    rows = _lines(across, _SAME_MM * mm, 0.0)
    columns = _lines(down, _SAME_MM * mm, _STEM_MM * mm)
    if not rows.at or not columns.at:
        return ()
    closed_rows = _closed(rows, down, mm)
    columns = _closed(columns, across, mm)
    rows = closed_rows
    if not 2 <= len(rows.at) <= _MANY or not 3 <= len(columns.at) <= _MANY:
        return ()
    areas = [area for place, area in sorted(_joined(rows, columns).items()) if place != _OUTSIDE]
    cells = _numbered([part for area in areas for part in _rectangles(area)], rows, columns)
    wide, high = rows.at[-1] - rows.at[0], columns.at[-1] - columns.at[0]
    inside = sum((cell.right - cell.left) * (cell.bottom - cell.top) for cell in cells)
    parted = any(cell.column > 0 for cell in cells)
    return cells if parted and inside >= _WHOLE * wide * high else ()


def _lines(rules: Iterable[Rule], same: float, least: float) -> _Lines:
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][-1].at <= same:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    groups = [group for group in groups if sum(r.end - r.start for r in group) >= least]
    at = tuple(
        sum(r.at * (r.end - r.start) for r in group) / sum(r.end - r.start for r in group)
        for group in groups
    )
    runs = tuple(tuple(sorted((r.start, r.end) for r in group)) for group in groups)
    return _Lines(at, runs)


def _closed(lines: _Lines, crossing: Sequence[Rule], mm: float) -> _Lines:
    """The lines with a border where several crossing rules run on beyond the last."""
    first, last = lines.at[0] - _OPEN_MM * mm, lines.at[-1] + _OPEN_MM * mm
    before = [rule for rule in crossing if rule.start < first]
    after = [rule for rule in crossing if rule.end > last]
    at, runs = lines.at, lines.runs
    if len(before) > 1:
        span = (min(rule.at for rule in before), max(rule.at for rule in before))
        at, runs = (min(rule.start for rule in before), *at), ((span,), *runs)
    if len(after) > 1:
        span = (min(rule.at for rule in after), max(rule.at for rule in after))
        at, runs = (*at, max(rule.end for rule in after)), (*runs, (span,))
    return _Lines(at, runs)


def _joined(rows: _Lines, columns: _Lines) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The places of the grid that no rule parts, together; `_OUTSIDE` is what is not enclosed."""
    last_row, last_column = len(rows.at) - 1, len(columns.at) - 1
    parent: dict[tuple[int, int], tuple[int, int]] = {_OUTSIDE: _OUTSIDE}
    parent |= {place: place for place in product(range(last_row), range(last_column))}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while parent[place] != place:
            place = parent[place]
        return place

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((root(one), root(other)))
        parent[second] = first

    corners = _open_corners(rows, columns)
    for line in range(last_row + 1):
        for column in _open(rows, line, columns.at, corners.get(("row", line))):
            above = (line - 1, column) if line else _OUTSIDE
            join(above, (line, column) if line < last_row else _OUTSIDE)
    for line in range(last_column + 1):
        for row in _open(columns, line, rows.at, corners.get(("column", line))):
            before = (row, line - 1) if line else _OUTSIDE
            join(before, (row, line) if line < last_column else _OUTSIDE)
    areas: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in parent:
        areas.setdefault(root(place), []).append(place)
    return areas


def _open_corners(rows: _Lines, columns: _Lines) -> dict[tuple[str, int], tuple[bool, bool]]:
    """For each border of the whole, whether its first and last corner are ruled on no side."""
    last_row, last_column = len(rows.at) - 1, len(columns.at) - 1
    is_open = {}
    for row, column in product((0, last_row), (0, last_column)):
        beside, below = min(column, last_column - 1), min(row, last_row - 1)
        is_open[row, column] = not (
            rows.stands(row, columns.at[beside], columns.at[beside + 1])
            or columns.stands(column, rows.at[below], rows.at[below + 1])
        )
    return {("row", row): (is_open[row, 0], is_open[row, last_column]) for row in (0, last_row)} | {
        ("column", column): (is_open[0, column], is_open[last_row, column])
        for column in (0, last_column)
    }


def _open(
    lines: _Lines, line: int, edges: Sequence[float], corners: tuple[bool, bool] | None
) -> list[int]:
    """The stretches between `edges` along a line that are not ruled.

    In a border of the whole, one with `corners`, they must reach an open corner: any other gap
    is a broken rule.
    """
    stretches = range(len(edges) - 1)
    ruled = [n for n in stretches if lines.stands(line, edges[n], edges[n + 1])]
    if corners is None:
        return [n for n in stretches if n not in ruled]
    first = ruled[0] if ruled and corners[0] else 0
    last = ruled[-1] if ruled and corners[1] else len(edges) - 2
    return [n for n in stretches if not first <= n <= last]


def _rectangles(area: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """(first row, first column, end row, end column) of the rectangles that make up an area.

    An area with corners comes of a broken rule; its rows are then taken each for itself.
    """
    rows, columns = [row for row, _ in area], [column for _, column in area]
    top, left, bottom, right = min(rows), min(columns), max(rows) + 1, max(columns) + 1
    if (bottom - top) * (right - left) == len(area):
        return [(top, left, bottom, right)]
    parts = []
    for row in sorted(set(rows)):
        run: list[int] = []
        for column in sorted(column for at, column in area if at == row):
            if run and column > run[-1] + 1:
                parts.append((row, run[0], row + 1, run[-1] + 1))
                run = []
            run.append(column)
        parts.append((row, run[0], row + 1, run[-1] + 1))
    return parts


def _numbered(
    parts: list[tuple[int, int, int, int]], rows: _Lines, columns: _Lines
) -> tuple[GridCell, ...]:
    """The cells, rows and columns counted without lines at which no cell begins."""
    row_of = {line: n for n, line in enumerate(sorted({part[0] for part in parts}))}
    column_of = {line: n for n, line in enumerate(sorted({part[1] for part in parts}))}
    return tuple(
        GridCell(
            row=row_of[top],
            column=column_of[left],
            row_span=sum(top <= line < bottom for line in row_of),
            column_span=sum(left <= line < right for line in column_of),
            left=columns.at[left],
            top=rows.at[top],
            right=columns.at[right],
            bottom=rows.at[bottom],
        )
        for top, left, bottom, right in sorted(parts)
    )
