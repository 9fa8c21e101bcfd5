import numpy as np

from pipeline.model.geometry import Box
from pipeline.steps.agreement import Token
from pipeline.steps.word_boxes import word_boxes


def token(text: str, left: float, right: float) -> Token:
    return Token(text, left, right, 0.9, second=True, third=None, spelled=True)


def test_a_box_ends_where_the_ink_of_its_word_ends() -> None:
    page = np.full((100, 400), 250, np.uint8)
    page[40:60, 50:110] = 20
    page[45:60, 140:200] = 20
    line = Box(45, 38, 205, 62)
    first, second = word_boxes(page, line, [token("abc", 60, 100), token("def", 150, 190)])
    assert first == Box(50, 40, 110, 60)
    assert second == Box(140, 45, 200, 60)


def test_a_word_without_ink_has_the_height_of_its_line() -> None:
    page = np.full((100, 400), 250, np.uint8)
    (box,) = word_boxes(page, Box(45, 38, 205, 62), [token("abc", 60, 100)])
    assert (box.top, box.bottom) == (38, 62)
    assert box.left <= 60
    assert box.right >= 100


def test_boxes_stay_on_the_page_whatever_the_places_say() -> None:
    page = np.full((50, 60), 10, np.uint8)
    tokens = [token("a", -30, -20), token("b", 59, 59), token("c", 400, 500)]
    for box in word_boxes(page, Box(0, 0, 60, 50), tokens):
        assert 0 <= box.left <= box.right <= 60
        assert 0 <= box.top <= box.bottom <= 50


def test_no_words_no_boxes() -> None:
    assert word_boxes(np.zeros((10, 10), np.uint8), Box(0, 0, 10, 10), []) == ()
