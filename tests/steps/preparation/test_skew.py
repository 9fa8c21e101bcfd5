from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.model.scan import Pixels
from pipeline.steps.preparation.skew import lower_edges, skew_deg
from tests.steps.preparation.drawn_pages import (
    DPI,
    HEIGHT,
    WIDTH,
    faxed,
    noisy,
    tilted,
    written_page,
)

DAMAGE: dict[str, Callable[[Pixels], Pixels]] = {
    "clean": lambda page: page,
    "fax": faxed,
    "photo noise": lambda page: noisy(np.asarray(cv2.GaussianBlur(page, (0, 0), 1.2)), 12),
}
PAGE = written_page()


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("angle_deg", [-7.0, -4.13, -2.0, -0.55, -0.12, 0.0, 0.3, 1.47, 3.33, 7.0])
def test_skew_is_found_within_a_tenth_of_a_degree(
    damage: Callable[[Pixels], Pixels], angle_deg: float
) -> None:
    page = damage(tilted(PAGE, angle_deg))
    assert skew_deg(page, DPI, 8.0) == pytest.approx(angle_deg, abs=0.1)


def test_a_black_edge_does_not_lead_astray() -> None:
    page = tilted(PAGE, 1.2)
    cv2.fillPoly(page, [np.array([[0, 0], [30, 0], [60, HEIGHT], [0, HEIGHT]])], 15)
    assert skew_deg(page, DPI, 8.0) == pytest.approx(1.2, abs=0.1)


@pytest.mark.parametrize(
    "page",
    [
        np.full((HEIGHT, WIDTH), 255, np.uint8),
        noisy(np.full((HEIGHT, WIDTH), 128, np.uint8), 60),
        np.ascontiguousarray(np.rot90(PAGE)),
    ],
    ids=["blank", "grain", "sideways"],
)
def test_a_page_without_level_lines_has_no_skew(page: Pixels) -> None:
    assert skew_deg(page, DPI, 8.0) == 0.0


def test_lower_edges_are_measured_from_the_middle() -> None:
    page = np.full((200, 100), 255, np.uint8)
    page[40:61, 70:80] = 0
    x, y = lower_edges(page, DPI, DPI)
    assert sorted(x) == list(range(20, 30))
    assert set(y) == {60 - 100}
