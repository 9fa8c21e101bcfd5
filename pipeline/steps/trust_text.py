"""Compares the text that a PDF carries with what was read off its picture, and takes the truth.

A word that was read alike is the file's. A word that was read otherwise is the file's only where
the reader is known to err, or the same font was read as the file says elsewhere on the page, so
that its map holds. Else the picture wins, and nobody is sure of the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, TextSource, Word
from pipeline.steps.trust_text_fonts import page_fonts
from pipeline.steps.trust_text_pairs import UNSURE, Pair, letters_of, pairs_of, sides_of

_TRUSTED = 0.85
"""Least share of the compared letters that agree."""
_SEEN = 0.5
"""Least share of the file's letters at whose place something was read."""
_ALIKE, _DISPUTED, _DISPUTED_DIGIT, _UNREAD = 0.999, 0.98, 0.9, 0.9
"""Confidence of a word of the file: read alike; read otherwise; with a digit; not read at all."""
_CONTESTED = 0.5
"""Highest confidence of a word that was read against the file."""
_SAME_ROW = 0.5
_BESIDE = 2.0
"""A word that is so many of its heights from a line at most is one of its words."""
_WHOLE = 0.5
"""The text is the file's when it stands for this share of the letters read."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far embedded text is what was read at its place, in letters and digits."""

    letters: int
    """In the embedded text."""
    seen: int
    """Of these, at whose place something was read, and not just so."""
    agreed: int
    """Of these, read as what they are."""

    @property
    def share(self) -> float:
        """Of the letters that can be compared; 0.0 when none can."""
        return self.agreed / self.seen if self.seen else 0.0

    @property
    def is_trusted(self) -> bool:
        """The text may stand for what the page shows."""
        return self.seen >= _SEEN * self.letters and self.share >= _TRUSTED


def agreement(embedded: Sequence[Line], read: Sequence[Line]) -> Agreement:
    """How much of the embedded text was read as itself, at its place and in any order.

    Boxes of both are in pixels of the PageImage.
    """
    return _measured(pairs_of(embedded, read))


def trusted(embedded: Sequence[Line], read: Sequence[Line]) -> bool:
    """Whether the embedded text says what the picture shows, as far as that was read."""
    return agreement(embedded, read).is_trusted


def with_embedded(
    read: Sequence[Line], embedded: Sequence[Line], fonts: Sequence[Sequence[str]] = ()
) -> tuple[tuple[Line, ...], TextSource]:
    """The page's lines with the file's words where they hold, and where its text came from.

    On a page that was issued electronically the lines are the file's, and what only the picture
    has is added; on a scan with a digital overlay they are those that were read, with the
    overlay's words in their places. Text that is not trusted as a whole is left out. `fonts`
    names the font of each embedded word.
    """
    pairs = pairs_of(embedded, read, fonts)
    if not _measured(pairs).is_trusted:
        return tuple(read), TextSource.READ
    judge = page_fonts(pairs)
    held: list[Pair] = []
    refused: list[Pair] = []
    for pair in pairs:
        (held if pair.is_alike or judge.vouch_for(pair) else refused).append(pair)
    stays = _staying(read, held)
    contested = _taken(refused)
    left = _only(read, stays, contested)
    # What shows and is neither believed nor read as anything else would be lost.
    lost = [p for p in refused if stays.isdisjoint(p.takes) and not judge.is_wrong(p)]
    words = [(p.line, replace(p.word, confidence=_confidence(p))) for p in held]
    words += [(p.line, replace(p.word, confidence=_CONTESTED)) for p in lost]
    own = _by_line(words)
    if _letter_count(left) <= (1 - _WHOLE) * _letter_count(read):
        return _woven(own, left), TextSource.EMBEDDED
    return _woven(left, own), TextSource.READ


def _measured(pairs: Iterable[Pair]) -> Agreement:
    letters = seen = agreed = 0
    for pair in pairs:
        letters += len(pair.letters)
        if pair.row is not None:
            agreed += len(pair.letters) - len(pair.disputes)
            unsure = sum(not dispute.is_sure for dispute in pair.disputes)
            seen += len(pair.letters) - unsure
    return Agreement(letters, seen, agreed)


def _confidence(pair: Pair) -> float:
    if pair.is_alike:
        return _ALIKE
    if pair.row is None or not all(dispute.is_sure for dispute in pair.disputes):
        return _UNREAD
    return _DISPUTED_DIGIT if any(d.char.isdigit() for d in pair.disputes) else _DISPUTED


def _taken(pairs: Iterable[Pair]) -> Counter[int]:
    taken: Counter[int] = Counter()
    for pair in pairs:
        taken.update(pair.takes)
    return taken


def _staying(read: Sequence[Line], held: Sequence[Pair]) -> set[int]:
    """The read words, numbered through the page, that no word of the file stands for."""
    taken = _taken(held)
    places = sides_of(pair.word.box for pair in held)
    stays = set()
    for number, word in enumerate(word for line in read for word in line.words):
        letters = len(letters_of(word.text))
        says_something = letters > 0 and word.confidence >= UNSURE
        is_other = 2 * taken[number] < letters or letters == 0
        if is_other and (says_something or _is_apart(word.box, places)):
            stays.add(number)
    return stays


def _only(read: Sequence[Line], stays: set[int], contested: Counter[int]) -> list[Line]:
    """The words that stay; those that were read against the file are not sure."""
    words = []
    number = 0
    for row, line in enumerate(read):
        for word in line.words:
            sure = min(word.confidence, _CONTESTED if contested[number] else 1.0)
            if number in stays:
                words.append((row, replace(word, confidence=sure)))
            number += 1
    return _by_line(words)


def _is_apart(box: Box, places: npt.NDArray[np.int_]) -> bool:
    """No place touches the box or is nearer in its row than its own height."""
    left, top, right, bottom = places.T
    beside = (left < box.right + box.height) & (box.left - box.height < right)
    return not bool((beside & (top < box.bottom) & (box.top < bottom)).any())


def _woven(lines: Sequence[Line], others: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with the words of the others in the rows where they stand."""
    places = sides_of(line.box for line in lines)
    words = [(number, word) for number, line in enumerate(lines) for word in line.words]
    for number, line in enumerate(others):
        for word in line.words:
            home = _home(word.box, places)
            words.append((len(lines) + number if home is None else home, word))
    return tuple(_by_line(words))


def _home(box: Box, places: npt.NDArray[np.int_]) -> int | None:
    """The first line in whose row the box stands, in it or hardly beside it."""
    left, top, right, bottom = places.T
    overlap = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
    reach = _BESIDE * box.height
    fits = (left - reach <= box.right) & (box.left <= right + reach)
    fits &= overlap >= _SAME_ROW * np.minimum(bottom - top, box.height)
    return int(fits.argmax()) if fits.any() else None


def _by_line(words: Iterable[tuple[int, Word]]) -> list[Line]:
    """Words with the number of their line, as lines, each a block; left to right."""
    rows: dict[int, list[Word]] = {}
    for number, word in words:
        rows.setdefault(number, []).append(word)
    return [
        Line(tuple(sorted(row, key=lambda w: w.box.left)), hull(w.box for w in row), number)
        for number, row in rows.items()
    ]


def _letter_count(lines: Iterable[Line]) -> int:
    return sum(len(letters_of(word.text)) for line in lines for word in line.words)
