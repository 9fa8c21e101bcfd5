"""Order-free error rates, as score_text.py beside the real transcripts, and what has no truth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import edlib

from benchmarks.ocr_cover import LEAST, Piece, best, cover
from benchmarks.ocr_words import HAND

SAME_WORDS = str.maketrans({"–": "-", "“": '"', "”": '"', "’": "'"})
_SPLIT = re.compile(rf"({HAND}|\s\|\s)")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over a page or many; `folded` means without diacritics."""

    characters: int = 0
    wrong: int = 0
    wrong_folded: int = 0
    words: int = 0
    words_wrong: int = 0
    words_wrong_folded: int = 0
    invented: int = 0
    """Characters of the output that align with no truth; no blanks, dots or handwriting."""
    words_invented: int = 0
    """Words of the output of which most characters are invented."""

    def __add__(self, other: Tally) -> Tally:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Tally(*(one + two for one, two in pairs))

    @property
    def cer(self) -> float:
        return share(self.wrong, self.characters)

    @property
    def wer(self) -> float:
        return share(self.words_wrong, self.words)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a true line, and where the output reads most like it."""

    line: int
    text: str
    wrong: int
    start: int
    end: int
    """Exclusive; an empty span where nothing was read at all."""


@dataclass(frozen=True, slots=True)
class PageScore:
    """A page beside its truth."""

    tally: Tally
    fragments: tuple[Fragment, ...]
    """Those that are scored."""
    words: tuple[bool | None, ...]
    """Whether each word of the output is right; None in a blank filled by hand, or only dots."""


def share(part: float, whole: float) -> float:
    """In per cent; nothing of nothing is 0."""
    return 100 * part / whole if whole else 0.0


def normalise(text: str) -> str:
    """NFC, one blank between words, one kind of dash and quote."""
    composed = unicodedata.normalize("NFC", text).translate(SAME_WORDS)
    return re.sub(r"\s+", " ", composed).strip()


def fold(text: str) -> str:
    """Without diacritics."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return plain.encode("ascii", "ignore").decode()


def pieces(lines: Sequence[str]) -> list[Piece]:
    """The printed parts of true lines, in their order."""
    found = []
    for row, line in enumerate(lines):
        parts = _SPLIT.split(line)
        hands = [part == HAND for part in parts] + [False]
        found += [
            Piece(row, text, place > 0 and hands[place - 1], hands[place + 1])
            for place, part in enumerate(parts)
            if place % 2 == 0 and (text := normalise(part).strip(" .…"))
        ]
    return found


def score(lines: Sequence[str], text: str) -> PageScore:
    """The text that a system read beside the true lines of the page."""
    output = normalise(text)
    folded = fold(output)
    words, words_folded = _words(output), _words(folded)
    truth = pieces(lines)
    scored = []
    tally = Tally()
    for piece in truth:
        if len(piece.text) < LEAST:
            continue
        wrong, start, end = best(piece.text, output)
        mine = _own_words(piece)
        tally += Tally(
            characters=len(piece.text),
            wrong=wrong,
            wrong_folded=min(len(piece.text), best(fold(piece.text), folded)[0]),
            words=len(mine),
            words_wrong=_words_wrong(mine, words),
            words_wrong_folded=_words_wrong([fold(word) for word in mine], words_folded),
        )
        scored.append(Fragment(piece.line, piece.text, wrong, start, end))
    covered = cover(truth, output, _rows(text))
    invented, words_invented = covered.invented()
    extra = Tally(invented=invented, words_invented=words_invented)
    return PageScore(tally + extra, tuple(scored), covered.verdicts())


def _rows(text: str) -> list[tuple[int, int]]:
    """Start and end of each line in the normalised text."""
    rows, at = [], 0
    for line in filter(None, map(normalise, text.splitlines())):
        rows.append((at, at + len(line)))
        at += len(line) + 1
    return rows


def _own_words(piece: Piece) -> list[str]:
    """Without those that touch handwriting: nobody can say where such a word ends."""
    words = _words(piece.text)
    return words[piece.hand_before : len(words) - piece.hand_after]


def _words(text: str) -> list[str]:
    return [word for part in text.split() if (word := part.strip(".…"))]


def _words_wrong(piece: Sequence[str], output: Sequence[str]) -> int:
    """As with characters: a word is one symbol, those foreign to the piece are all alike."""
    if not output or not piece:
        return len(piece)
    symbols = {word: chr(0x4E00 + place) for place, word in enumerate(dict.fromkeys(piece))}
    query = "".join(symbols[word] for word in piece)
    target = "".join(symbols.get(word, "-") for word in output)
    found = edlib.align(query, target, mode="HW", task="distance")
    return min(int(found["editDistance"]), len(piece))
