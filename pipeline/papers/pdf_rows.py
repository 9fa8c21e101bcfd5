"""A table of thousands of rows on the pages of a PDF, its head on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from pipeline.papers.content import Align, Table, shown

UPRIGHT, BOLD = "LiberationSerif-Regular", "LiberationSerif-Bold"
"""As `pdf_writer` registers them."""
_SIZE = 11.0
_LEADING = 13.0
_PAD = 3.0
_MOST_LINES = 24
"""Of a row; what is longer goes on in a row below, so that every row fits on a page."""

Lines = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines of its cells, already broken to the widths of their columns."""

    cells: Lines
    bold: bool = False
    middle: bool = False

    @property
    def height(self) -> float:
        return max(len(lines) for lines in self.cells) * _LEADING + 2 * _PAD


class Rows(Flowable):  # type: ignore[misc]
    """A part of a table that ReportLab may part further, between rows.

    Its own tables take the time of ten of these, and fail at a row higher than a page.
    """

    def __init__(
        self,
        rows: Sequence[_Row],
        head: Sequence[_Row],
        widths: Sequence[float],
        sides: Sequence[Align],
        begin: int,
        end: int,
    ) -> None:
        super().__init__()
        self._rows, self._head, self._begin, self._end = rows, head, begin, end
        self._widths, self._sides = widths, sides

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        shown = (*self._head, *self._rows[self._begin : self._end])
        return sum(self._widths), sum(row.height for row in shown)

    @property
    def least_height(self) -> float:
        """Of its head and its first row."""
        return sum(row.height for row in (*self._head, *self._rows[:1]))

    def split(self, _width: float, height: float) -> list[Rows]:
        left = height - sum(row.height for row in self._head)
        at = self._begin
        while at < self._end and self._rows[at].height <= left:
            left -= self._rows[at].height
            at += 1
        if at == self._begin:
            return []
        return [
            self._part(self._begin, at),
            *([self._part(at, self._end)] if at < self._end else []),
        ]

    def draw(self) -> None:
        _, top = self.wrap(0, 0)
        for row in self._head:
            top = self._draw_row(row, top)
        for row in self._rows[self._begin : self._end]:
            top = self._draw_row(row, top)
        self.canv.line(0, top, sum(self._widths), top)

    def _part(self, begin: int, end: int) -> Rows:
        return Rows(self._rows, self._head, self._widths, self._sides, begin, end)

    def _draw_row(self, row: _Row, top: float) -> float:
        canvas: Any = self.canv
        bottom, left = top - row.height, 0.0
        font = BOLD if row.bold else UPRIGHT
        canvas.setLineWidth(0.5)
        canvas.setFont(font, _SIZE)
        for lines, width, side in zip(row.cells, self._widths, self._sides, strict=True):
            canvas.line(left, top, left, bottom)
            baseline = top - _PAD - _SIZE
            for line in lines:
                canvas.drawString(left + _start(line, font, width, row, side), baseline, line)
                baseline -= _LEADING
            left += width
        canvas.line(left, top, left, bottom)
        canvas.line(0, top, left, top)
        return bottom


def rows_of(table: Table, width: float) -> Rows:
    """The table over the width (points)."""
    share = width / sum(column.width for column in table.columns)
    widths = [column.width * share for column in table.columns]
    sides = [column.align for column in table.columns]
    head = _broken([column.title for column in table.columns], widths, bold=True, middle=True)
    if table.numbered:
        numbers = [str(number) for number in range(1, len(widths) + 1)]
        head += _broken(numbers, widths, middle=True)
    last = len(table.rows) - 1 if table.last_is_total else -1
    rows = [
        part
        for at, row in enumerate(table.rows)
        for part in _broken([shown(cell) for cell in row], widths, bold=at == last)
    ]
    return Rows(rows, head, widths, sides, 0, len(rows))


def _broken(
    texts: Sequence[str], widths: Sequence[float], *, bold: bool = False, middle: bool = False
) -> list[_Row]:
    """The row, or its parts from top to bottom where it is too high."""
    font = BOLD if bold else UPRIGHT
    cells = [
        _lines(text, font, width - 2 * _PAD) for text, width in zip(texts, widths, strict=True)
    ]
    high = max(1, *(len(lines) for lines in cells))
    return [
        _Row(tuple(lines[start : start + _MOST_LINES] for lines in cells), bold, middle)
        for start in range(0, high, _MOST_LINES)
    ]


def _lines(text: str, font: str, width: float) -> tuple[str, ...]:
    """Broken between words, and within one that is wider than the column."""
    if not text:
        return ()
    broken: list[str] = []
    for line in simpleSplit(text, font, _SIZE, width):
        while stringWidth(line, font, _SIZE) > width and len(line) > 1:
            fits = next(
                (
                    n
                    for n in range(len(line) - 1, 1, -1)
                    if stringWidth(line[:n], font, _SIZE) <= width
                ),
                1,
            )
            broken.append(line[:fits])
            line = line[fits:]
        broken.append(line)
    return tuple(broken)


def _start(line: str, font: str, width: float, row: _Row, side: Align) -> float:
    room = width - float(stringWidth(line, font, _SIZE))
    if row.middle or side is Align.CENTRE:
        return room / 2
    return room - _PAD if side is Align.RIGHT else _PAD
