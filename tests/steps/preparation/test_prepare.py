import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.geometry import IDENTITY, Box, map_box, map_point
from pipeline.model.scan import PageImage
from pipeline.settings import default_settings
from pipeline.steps.preparation.page_look import look_at
from pipeline.steps.preparation.prepare import (
    angle_deg,
    ink_share,
    is_photo,
    reading_image,
    red_ink,
    turned,
    without_red,
)
from pipeline.steps.preparation.skew import skew_deg
from tests.steps.preparation.drawn_pages import (
    DPI,
    HEIGHT,
    WIDTH,
    faxed,
    noisy,
    photographed,
    tilted,
    written_page,
    yellowed,
)

SETTINGS = default_settings().preparation
PAGE = written_page()
ON_DESK = [(220, 160), (1330, 240), (1400, 1840), (90, 1760)]


def test_a_clean_straight_page_is_left_alone() -> None:
    reading = reading_image(PageImage(1, PAGE, DPI), SETTINGS)
    assert reading.to_page == IDENTITY
    assert np.array_equal(reading.pixels, PAGE)


def test_a_straight_fax_keeps_its_dots() -> None:
    fax = faxed(PAGE)
    reading = reading_image(PageImage(1, fax, DPI), SETTINGS)
    assert reading.to_page == IDENTITY
    assert set(np.unique(reading.pixels)) <= {0, 255}
    assert np.count_nonzero(reading.pixels != fax) < 0.0005 * fax.size


@pytest.mark.parametrize("ink", [20, 185])
def test_an_old_or_faint_page_is_read_straight_on_white_paper(ink: int) -> None:
    scan = yellowed(tilted(written_page(ink), -2.3))
    reading = reading_image(PageImage(1, scan, DPI), SETTINGS)
    assert reading.skew_deg == pytest.approx(-2.3, abs=0.1)
    assert skew_deg(reading.pixels, DPI, 8.0) == pytest.approx(0, abs=0.1)
    assert np.median(reading.pixels) > 235
    assert np.percentile(reading.pixels, 1) < 110
    assert reading.to_page.bend is None


def test_a_black_edge_is_gone_for_reading() -> None:
    scan = yellowed(PAGE)
    scan[:, :40] = 15
    assert reading_image(PageImage(1, scan, DPI), SETTINGS).pixels[:, :60].min() > 180


def test_a_photo_is_laid_flat_and_boxes_come_back() -> None:
    photo = photographed(PAGE, ON_DESK, curl=25.0)
    photo[990:1000, 600:640] = 0
    reading = reading_image(PageImage(1, photo, DPI), SETTINGS)
    assert reading.to_page.bend is not None
    assert skew_deg(reading.pixels, reading.dpi, 8.0) == pytest.approx(0, abs=0.1)
    size = (photo.shape[1], photo.shape[0])
    height, width = reading.pixels.shape
    whole = map_box(reading.to_page, Box(0, 0, width, height), size)
    assert whole.left == pytest.approx(90, abs=25)
    assert whole.right == pytest.approx(1400, abs=25)


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
def test_straightening_and_back_is_the_identity(angle: float, point: tuple[float, float]) -> None:
    _, to_page = turned(np.zeros((HEIGHT, WIDTH), np.uint8), angle)
    _, back = turned(np.zeros((HEIGHT, WIDTH), np.uint8), -angle)
    assert map_point(back, *map_point(to_page, *point)) == pytest.approx(point, abs=0.01)
    assert angle_deg(to_page, (WIDTH, HEIGHT)) == pytest.approx(angle, abs=0.01)


def test_red_ink_is_as_bright_as_paper() -> None:
    page = np.full((10, 10, 3), 250, np.uint8)
    page[2:4, 2:4] = (230, 40, 40)
    page[6:8, 6:8] = (20, 20, 60)
    grey = without_red(page)
    assert grey[2, 2] > 220
    assert grey[6, 6] < 60


@pytest.mark.parametrize(
    ("ink", "is_dark"),
    [
        ((210, 40, 45), True),
        ((200, 60, 160), True),
        ((235, 140, 140), True),
        ((20, 20, 25), False),
        ((40, 50, 160), False),
        ((120, 120, 120), False),
        ((236, 222, 190), False),
    ],
    ids=["red", "magenta", "pale red", "black", "blue", "grey", "old paper"],
)
def test_only_red_ink_is_dark_without_the_others(ink: tuple[int, int, int], is_dark: bool) -> None:
    page = np.full((10, 10, 3), 250, np.uint8)
    page[2:4, 2:4] = ink
    apart = red_ink(page)
    assert apart[8, 8] == 255
    assert (apart[2, 2] < 140) == is_dark
    assert is_dark or apart[2, 2] > 245


def test_a_grey_page_has_no_red_ink() -> None:
    assert red_ink(PAGE).min() == 255


def test_ink_of_a_blank_back_is_next_to_none() -> None:
    back = noisy(np.full((HEIGHT, WIDTH), 235, np.uint8), 3)
    assert ink_share(back) < 0.0005 < ink_share(PAGE)


@pytest.mark.parametrize("name", ["scan001", "scan010", "scan022", "scan083", "scan089"])
def test_a_real_scan_is_never_bent(shared_data: Path, name: str) -> None:
    limits, pages = default_settings().limits, default_settings().pages
    path = shared_data / "scans" / "files" / f"{name}.pdf"
    image = load_page(path, inspect_scan(path, limits), 1, limits, pages)
    assert not is_photo(look_at(without_red(image.pixels)), SETTINGS)
    reading = reading_image(image, SETTINGS)
    assert reading.to_page.bend is None
    assert reading.pixels.shape == image.pixels.shape[:2]
    assert math.isclose(reading.dpi, image.dpi)
