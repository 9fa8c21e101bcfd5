import cv2
import numpy as np
import pytest

from pipeline.model.geometry import PageMap, map_point
from pipeline.model.scan import Pixels
from pipeline.steps.preparation.curl import line_bend
from pipeline.steps.preparation.photo import laid_out
from pipeline.steps.preparation.skew import skew_deg
from tests.steps.preparation.drawn_pages import (
    DPI,
    HEIGHT,
    WIDTH,
    faxed,
    sag,
    written_page,
    yellowed,
)

PAGE = written_page()
LEAST_GAIN = 1.2


def curled(curl: float) -> Pixels:
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    hung = (y - sag(x, curl)).astype(np.float32)
    return np.asarray(cv2.remap(PAGE, x, hung, cv2.INTER_LINEAR, borderValue=255), np.uint8)


@pytest.mark.parametrize("curl", [-40.0, -12.0, 12.0, 40.0])
def test_a_curled_page_is_straightened(curl: float) -> None:
    bend = line_bend(curled(curl), DPI, LEAST_GAIN)
    assert bend is not None
    for base in (300, 900, 1500):
        ends = [map_point(PageMap(bend=bend), x, base)[1] - sag(x, curl) for x in (170, 620, 1030)]
        assert max(ends) - min(ends) < 2.0


def test_the_straightened_picture_is_the_flat_page() -> None:
    bend = line_bend(curled(30.0), DPI, LEAST_GAIN)
    assert bend is not None
    flat = laid_out(curled(30.0), PageMap(bend=bend), (WIDTH, HEIGHT))
    assert skew_deg(flat[:, : WIDTH // 2], DPI, 8.0) == pytest.approx(0, abs=0.1)
    assert skew_deg(flat[:, WIDTH // 2 :], DPI, 8.0) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(
    "page",
    [PAGE, faxed(PAGE), yellowed(PAGE)[:, :, 0], np.full_like(PAGE, 255)],
    ids=["drawing", "fax", "old paper", "blank"],
)
def test_a_flat_page_is_not_bent(page: Pixels) -> None:
    assert line_bend(np.ascontiguousarray(page), DPI, LEAST_GAIN) is None
