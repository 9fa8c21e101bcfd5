"""Turns an engine's lines into the page's: on the page as kept, without specks, in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.model.geometry import Box, PageMap, hull, map_box, map_point, unmap_point
from pipeline.model.ocr import Line, Word


def on_page(lines: Iterable[Line], to_page: PageMap, size: tuple[int, int]) -> tuple[Line, ...]:
    """The lines with their boxes mapped to the page as kept, of `size` (width, height)."""
    return _with_boxes(lines, lambda box: map_box(to_page, box, size))


def off_page(lines: Iterable[Line], to_page: PageMap) -> tuple[Line, ...]:
    """Lines of the page as kept where they stand on the reading image, which is straight.

    A word keeps its size: only where it stands matters to the layout.
    """
    return _with_boxes(lines, lambda box: _moved(box, unmap_point(to_page, *box.center)))


def as_on_page(lines: Iterable[Line], to_page: PageMap, size: tuple[int, int]) -> tuple[Line, ...]:
    """The way back from `off_page`, to a pixel; cut to the page of `size` (width, height)."""
    return _with_boxes(lines, lambda box: _cut(_moved(box, map_point(to_page, *box.center)), size))


def _with_boxes(lines: Iterable[Line], place: Callable[[Box], Box]) -> tuple[Line, ...]:
    placed = []
    for line in lines:
        words = tuple(replace(word, box=place(word.box)) for word in line.words)
        placed.append(replace(line, words=words, box=hull(word.box for word in words)))
    return tuple(placed)


def _moved(box: Box, center: tuple[float, float]) -> Box:
    left, top = round(center[0] - box.width / 2), round(center[1] - box.height / 2)
    return Box(left, top, left + box.width, top + box.height)


def _cut(box: Box, size: tuple[int, int]) -> Box:
    xs = [min(max(x, 0), size[0]) for x in (box.left, box.right)]
    ys = [min(max(y, 0), size[1]) for y in (box.top, box.bottom)]
    return Box(xs[0], ys[0], xs[1], ys[1])


def without_specks(lines: Iterable[Line], speck_confidence: float) -> tuple[Line, ...]:
    """The lines without unsure words that hold no letter and no digit, and without empty lines."""
    kept = []
    for line in lines:
        words = tuple(w for w in line.words if not _is_speck(w, speck_confidence))
        if words:
            kept.append(replace(line, words=words, box=hull(w.box for w in words)))
    return tuple(kept)


def _is_speck(word: Word, speck_confidence: float) -> bool:
    if word.box.width == 0 or word.box.height == 0:
        return True
    return word.confidence < speck_confidence and not any(_is_letter(c) for c in word.text)


def _is_letter(char: str) -> bool:
    """A letter or digit of a script; a lone accent is none, though Unicode calls it a letter."""
    return unicodedata.category(char) in ("Lu", "Ll", "Lo", "Nd")
