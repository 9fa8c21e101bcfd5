"""Words of people laid over a page find their place again, however it was read."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.correction import WordFix, fixes_from_json, fixes_to_json
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.steps.mending import mended, words_of

WORDS = (
    Word("Cộng", Box(10, 10, 50, 30), 0.9),
    Word("hoà", Box(60, 10, 90, 30), 0.4, ("hòa",)),
    Word("xã", Box(100, 10, 120, 30), 0.9),
)
PAGE = OcrPage(3, (200, 300), 200.0, (Line(WORDS, Box(10, 10, 120, 30)),), "test")
PLACE = WORDS[1].box


def test_a_word_is_another() -> None:
    fixed = mended(PAGE, [WordFix(3, PLACE, "hòa")])
    assert fixed.text == "Cộng hòa xã"
    assert fixed.words[1] == Word("hòa", PLACE, 1.0, by_person=True)
    assert fixed.words[0] == WORDS[0]


def test_several_words_share_the_place() -> None:
    fixed = mended(PAGE, [WordFix(3, PLACE, "hò a")])
    assert [word.box for word in fixed.words[1:3]] == [Box(60, 10, 80, 30), Box(80, 10, 90, 30)]


def test_no_word_is_left_where_none_was() -> None:
    assert mended(PAGE, [WordFix(3, PLACE, "")]).text == "Cộng xã"
    alone = replace(PAGE, lines=(Line(WORDS[1:2], PLACE),))
    assert mended(alone, [WordFix(3, PLACE, "")]).lines == ()


def test_another_page_stays() -> None:
    assert mended(PAGE, [WordFix(2, PLACE, "hòa")]) == PAGE


def test_a_page_that_failed_stays() -> None:
    failed = replace(PAGE, lines=(), failure="timeout")
    assert mended(failed, [WordFix(3, PLACE, "hòa")]) == failed


def test_a_word_that_was_not_read_this_time_stands_in_its_line_or_alone() -> None:
    lost = replace(PAGE, lines=(Line((WORDS[0], WORDS[2]), Box(10, 10, 120, 30)),))
    assert mended(lost, [WordFix(3, PLACE, "hòa")]).text == "Cộng hòa xã"
    away = Box(10, 200, 60, 220)
    assert mended(lost, [WordFix(3, away, "Nơi nhận")]).text == "Cộng xã\nNơi nhận"


@given(st.integers(-4, 4), st.integers(-4, 4))
def test_it_finds_its_word_in_another_reading(dx: int, dy: int) -> None:
    moved = tuple(replace(word, box=word.box.moved(dx, dy)) for word in WORDS)
    page = replace(PAGE, lines=(Line(moved, PAGE.lines[0].box),))
    assert mended(page, [WordFix(3, PLACE, "hòa")]).text == "Cộng hòa xã"


@given(
    st.lists(st.text("abcđê", min_size=1, max_size=5), min_size=1, max_size=6), st.integers(1, 90)
)
def test_the_words_of_a_fix_cover_its_place_in_order(texts: list[str], width: int) -> None:
    fix = WordFix(1, Box(5, 0, 5 + width, 9), " ".join(texts))
    words = words_of(fix)
    assert [word.text for word in words] == texts
    assert (words[0].box.left, words[-1].box.right) == (5, 5 + width)
    assert all(one.box.right == after.box.left for one, after in itertools.pairwise(words))
    assert fixes_from_json(fixes_to_json([fix])) == (fix,)
