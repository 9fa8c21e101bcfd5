"""Words that people corrected laid over a page as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model.correction import WordFix
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word

SAME_PLACE = 0.3
"""Least overlap (shared over joint area) of a word with the one that was corrected."""


def mended(page: OcrPage, fixes: Sequence[WordFix]) -> OcrPage:
    """The page, numbered as in its file, with what people said of its words.

    A fix finds its word by its place, so that it survives another reading of the page; where
    nothing was read this time, its words stand in the line there, or in one of their own.
    """
    for fix in fixes:
        if fix.page == page.number and page.failure is None:
            page = replace(page, lines=_mended(page.lines, fix))
    return page


def words_of(fix: WordFix) -> tuple[Word, ...]:
    """The words of a fix, side by side in its place, each as wide as its letters."""
    texts = fix.text.split()
    letters = sum(map(len, texts))
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text))
    box = fix.box
    cuts = [box.left + round(box.width * end / letters) for end in ends] if letters else []
    return tuple(
        Word(text, Box(left, box.top, right, box.bottom), 1.0, by_person=True)
        for text, (left, right) in zip(texts, pairwise(cuts), strict=True)
    )


def _mended(lines: tuple[Line, ...], fix: WordFix) -> tuple[Line, ...]:
    shares = [
        (overlap(word.box, fix.box), at, place)
        for at, line in enumerate(lines)
        for place, word in enumerate(line.words)
    ]
    best, at, place = max(shares, default=(0.0, 0, 0), key=lambda one: (one[0], -one[1], -one[2]))
    if best >= SAME_PLACE:
        words = lines[at].words
        return _with_words(lines, at, (*words[:place], *words_of(fix), *words[place + 1 :]))
    return _added(lines, fix)


def _added(lines: tuple[Line, ...], fix: WordFix) -> tuple[Line, ...]:
    """Its words where nothing was read."""
    new = words_of(fix)
    if not new:
        return lines
    x, y = fix.box.center
    at = next((n for n, line in enumerate(lines) if line.box.contains(x, y)), None)
    if at is None:
        block = max((line.block for line in lines), default=-1) + 1
        return (*lines, Line(new, fix.box, block))
    words = sorted((*lines[at].words, *new), key=lambda word: word.box.left)
    return _with_words(lines, at, tuple(words))


def _with_words(lines: tuple[Line, ...], at: int, words: tuple[Word, ...]) -> tuple[Line, ...]:
    """A line without words is none."""
    own = (replace(lines[at], words=words),) if words else ()
    return (*lines[:at], *own, *lines[at + 1 :])


def overlap(one: Box, other: Box) -> float:
    """Shared area over joint area, 0.0–1.0."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)
