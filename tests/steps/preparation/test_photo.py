import cv2
import numpy as np
import pytest

from pipeline.model.geometry import Bend, PageMap, affine_map, map_point, unmap_point
from pipeline.model.scan import Pixels
from pipeline.settings import default_settings
from pipeline.steps.preparation.paper import even_background
from pipeline.steps.preparation.photo import FlatSheet, laid_flat, laid_out
from pipeline.steps.preparation.prepare import without_red
from tests.steps.preparation.drawn_pages import (
    DPI,
    HEIGHT,
    WIDTH,
    photographed,
    sag,
    written_page,
    yellowed,
)

SETTINGS = default_settings().preparation
PAGE = written_page()
CORNERS = [(220, 160), (1330, 240), (1400, 1840), (90, 1760)]


def flat_sheet(pixels: Pixels) -> FlatSheet | None:
    return laid_flat(pixels, even_background(without_red(pixels), DPI), DPI, SETTINGS)


def on_photo(x: float, y: float, curl: float) -> tuple[float, float]:
    """Where a point of the drawn page is in its photo."""
    sheet = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    way = cv2.getPerspectiveTransform(sheet, np.array(CORNERS, np.float32))
    across, down, depth = way @ (x, y + float(sag(x, curl)), 1)
    return across / depth, down / depth


@pytest.mark.parametrize("curl", [0.0, 25.0])
def test_lines_of_a_photographed_sheet_lie_level_and_map_back(curl: float) -> None:
    flat = flat_sheet(photographed(PAGE, CORNERS, curl))
    assert flat is not None
    for base in (300, 900, 1500):
        spots = [unmap_point(flat.to_page, *on_photo(x, base, curl)) for x in (170, 620, 1030)]
        rows = [y for _, y in spots]
        assert max(rows) - min(rows) < 4
        assert [x for x, _ in spots] == sorted(x for x, _ in spots)


def test_the_desk_is_gone_and_the_resolution_is_that_of_a4() -> None:
    flat = flat_sheet(photographed(PAGE, CORNERS))
    assert flat is not None
    height, width = flat.pixels.shape
    assert height / width == pytest.approx(2**0.5, abs=0.01)
    assert flat.dpi == pytest.approx(height / (297 / 25.4), rel=0.01)
    assert np.median(flat.pixels[:, :60]) > 230


def test_a_scan_is_not_laid_flat() -> None:
    assert flat_sheet(yellowed(PAGE)) is None


def test_a_picture_is_laid_out_as_its_map_says() -> None:
    dot = np.full((400, 300), 255, np.uint8)
    cv2.circle(dot, (150, 220), 6, 0, -1)
    affine = affine_map((0.98, -0.05, 10.0, 0.05, 0.98, -6.0)).homography
    for way in (PageMap(affine), PageMap(affine, Bend((300, 400), ((4.0, 6.0), (-9.0, 2.0))))):
        ys, xs = np.nonzero(laid_out(dot, way, (300, 400)) < 128)
        assert map_point(way, xs.mean(), ys.mean()) == pytest.approx((150, 220), abs=0.5)
