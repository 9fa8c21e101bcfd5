"""A blank is cut to one scale, level, its print at both sides and its inks apart."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.model.scan import PageImage
from pipeline.steps.blank_crops import BASELINE, BESIDE, EM, HEIGHT, Place, cut_blank

PAPER = (236, 230, 214)


def page(em: float, turn_deg: float = 0.0, ink: tuple[int, int, int] = (40, 40, 60)) -> PageImage:
    """A dot on the baseline where the blank begins and one where it ends."""
    pixels = np.full((600, 1400, 3), PAPER, np.uint8)
    for x in (300, 300 + 4 * em):
        turn = np.radians(turn_deg)
        center = (round(300 + (x - 300) * np.cos(turn)), round(300 + (x - 300) * np.sin(turn)))
        cv2.circle(pixels, center, round(em / 10), ink, -1)
    return PageImage(1, pixels, 300)


def dots(dark: np.ndarray) -> list[tuple[float, float]]:
    count, _, _, centers = cv2.connectedComponentsWithStats((dark > 90).astype(np.uint8))
    return sorted((float(x), float(y)) for x, y in centers[1:count])


@pytest.mark.parametrize("em", [16.0, 27.0, 54.0, 81.0])
@pytest.mark.parametrize("turn_deg", [0.0, 1.5, -2.0])
def test_dots_stand_where_the_blank_begins_and_ends(em: float, turn_deg: float) -> None:
    crop = cut_blank(page(em, turn_deg), Place(300, 300 + 4 * em, 300, em, turn_deg))
    assert crop.shape == (HEIGHT, round((4 + 2 * BESIDE) * EM), 2)
    first, last = dots(crop[..., 0])
    assert first == pytest.approx((BESIDE * EM, BASELINE), abs=1.3)
    assert last == pytest.approx(((BESIDE + 4) * EM, BASELINE), abs=1.6)


def test_red_drops_out_and_blue_shows_twice() -> None:
    place = Place(300, 400, 300, 25, 0)
    red = cut_blank(page(25, ink=(225, 30, 40)), place)
    blue = cut_blank(page(25, ink=(40, 60, 190)), place)
    assert red[..., 0].max() < 40
    assert blue[..., 0].max() > 150
    assert blue[..., 1].max() > 120
    assert blue[0, 0].tolist() == [0, 0]


def test_a_blank_at_the_edge_of_the_page_is_cut_all_the_same() -> None:
    grey = PageImage(1, np.full((90, 90), 250, np.uint8), 150)
    crop = cut_blank(grey, Place(85, 200, 88, 20, 0))
    assert crop.shape[0] == HEIGHT
    assert not crop[..., 1].any()
