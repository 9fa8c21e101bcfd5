"""Finds the running heads of a document: lines that come again at the same place of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.model.ocr import Line, LineRole, OcrPage
from pipeline.steps.layout.order import rows_of

_ZONE = 0.12
"""Share of the page's height, above and below, in which a running head stands."""
_MOVED = 0.03
"""… and by which it may be higher or lower on the next page."""
_ALIKE = 0.8
_LEAST = 8
"""Fewer letters are a heading's or a misread mark's."""


def with_running_heads(pages: Sequence[OcrPage]) -> tuple[OcrPage, ...]:
    """The pages of a document with the role of such lines set; nothing else is changed.

    A line counts that stands alone in the first or last row of a page and, alike, on a page next
    to it. Lines in capitals do not: letterheads of several documents in one file are alike too.
    """
    edges = [_edge_lines(page) for page in pages]
    marked = []
    for number, page in enumerate(pages):
        near = [*edges[max(number - 1, 0) : number], *edges[number + 1 : number + 2]]
        again = {
            line
            for line, place in edges[number]
            if any(_same(line, place, *other) for others in near for other in others)
        }
        marked.append(_marked(page, again) if again else page)
    return tuple(marked)


def _edge_lines(page: OcrPage) -> list[tuple[Line, float]]:
    """The lines that may be running heads, and the height where they are, 0–1."""
    rows = rows_of([line for line in page.lines if line.words and line.role is LineRole.BODY])
    in_tables = {cell.block for table in page.tables for cell in table.cells}
    found = []
    for row in (rows[:1] + rows[-1:]) if len(rows) > 1 else []:
        place = row[0].box.center[1] / page.size[1]
        letters = sum(char.isalpha() for char in row[0].text)
        if (
            len(row) == 1
            and not _ZONE < place < 1 - _ZONE
            and letters >= _LEAST
            and not row[0].text.isupper()
            and row[0].block not in in_tables
        ):
            found.append((row[0], place))
    return found


def _same(line: Line, place: float, other: Line, other_place: float) -> bool:
    if abs(place - other_place) > _MOVED:
        return False
    return SequenceMatcher(None, line.text, other.text).ratio() >= _ALIKE


def _marked(page: OcrPage, again: set[Line]) -> OcrPage:
    """The page with those lines as running heads, each a block of its own."""
    block = max(line.block for line in page.lines) + 1
    lines = []
    for line in page.lines:
        if line in again:
            lines.append(replace(line, role=LineRole.RUNNING_HEAD, block=block))
            block += 1
        else:
            lines.append(line)
    return replace(page, lines=tuple(lines))
