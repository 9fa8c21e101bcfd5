"""Which words of a page the index also finds as what else they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.archival import Guess
from pipeline.model.ocr import OcrPage
from pipeline.steps.page_boxes import word_spans

UNSURE = 0.95
"""Words surer than this are taken at their word. On the transcribed pages that the rules were made
on 1.7 % of the words lie below and have other readings, with the truth among them for 9 of 15
misread words; on the other half 3.0 %, 13 of 31."""
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEAST = 2
"""A single letter that may be another tells nothing."""


def guesses_at(page: OcrPage, number: int) -> Iterator[Guess]:
    """The other readings of a page's unsure words, marks around them left out.

    `number`: of the page within its document, from 1.
    """
    for (start, _), word in word_spans(page):
        if word.confidence >= UNSURE or not word.alternatives:
            continue
        letters = _EDGE.sub("", word.text)
        others = tuple(dict.fromkeys(_EDGE.sub("", other) for other in word.alternatives))
        different = tuple(o for o in others if _is_word(o) and o.casefold() != letters.casefold())
        if _is_word(letters) and different:
            first = start + word.text.index(letters)
            yield Guess(number, first, first + len(letters), different)


def _is_word(text: str) -> bool:
    return len(text) >= _LEAST and text.isalpha()
