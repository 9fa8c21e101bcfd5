"""Turns an engine's lines into the page's: on the page as kept, without specks, in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model.geometry import Affine, hull, map_box
from pipeline.model.ocr import Line, Word


def on_page(lines: Iterable[Line], to_page: Affine, size: tuple[int, int]) -> tuple[Line, ...]:
    """The lines with their boxes mapped to the page as kept, of `size` (width, height)."""
    mapped = []
    for line in lines:
        words = tuple(replace(w, box=map_box(to_page, w.box, size)) for w in line.words)
        mapped.append(replace(line, words=words, box=hull(w.box for w in words)))
    return tuple(mapped)


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
