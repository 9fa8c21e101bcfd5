import numpy as np
import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import PageImage
from pipeline.steps.upright import legibility, letters, turned_page


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turn_is_lossless_and_remembered(turn: int) -> None:
    image = PageImage(1, np.arange(60, dtype=np.uint8).reshape(6, 10), 200.0)
    turned = turned_page(image, turn)
    assert turned.rotation_deg == turn
    back = turned_page(turned, 360 - turn)
    assert back.rotation_deg == 0
    assert np.array_equal(back.pixels, image.pixels)


def test_a_quarter_turn_is_clockwise() -> None:
    image = PageImage(1, np.array([[1, 2], [3, 4]], np.uint8), 200.0)
    assert turned_page(image, 90).pixels.tolist() == [[3, 1], [4, 2]]


def test_legibility_weighs_words_by_their_letters() -> None:
    box = Box(0, 0, 10, 10)
    line = Line((Word("nghiêng", box, 1.0), Word("7", box, 0.2), Word("—", box, 0.0)), box)
    assert legibility([line]) == pytest.approx((7 * 1.0 + 0.2) / 8)
    assert letters([line]) == 8
    assert legibility([]) == 0.0
