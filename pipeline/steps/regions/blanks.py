"""The blanks that offices fill in: the number after "Số:" and those of the date.

Where they are follows from the printed words around them (NĐ 30/2020, Phụ lục I, ô 3 and 4).
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model.blanks import BlankKind
from pipeline.model.ocr import Line, Word

SURE = 0.85
NUMBER_WIDTH = 1.31
"""Of "Số:", in ems."""
WIDEST = 4.2
"""Ems of a blank that no printed word ends."""

_NUMBER = re.compile(r"^\W?(S[ốóôồổỗoòỏõộ0](?![^\W\d_])|SỐ(?=\W))[:;.,¿]*")
_NUMBER_INSIDE = re.compile(r"^s[ốóôồổỗoòỏõộ](?![^\W\d_])[:;.,¿]*", re.IGNORECASE)
_SLASH = re.compile(r"(-[A-ZĐ]{1,4})?[/⁄](?!\d)|[/⁄](?=(19|20)\d\d\b)")
_NOTATION = re.compile(r"-?(?<![A-ZĐ])[A-ZĐ]{2}")
_WIDTHS = {
    **dict.fromkeys("ijlt/.,:;'!|()[] ", 0.28),
    **dict.fromkeys("frsI-", 0.36),
    **dict.fromkeys("acezyuvxknopqbdghđ0123456789", 0.49),
    **dict.fromkeys("mwM", 0.78),
}


@dataclass(frozen=True, slots=True)
class Blank:
    """The room between two printed words, and what was read in it; pixels of the page."""

    left: float
    right: float
    baseline: float
    em: float
    words: tuple[Word, ...]
    """The words of which at least a part lies in it."""
    text: str
    """What was read in it, without the printed neighbours."""
    kind: BlankKind
    closed: bool = True
    """Whether a printed word ends it."""

    @property
    def number(self) -> bool:
        return self.kind is BlankKind.NUMBER

    @property
    def year(self) -> bool:
        return self.kind is BlankKind.YEAR


def find_number(words: Sequence[Word], em: float, width: int, *, annex: bool) -> Blank | None:
    """The blank of the number in a line of a page of `width`; `annex` when the line cites it."""
    pattern = _NUMBER_INSIDE if annex else _NUMBER
    for at, word in enumerate(words):
        head = pattern.match(word.text)
        if head is None:
            continue
        if not annex and (word.box.left > 0.5 * width or (at and _near(words[at - 1], word, em))):
            continue
        rest = word.text[head.end() :]
        # An engine's box of a printed word often takes in what is written beside it.
        left = word.box.left + NUMBER_WIDTH * em
        if not rest:
            left = min(float(word.box.right), left + 0.15 * em)
        after = [w for w in words[at + 1 :] if w.box.left < left + (WIDEST + 1.5) * em]
        while after and not after[0].text.strip(":;.…") and _near(word, after[0], em):
            left = float(after.pop(0).box.right)
        if after and _is_sentence(after[0]):
            continue
        texts = [(word, rest)] * bool(rest) + [(w, w.text) for w in after]
        baseline = baseline_near(words, left, em)
        for mark in (_SLASH, _NOTATION):
            blank = _until(mark, texts, left, em, baseline)
            if blank is not None:
                return blank
        if annex:
            return None
        inner = [w for w in after if w.box.right < left + WIDEST * em]
        text = " ".join([rest, *(w.text for w in inner)]).strip()
        right = left + WIDEST * em
        return Blank(left, right, baseline, em, tuple(inner), text, BlankKind.NUMBER, closed=False)
    return None


def _is_sentence(word: Word) -> bool:
    """Whether "Số" begins a sentence: what follows is a word."""
    return word.confidence >= SURE and word.text.isalpha() and word.text.islower()


def _until(
    mark: re.Pattern[str],
    texts: Sequence[tuple[Word, str]],
    left: float,
    em: float,
    baseline: float,
) -> Blank | None:
    """The blank from `left` to the first mark in the texts of the words that follow."""
    for at, (word, text) in enumerate(texts):
        found = mark.search(text)
        if found is None:
            continue
        head = text[: found.start()]
        right = word.box.right - text_width(text[found.start() :], em)
        if text == word.text:
            right = float(word.box.left) if not head else max(right, float(word.box.left))
        taken = [w for w, _ in texts[: at + bool(head)]]
        read = " ".join([t for _, t in texts[:at]] + [head] * bool(head))
        return Blank(left, max(left, right), baseline, em, tuple(taken), read, BlankKind.NUMBER)
    return None


def plain(text: str) -> str:
    """The text in small letters without marks, as far as it is Latin."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in flat if not unicodedata.combining(c))


def text_width(text: str, em: float) -> float:
    """How wide a text is in Times New Roman, about."""
    return em * sum(map(_width, text))


@lru_cache(maxsize=1024)
def _width(char: str) -> float:
    flat = plain(char) if char.islower() else char
    return _WIDTHS.get(flat, 0.68 if char.isupper() else 0.48)


def _near(one: Word, other: Word, em: float) -> bool:
    return 0 <= other.box.left - one.box.right < 0.6 * em


def em_near(words: Sequence[Word], lines: Sequence[Line]) -> float | None:
    """Font size of the line by the widths of its sure words; of the whole page when it has none."""
    own = _ems(words)
    if len(own) >= 2:
        return statistics.median(own)
    around = _ems(word for line in lines for word in line.words)
    return statistics.median(around) if around else None


def _ems(words: Iterable[Word]) -> list[float]:
    return [
        word.box.width / text_width(word.text, 1.0)
        for word in words
        if word.confidence >= SURE and len(word.text) >= 3 and word.text.isalpha()
    ]


def baseline_near(words: Sequence[Word], x: float, em: float) -> float:
    """Where the letters stand about `x`: the bottom of the nearest words without a descender."""
    level = [
        word
        for word in words
        if word.confidence >= SURE and not re.search(r"[gjpqy,;()/Q_]|[ạặậẹệịọộợụựỵ]", word.text)
    ]
    near = sorted(level or words, key=lambda word: abs(word.box.center[0] - x))[:3]
    close = [w for w in near if abs(w.box.center[0] - x) < 8 * em] or near[:1]
    return statistics.median(word.box.bottom for word in close)
