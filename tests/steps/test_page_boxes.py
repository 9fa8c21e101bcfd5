"""Stretches of a page's text and the boxes of its words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.steps.page_boxes import page_boxes, word_spans

EMPTY = OcrPage(1, (2000, 3000), 200, (), "test")
TEXTS = st.sampled_from(("Kính", "gửi:", "12/QĐ-UBND", "ở", "𠀀", "Sở"))


@st.composite
def pages(draw: st.DrawFn) -> OcrPage:
    """Words of a line side by side, lines one below the other."""
    lines = []
    for row, texts in enumerate(draw(st.lists(st.lists(TEXTS, min_size=1), max_size=5))):
        words = tuple(
            Word(text, Box(100 * n, 50 * row, 100 * n + 90, 50 * row + 40), 0.9)
            for n, text in enumerate(texts)
        )
        lines.append(Line(words, hull(word.box for word in words)))
    return replace(EMPTY, lines=tuple(lines))


@given(pages())
def test_every_words_span_is_its_text_and_maps_to_its_box_alone(page: OcrPage) -> None:
    found = list(word_spans(page))
    assert tuple(word for _, word in found) == page.words
    for (start, end), word in found:
        assert page.text[start:end] == word.text
        assert page_boxes(page, [(start, end)]) == (word.box,)
        assert page_boxes(page, [(end - 1, end)]) == (word.box,)


@given(pages())
def test_every_box_maps_back_to_words_that_were_touched(page: OcrPage) -> None:
    found = list(word_spans(page))
    spans = [span for span, _ in found[::2]]
    boxes = page_boxes(page, spans)
    assert boxes == tuple(word.box for _, word in found[::2])


def page_of(*lines: str) -> OcrPage:
    made = []
    for row, line in enumerate(lines):
        words = tuple(
            Word(text, Box(100 * n, 50 * row, 100 * n + 90, 50 * row + 40), 0.9)
            for n, text in enumerate(line.split())
        )
        made.append(Line(words, hull(word.box for word in words)))
    return replace(EMPTY, lines=tuple(made))


def test_neighbours_that_one_span_touches_are_one_box_a_line() -> None:
    page = page_of("thu hồi đất", "nông nghiệp")
    start, end = page.text.index("hồi"), page.text.index("nghiệp")
    assert page_boxes(page, [(start, end)]) == (Box(100, 0, 290, 40), Box(0, 50, 90, 90))


def test_two_spans_side_by_side_are_two_boxes() -> None:
    page = page_of("thu hồi")
    assert page_boxes(page, [(0, 3), (4, 7)]) == (Box(0, 0, 90, 40), Box(100, 0, 190, 40))


def test_what_touches_no_word_has_no_box() -> None:
    page = page_of("thu hồi")
    assert page_boxes(page, [(3, 4), (2, 2), (90, 99)]) == ()
    assert page_boxes(EMPTY, [(0, 5)]) == ()
