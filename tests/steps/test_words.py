import pytest

from pipeline.model.geometry import Box, PageMap, affine_map
from pipeline.model.ocr import Line, Word
from pipeline.steps.words import as_on_page, off_page, on_page, without_specks


def test_specks_go_and_words_stay() -> None:
    box = Box(0, 0, 10, 10)
    line = Line(
        (
            Word("-", box, 0.95),
            Word("~", box, 0.2),
            Word("ˆ⁄", box, 0.3),
            Word("đất", box, 0.1),
            Word("12", Box(5, 5, 5, 9), 0.9),
        ),
        box,
    )
    (kept,) = without_specks((line,), 0.5)
    assert kept.text == "- đất"
    assert without_specks((Line((Word(".", box, 0.1),), box),), 0.5) == ()


def test_boxes_are_mapped_and_cut_to_the_page() -> None:
    line = Line((Word("a", Box(0, 0, 10, 10), 1.0),), Box(0, 0, 10, 10))
    (moved,) = on_page((line,), affine_map((1, 0, 95, 0, 1, 20)), (100, 100))
    assert moved.words[0].box == moved.box == Box(95, 20, 100, 30)


@pytest.mark.parametrize(
    "way",
    [PageMap(), affine_map((0.995, -0.09, 80, 0.09, 0.995, -20)), affine_map((2, 0, 5, 0, 2, 9))],
)
def test_a_word_comes_back_to_its_place_on_the_page(way: PageMap) -> None:
    line = Line(
        (Word("a", Box(300, 200, 360, 231), 1.0), Word("b", Box(400, 205, 477, 230), 1.0)),
        Box(300, 200, 477, 231),
    )
    (back,) = as_on_page(off_page((line,), way), way, (2000, 2000))
    for before, after in zip(line.words, back.words, strict=True):
        assert after.box.left == pytest.approx(before.box.left, abs=2)
        assert after.box.top == pytest.approx(before.box.top, abs=2)
        assert (after.box.width, after.box.height) == (before.box.width, before.box.height)
