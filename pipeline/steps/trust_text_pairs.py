"""Sets the words that a PDF carries beside what was read at their places."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, Word

_SAME_ROW = 0.5
_MOST_WORDS = 20_000
_MOST_PAIRS = 4_000_000
"""A line of more letters times letters read is no line: it is not compared."""
UNSURE = 0.6
"""What was read with less confidence (under a seal, over a signature) disputes nothing."""
_LOOK_ALIKE = str.maketrans({"đ": "d", "l": "i", "1": "i", "0": "o"})


@dataclass(frozen=True, slots=True)
class Dispute:
    """A letter of the file that was read otherwise."""

    char: str
    read: str
    """What was read for it; empty when nothing was, or several letters for several."""
    is_near: bool
    """Readers take the one for the other: marks, capitals, l and 1."""
    is_sure: bool
    """Something was read there, and not just so."""


@dataclass(slots=True)
class Pair:
    """An embedded word beside what was read at its place."""

    word: Word
    line: int
    font: str
    row: int | None
    """The read line there."""
    letters: str
    disputes: list[Dispute] = field(default_factory=list)
    is_longer: bool = False
    """More was read in it."""
    takes: Counter[int] = field(default_factory=Counter)
    """Letters of each read word, numbered through the page, that it stands for."""

    @property
    def is_alike(self) -> bool:
        return self.row is not None and not self.disputes and not self.is_longer


def pairs_of(
    embedded: Sequence[Line], read: Sequence[Line], fonts: Sequence[Sequence[str]] = ()
) -> list[Pair]:
    """Every embedded word; none at all when there are more than a page can have."""
    words = [(number, word) for number, line in enumerate(embedded) for word in line.words]
    if len(words) > _MOST_WORDS:
        return []
    names = [name for row in fonts for name in row] or [""] * len(words)
    places = sides_of(line.box for line in read)
    pairs = [
        Pair(word, number, name, _row_at(word.box, places), letters_of(word.text))
        for (number, word), name in zip(words, names, strict=True)
    ]
    rows: dict[int, list[Pair]] = {}
    for pair in pairs:
        if pair.row is not None:
            rows.setdefault(pair.row, []).append(pair)
    first = 0
    for number, line in enumerate(read):
        _compare(sorted(rows.get(number, ()), key=lambda p: p.word.box.left), line, first)
        first += len(line.words)
    return pairs


def letters_of(text: str) -> str:
    """Letters and digits: readers differ in signs, and lack some."""
    return "".join(char for char in text if char.isalnum())


def sides_of(boxes: Iterable[Box]) -> npt.NDArray[np.int_]:
    """(n, 4): left, top, right, bottom of each box."""
    sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(sides, dtype=np.int_).reshape(-1, 4)


def _row_at(box: Box, places: npt.NDArray[np.int_]) -> int | None:
    """The line that overlaps the box most, when its middle lies in it."""
    if not len(places):
        return None
    left, top, right, bottom = places.T
    overlap = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
    enough = _SAME_ROW * np.minimum(bottom - top, box.height)
    middle = box.center[0]
    fits = (overlap >= enough) & (left <= middle) & (middle <= right)
    best = int(np.where(fits, overlap, -1).argmax())
    return best if fits[best] else None


def _compare(pairs: Sequence[Pair], line: Line, first: int) -> None:
    """Sets the letters of one row against those read; `first` numbers the line's first word."""
    ours = [(char, pair) for pair in pairs for char in pair.letters]
    theirs = [(char, n) for n, word in enumerate(line.words) for char in letters_of(word.text)]
    if len(ours) * len(theirs) > _MOST_PAIRS:
        for char, pair in ours:
            pair.disputes.append(Dispute(char, "", False, True))
        return
    texts = "".join(char for char, _ in ours), "".join(char for char, _ in theirs)
    for kind, *spans in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        start, end, read_start, read_end = spans
        here, there = ours[start:end], theirs[read_start:read_end]
        if kind == "insert":
            _lengthen(ours[max(start - 1, 0) : start + 1], there, line, first)
        elif kind != "equal":
            _dispute(here, there, line)
        for place, (_, number) in enumerate(there if here else ()):
            here[min(place, len(here) - 1)][1].takes[first + number] += 1


def _dispute(
    here: Sequence[tuple[str, Pair]], there: Sequence[tuple[str, int]], line: Line
) -> None:
    """Notes letters for which others, or none, were read."""
    is_sure = bool(there) and min(line.words[n].confidence for _, n in there) >= UNSURE
    for place, (char, pair) in enumerate(here):
        read = there[place][0] if len(here) == len(there) else ""
        pair.disputes.append(Dispute(char, read, _bare(char) == _bare(read), is_sure))


def _lengthen(
    beside: Sequence[tuple[str, Pair]], more: Sequence[tuple[str, int]], line: Line, first: int
) -> None:
    """Gives letters that were read and are not in the file to the word that they stand in.

    Readers double a letter now and then; a digit more is another number.
    """
    for char, number in more:
        read = line.words[number]
        for _, pair in beside:
            box = pair.word.box
            overlap = min(read.box.right, box.right) - max(read.box.left, box.left)
            if 2 * overlap > min(read.box.width, box.width):
                is_more = char.isdigit() or 2 * len(more) > len(pair.letters)
                pair.is_longer |= is_more and read.confidence >= UNSURE
                pair.takes[first + number] += 1
                break


def _bare(char: str) -> str:
    """A letter without what readers mistake."""
    return unicodedata.normalize("NFD", char.lower())[:1].translate(_LOOK_ALIKE)
