"""The running text of a document by paragraphs, each word with its place on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.model.ocr import LineRole, OcrPage
from pipeline.steps.record.layout import Placed, Row, place

_ENDS = re.compile(r"[.;:!?/…][\"”’)]*$")


def passages(pages: Sequence[OcrPage]) -> tuple[Row, ...]:
    """Paragraphs and cells in reading order; one that a page's end cuts is whole again.

    Page numbers and running heads are no text. The words of a passage keep their order.
    """
    found: list[tuple[Placed, ...]] = []
    for page in pages:
        for index, words in enumerate(_blocks(page)):
            if index == 0 and found and _goes_on(found[-1], words):
                found[-1] += words
            else:
                found.append(words)
    return tuple(Row(words) for words in found)


def _blocks(page: OcrPage) -> list[tuple[Placed, ...]]:
    body = [word for word in place(page) if page.lines[word.line].role is LineRole.BODY]
    return [tuple(words) for _, words in groupby(body, key=lambda w: page.lines[w.line].block)]


def _goes_on(before: Sequence[Placed], words: Sequence[Placed]) -> bool:
    """Whether a page begins in the middle of a sentence."""
    first = words[0].text
    return not _ENDS.search(before[-1].text) and (first[0].islower() or first[0].isdigit())
