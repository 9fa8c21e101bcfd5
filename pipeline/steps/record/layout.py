"""Words in place: straightened, put in rows, and searched for anchors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from pipeline.model.ocr import OcrPage, Word
from pipeline.steps.record.spelling import alike, fold, squash

LEAST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """A word with the height at which it would stand on a straight page."""

    word: Word
    page: int
    line: int
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return self.word.text

    @property
    def left(self) -> int:
        return self.word.box.left

    @property
    def right(self) -> int:
        return self.word.box.right

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Row:
    """Words that stand side by side, left to right. No slots: its measures are kept."""

    words: tuple[Placed, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def squashed(self) -> tuple[str, ...]:
        """Its words as anchors are looked for: folded letters and digits only."""
        return tuple(squash(word.text) for word in self.words)

    @cached_property
    def left(self) -> int:
        return self.words[0].left

    @cached_property
    def right(self) -> int:
        return max(word.right for word in self.words)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @cached_property
    def top(self) -> float:
        return median(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def page(self) -> int:
        return self.words[0].page

    def characters(self) -> tuple[str, tuple[int, ...]]:
        """The text, and for each of its characters the index of the word that holds it."""
        owners: list[int] = []
        for index, word in enumerate(self.words):
            owners += [index] * (len(word.text) + 1)
        return self.text, tuple(owners[:-1])

    def part(self, start: int, end: int) -> tuple[Placed, ...]:
        """The words that hold any non-blank character of text[start:end]."""
        text, owners = self.characters()
        held = {owners[i] for i in range(max(start, 0), min(end, len(text))) if text[i] != " "}
        return tuple(self.words[i] for i in sorted(held))


def place(page: OcrPage) -> tuple[Placed, ...]:
    """The words of a page with the page's skew taken out of their heights."""
    slope = math.tan(math.radians(page.skew_deg))
    placed = []
    for index, line in enumerate(page.lines):
        for word in line.words:
            shift = slope * word.box.center[0]
            placed.append(
                Placed(word, page.number, index, word.box.top - shift, word.box.bottom - shift)
            )
    return tuple(placed)


def rows(words: Iterable[Placed]) -> tuple[Row, ...]:
    """Words in rows from top to bottom; pieces of one row in several lines are joined."""
    lines: dict[int, list[Placed]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    pieces = sorted(
        (_row(line) for line in lines.values()), key=lambda r: (r.top + r.bottom, r.left)
    )
    joined: list[Row] = []
    for piece in pieces:
        top, bottom = piece.top, piece.bottom
        near = (i for i, row in enumerate(joined) if row.bottom > top and row.top < bottom)
        beside = next((i for i in near if _side_by_side(joined[i], piece)), None)
        if beside is None:
            joined.append(piece)
        else:
            joined[beside] = _row((*joined[beside].words, *piece.words))
    return tuple(sorted(joined, key=lambda r: (r.top + r.bottom, r.left)))


def _row(words: Sequence[Placed]) -> Row:
    return Row(tuple(sorted(words, key=lambda w: (w.left, w.right))))


def _side_by_side(one: Row, other: Row) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    if overlap < LEAST_OVERLAP * min(one.height, other.height):
        return False
    covered = min(_covered(one, other), _covered(other, one))
    return covered < 0.2 * min(one.right - one.left, other.right - other.left)


def _covered(row: Row, other: Row) -> float:
    """Width of a row's words that another row reaches over; a piece in its gap covers none."""
    overlaps = (min(w.right, other.right) - max(w.left, other.left) for w in row.words)
    return sum(max(overlap, 0) for overlap in overlaps)


def runs(row: Row, gap: float) -> tuple[Row, ...]:
    """A row cut where the space between two words is wider than `gap` row heights."""
    cuts: list[list[Placed]] = [[row.words[0]]]
    for before, word in pairwise(row.words):
        if word.left - before.right > gap * row.height:
            cuts.append([])
        cuts[-1].append(word)
    return tuple(Row(tuple(cut)) for cut in cuts)


def find(row: Row, phrase: str, least: float) -> Row | None:
    """The words of a row that are most like a folded phrase, if they are alike enough."""
    wanted = squash(phrase)
    words = row.squashed
    count = len(phrase.split())
    best: tuple[float, int, int] | None = None
    for start in range(len(words)):
        if not words[start]:
            continue
        text = ""
        for end in range(start + 1, min(start + count + 2, len(words)) + 1):
            text += words[end - 1]
            if abs(len(text) - len(wanted)) > 0.4 * len(wanted):
                continue
            score = alike(text, wanted, least)
            if score >= least and (best is None or score > best[0]):
                best = (score, start, end)
    return Row(row.words[best[1] : best[2]]) if best else None


def begins(text: str, phrases: Iterable[str]) -> bool:
    """Whether the folded words of a text begin with one of the folded phrases."""
    plain = " ".join(re.findall(r"\w+", fold(text)))
    return any(plain == phrase or plain.startswith(f"{phrase} ") for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Frame:
    """Left and right edge of the running text of a page."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)

    def lopsided(self, row: Row) -> float:
        """How far a row is from being centred, in widths of the frame (0 is centred)."""
        return abs((row.left - self.left) - (self.right - row.right)) / self.width

    def beside(self, row: Row, other: Row) -> float:
        """How far the middles of two rows are apart, in widths of the frame."""
        return abs(row.middle - other.middle) / self.width


def frame(all_rows: Sequence[Row], size: tuple[int, int]) -> Frame:
    """Measured on the wide rows of a page; the margins of NĐ 30/2020 where there are too few."""
    wide = [row for row in all_rows if row.right - row.left > 0.55 * size[0]]
    if len(wide) < 4:
        return Frame(size[0] * 0.14, size[0] * 0.92)
    lefts, rights = sorted(r.left for r in wide), sorted(r.right for r in wide)
    return Frame(lefts[len(lefts) // 4], rights[(3 * len(rights)) // 4])
