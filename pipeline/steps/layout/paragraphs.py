"""Tells which rows of a text belong to one paragraph: by indent, marker, short end and spacing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median, quantiles

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line

_MARKER = re.compile(
    r"[-–—+*•·●▪■◦✓✔➢]|\d{1,2}(\.\d{1,2}){0,3}[.)/:-]|\d{1,2}(\.\d{1,2}){1,3}|[a-zđA-ZĐ][.)]"
    r"|[IVX]{1,5}[.)/:-]?|\(\d{1,2}\)|\(?\*+\)?"
)
"""The first word of an item."""
_HEADED = re.compile(
    r"(Điều|Chương|Mục|Phần|Phụ lục|Biểu|Mẫu|Khoản)\s+[\dIVX]+\b|Căn cứ\b|Nơi nhận\b"
)
_ENDS = re.compile(r"[.;:!?/…][\"”’)]*$")
"""How a paragraph ends; a slash ends the last one of a document ("./.")."""
_HEADING_ENDS = re.compile(r"[.:][\"”’)]*$")
_ABOUT = re.compile(r"\(?(V/v|Về việc|V/V)\b")
_SPACED = 1.45
"""Paragraphs are parted by as many times the distance of lines."""
_SIZE = 1.4
"""Letters as many times larger are of another text."""
_INDENT = 0.015
_TIGHT = 0.012
"""Share of the page's width by which lines of one margin differ."""
_CENTRED = (0.02, 0.05)
"""Of the page's width: how far its middle may lie off, and its ends must lie in."""
_LONG = 0.45
"""Share of the text's width of a heading's line that goes on in the next."""
_WIDE = 0.5
_FEW = 3


@dataclass(frozen=True)
class Row:
    """Lines that stand side by side. No slots: its measures are kept."""

    lines: tuple[Line, ...]

    @cached_property
    def box(self) -> Box:
        return hull(line.box for line in self.lines)

    @cached_property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @cached_property
    def first(self) -> str:
        return self.lines[0].words[0].text

    @cached_property
    def second_left(self) -> int | None:
        """Where its second word begins."""
        words = [word for line in self.lines for word in line.words]
        return words[1].box.left if len(words) > 1 else None

    @cached_property
    def baseline(self) -> float:
        """Where most words end below; tails of g, p, y and commas hang under it."""
        bottoms = sorted(w.box.bottom for line in self.lines for w in line.words if len(w.text) > 1)
        return bottoms[len(bottoms) // 3] if bottoms else self.box.bottom

    @cached_property
    def height(self) -> float:
        return median(word.box.height for line in self.lines for word in line.words)

    @cached_property
    def has_marker(self) -> bool:
        return bool(_MARKER.fullmatch(self.first) or _HEADED.match(self.text))

    @property
    def ends(self) -> bool:
        return bool(_ENDS.search(self.text))

    @property
    def goes_on(self) -> bool:
        """Whether it begins like the middle of a sentence."""
        return self.first[0].islower() and not self.has_marker


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    pitch: float
    """Distance of lines within a paragraph."""
    page: float
    """Width of the page."""

    def is_indented(self, row: Row) -> bool:
        return row.box.left > self.left + _INDENT * self.page

    def is_centred(self, row: Row) -> bool:
        off, inside = (share * self.page for share in _CENTRED)
        middle = (self.left + self.right) / 2
        return (
            abs(row.box.center[0] - middle) < off
            and row.box.left > self.left + inside
            and row.box.right < self.right - inside
        )

    def left_room_for(self, row: Row, after: Row) -> bool:
        """Whether the first word of a row would have stood at the end of the one before."""
        room = self.right - _TIGHT * self.page - after.box.right
        return room > row.lines[0].words[0].box.width + 0.6 * after.height


def paragraphs(rows: Sequence[Row], page_width: int) -> list[tuple[Row, ...]]:
    """The rows of running text, top to bottom, in paragraphs."""
    if not rows:
        return []
    margins = _margins(rows, page_width)
    found: list[list[Row]] = [[rows[0]]]
    for row in rows[1:]:
        if _begins(row, found[-1], margins):
            found.append([row])
        else:
            found[-1].append(row)
    return [tuple(paragraph) for paragraph in found]


def column_paragraphs(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """The rows of a narrow column of the head or foot: each its own, or going on from above."""
    found: list[list[Row]] = []
    for row in rows:
        before = found[-1] if found else []
        if before and _goes_on_in_column(row, before):
            before.append(row)
        else:
            found.append([row])
    return [tuple(paragraph) for paragraph in found]


def _goes_on_in_column(row: Row, paragraph: Sequence[Row]) -> bool:
    above = paragraph[-1]
    near = row.baseline - above.baseline < 2.2 * max(row.height, above.height)
    if not near or row.has_marker:
        return False
    # Ô 5b, the subject of a letter, goes on in capitals too ("V/v đề nghị Sở / Tài chính …").
    about = bool(_ABOUT.match(paragraph[0].text)) and not above.ends
    item = paragraph[0].has_marker and not above.ends
    return about or item or (row.goes_on and not above.ends)


def _margins(rows: Sequence[Row], page_width: int) -> _Margins:
    wide = [row for row in rows if row.box.width > _WIDE * page_width] or list(rows)
    rights = sorted(row.box.right for row in wide)
    gaps = [below.baseline - above.baseline for above, below in pairwise(rows)]
    gaps = [gap for gap in gaps if gap > 0]
    least = quantiles(gaps, n=10)[2] if len(gaps) > _FEW else min(gaps, default=0.0)
    pitch = max(least, 1.1 * median(row.height for row in rows))
    left = _usual([row.box.left for row in wide], _TIGHT * page_width)
    return _Margins(left, rights[-1 - len(rights) // 10], pitch, page_width)


def _usual(edges: Sequence[float], near: float) -> float:
    """The leftmost place near which at least a quarter of the edges are."""
    ordered = sorted(edges)
    for edge in ordered:
        if sum(edge <= other <= edge + near for other in ordered) * 4 >= len(ordered):
            return edge
    return ordered[0]


def _begins(row: Row, paragraph: Sequence[Row], margins: _Margins) -> bool:
    """Whether a row begins a paragraph, rather than going on with the one above."""
    above = paragraph[-1]
    if row.baseline - above.baseline > _SPACED * margins.pitch or _other_size(row, above):
        return True
    if row.has_marker and (margins.is_indented(row) or above.ends):
        return True
    if row.goes_on and not above.ends:
        return False
    centred = margins.is_centred(row)
    if centred != margins.is_centred(above):
        return True
    if centred:
        return not _heading_goes_on(row, above, margins)
    if _hangs(row, paragraph[0], margins) and not above.ends:
        return False
    return margins.left_room_for(row, above) or _is_first_line(row, paragraph, margins)


def _other_size(row: Row, above: Row) -> bool:
    if min(len(row.text.split()), len(above.text.split())) < _FEW:
        return False
    return max(row.height, above.height) > _SIZE * min(row.height, above.height)


def _heading_goes_on(row: Row, above: Row, margins: _Margins) -> bool:
    if row.has_marker or _HEADING_ENDS.search(above.text):
        return False
    if row.text.isupper() != above.text.isupper():
        return False
    return above.box.width > _LONG * (margins.right - margins.left)


def _hangs(row: Row, first: Row, margins: _Margins) -> bool:
    """Whether it stands under the text of an item, to the right of the item's marker."""
    if not first.has_marker or first.second_left is None or row.has_marker:
        return False
    return abs(row.box.left - first.second_left) < _TIGHT * margins.page


def _is_first_line(row: Row, paragraph: Sequence[Row], margins: _Margins) -> bool:
    """Whether it is indented against the lines above, as the first line of a paragraph is."""
    if not margins.is_indented(row):
        return False
    block = len(paragraph) > 1 and abs(row.box.left - paragraph[-1].box.left) < (
        _TIGHT * margins.page
    )
    return not block
