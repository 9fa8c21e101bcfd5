import numpy as np
import pytest

from pipeline.model.scan import PageImage
from pipeline.steps.upright import band, looks_sideways, turned_page


def page_of_bars() -> np.ndarray:
    page = np.full((1754, 1240), 255, np.uint8)
    for top in range(200, 1500, 34):
        page[top : top + 15, 150:1050] = 20
    return page


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


def test_sideways_is_seen_by_the_ink() -> None:
    page = page_of_bars()
    assert not looks_sideways(PageImage(1, page, 150.0))
    assert looks_sideways(PageImage(1, np.ascontiguousarray(np.rot90(page)), 150.0))
    assert not looks_sideways(PageImage(1, np.full((1754, 1240), 250, np.uint8), 150.0))


def test_the_band_is_where_the_ink_is() -> None:
    page = np.full((900, 600), 255, np.uint8)
    page[620:860, 50:550] = 0
    assert band(page).shape == (300, 600)
    assert (band(page) == 0).sum() == (page == 0).sum()
