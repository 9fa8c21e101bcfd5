"""Puts the words of a PDF page into lines: those of the file, with what was filled in later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word

_SAME_ROW = 0.5
"""Share of the lower height by which two boxes of one row overlap."""
_SAME_LINE = 0.3
"""The same for words that follow each other in the file: marks stand above or below."""
_MAY_TOUCH = 0.25
"""Share of a filled-in word's width that may lie on its neighbour."""
_MOST_LINES = 2_000
"""A page of more lines than this is no form that was filled in."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of the file on the page."""

    word: Word
    line: int
    """The number of its line in the file."""
    font: str
    is_hidden: bool
    characters: int
    meant: int
    """Of so many characters the file says what they are."""


def rows_of(placed: Iterable[PlacedWord]) -> list[list[PlacedWord]]:
    """The lines of the file; a line that fits into the blanks of an earlier one is set there.

    So stand number and date, which annotations add, where a reader sees them.
    """
    by_line: dict[int, list[PlacedWord]] = {}
    for one in placed:
        by_line.setdefault(one.line, []).append(one)
    if len(by_line) > _MOST_LINES:
        return list(by_line.values())
    rows: list[list[PlacedWord]] = []
    hulls: list[Box] = []
    for row in by_line.values():
        homes = [_home(one.word.box, rows, hulls) for one in row]
        if any(home is None for home in homes):
            rows.append(row)
            hulls.append(hull(one.word.box for one in row))
            continue
        for one, home in zip(row, homes, strict=True):
            assert home is not None
            home.append(one)
            home.sort(key=lambda other: other.word.box.left)
    return rows


def as_lines(rows: Iterable[Sequence[PlacedWord]]) -> tuple[Line, ...]:
    """A block for each line: which lines belong together the file does not say."""
    return tuple(
        Line(tuple(one.word for one in row), hull(one.word.box for one in row), number)
        for number, row in enumerate(rows)
    )


def may_follow(box: Box, then: Box) -> bool:
    """Whether `then` may be the next word of a line; PDFium runs on into a stamp beside it."""
    return then.left >= box.left - then.height and _in_row(box, then, _SAME_LINE)


def _home(
    box: Box, rows: Sequence[list[PlacedWord]], hulls: Sequence[Box]
) -> list[PlacedWord] | None:
    """The line with a blank around the box."""
    for row, whole in zip(rows, hulls, strict=True):
        if not (whole.left < box.left and box.right < whole.right and _in_row(whole, box)):
            continue
        beside = [one.word.box for one in row if _in_row(one.word.box, box)]
        if not beside or min(b.left for b in beside) > box.left:
            continue
        overlap = max(min(b.right, box.right) - max(b.left, box.left) for b in beside)
        if max(b.right for b in beside) > box.right and overlap <= _MAY_TOUCH * box.width:
            return row
    return None


def _in_row(one: Box, other: Box, share: float = _SAME_ROW) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap >= share * min(one.height, other.height)
