"""Where stretches of a page's text stand on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Word

Span = tuple[int, int]
"""Characters of `OcrPage.text`, end exclusive. Its words are NFC, and so is all of it."""


def word_spans(page: OcrPage) -> Iterator[tuple[Span, Word]]:
    """Each word of a page with its place in the text, in reading order."""
    for spans in _line_spans(page):
        yield from spans


def page_boxes(page: OcrPage, spans: Iterable[Span]) -> tuple[Box, ...]:
    """A box for each run of neighbours on a line that a span touches, in reading order.

    A part of a word is marked as the whole word. What lies outside the text touches nothing.
    Pixels of the page as kept.
    """
    wanted = tuple(span for span in spans if span[0] < span[1])
    return tuple(
        hull(word.box for word in run) for line in _line_spans(page) for run in _runs(line, wanted)
    )


def _line_spans(page: OcrPage) -> Iterator[list[tuple[Span, Word]]]:
    at = 0
    for line in page.lines:
        yield list(_spans_of(line, at))
        at += len(line.text) + 1


def _spans_of(line: Line, at: int) -> Iterator[tuple[Span, Word]]:
    for word in line.words:
        yield (at, at + len(word.text)), word
        at += len(word.text) + 1


def _runs(line: Iterable[tuple[Span, Word]], wanted: tuple[Span, ...]) -> Iterator[list[Word]]:
    """The words that one span touches side by side; two spans are two runs."""
    run: list[Word] = []
    last: Span | None = None
    for (start, end), word in line:
        touching = next((one for one in wanted if one[0] < end and start < one[1]), None)
        if run and touching != last:
            yield run
            run = []
        last = touching
        if touching is not None:
            run.append(word)
    if run:
        yield run
