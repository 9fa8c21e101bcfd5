import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import IDENTITY, Box, map_box, map_point
from pipeline.model.scan import PageImage
from pipeline.settings import default_settings
from pipeline.steps.prepare import (
    even_background,
    ink_share,
    look_at,
    reading_image,
    skew_deg,
    turned,
    without_red,
)

SETTINGS = default_settings().preparation
HEIGHT, WIDTH = 1754, 1240


def text_page() -> np.ndarray:
    """White paper with forty lines of dark bars, like words."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    rng = np.random.default_rng(1)
    for top in range(200, 1560, 34):
        x = 150
        while x < 1050:
            width = int(rng.integers(20, 90))
            page[top : top + 15, x : x + width] = 20
            x += width + 12
    return page


def tilted(page: np.ndarray, angle_deg: float) -> np.ndarray:
    """Turned clockwise."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -angle_deg, 1.0)
    return cv2.warpAffine(page, matrix, (WIDTH, HEIGHT), borderValue=255)


@pytest.mark.parametrize("angle_deg", [-4.0, -1.3, -0.4, 0.0, 0.6, 2.0, 5.0])
def test_skew_is_found_within_a_fifth_of_a_degree(angle_deg: float) -> None:
    assert skew_deg(tilted(text_page(), angle_deg), 150, 8.0) == pytest.approx(angle_deg, abs=0.2)


def test_a_blank_page_has_no_skew() -> None:
    assert skew_deg(np.full((HEIGHT, WIDTH), 255, np.uint8), 150, 8.0) == 0.0


def test_boxes_of_a_straightened_page_lie_on_the_page_as_kept() -> None:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[300:330, 900:1000] = 0
    crooked = tilted(page, 2.0)
    straight, to_page = turned(crooked, 2.0)
    ys, xs = np.nonzero(straight < 128)
    box = map_box(to_page, Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1), (WIDTH, HEIGHT))
    ys, xs = np.nonzero(crooked < 128)
    kept = Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    for found, true in zip(
        (box.left, box.top, box.right, box.bottom),
        (kept.left, kept.top, kept.right, kept.bottom),
        strict=True,
    ):
        assert abs(found - true) <= 2


@given(
    st.floats(-8, 8),
    st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)),
)
def test_straightening_and_back_is_the_identity(
    angle_deg: float, point: tuple[float, float]
) -> None:
    _, to_page = turned(np.zeros((HEIGHT, WIDTH), np.uint8), angle_deg)
    _, back = turned(np.zeros((HEIGHT, WIDTH), np.uint8), -angle_deg)
    assert map_point(back, *map_point(to_page, *point)) == pytest.approx(point, abs=0.01)


def test_red_ink_is_as_bright_as_paper() -> None:
    page = np.full((10, 10, 3), 250, np.uint8)
    page[2:4, 2:4] = (230, 40, 40)
    page[6:8, 6:8] = (20, 20, 60)
    grey = without_red(page)
    assert grey[2, 2] > 220
    assert grey[6, 6] < 60


def test_a_shadow_is_evened_out_and_ink_stays() -> None:
    page = text_page().astype(np.float64)
    page *= np.linspace(0.55, 1.0, WIDTH)
    shaded = page.astype(np.uint8)
    assert look_at(shaded).background_spread > SETTINGS.clean_background
    even = even_background(shaded, 150)
    assert even[HEIGHT // 2 - 700, 60] > 235
    assert even[205, 155] < 90


def test_a_clean_straight_page_is_left_alone() -> None:
    page = text_page()
    reading = reading_image(PageImage(1, page, 150.0), SETTINGS)
    assert reading.to_page == IDENTITY
    assert np.array_equal(reading.pixels, page)


def test_a_fax_is_bilevel() -> None:
    assert look_at(np.where(text_page() < 128, 0, 255).astype(np.uint8)).bilevel


def test_ink_of_a_blank_back_is_next_to_none() -> None:
    rng = np.random.default_rng(2)
    back = rng.normal(235, 3, (HEIGHT, WIDTH)).clip(0, 255).astype(np.uint8)
    assert ink_share(back) < 0.0005 < ink_share(text_page())
