import numpy as np
import pytest

from pipeline.steps.preparation.paper_outline import paper_outline, sheet_size
from tests.steps.preparation.drawn_pages import photographed, written_page, yellowed

PAGE = written_page()


@pytest.mark.parametrize(
    "corners",
    [
        [(150, 150), (1350, 150), (1350, 1850), (150, 1850)],
        [(220, 160), (1330, 240), (1400, 1880), (90, 1800)],
        [(120, 300), (1300, 120), (1420, 1700), (200, 1880)],
    ],
    ids=["straight", "from below", "turned"],
)
def test_the_corners_of_a_sheet_on_a_desk(corners: list[tuple[int, int]]) -> None:
    outline = paper_outline(photographed(PAGE, corners))
    assert outline is not None
    assert outline.corners is not None
    assert np.abs(outline.corners - np.array(corners)).max() < 15


def test_a_sheet_that_is_cut_off_has_no_corners() -> None:
    outline = paper_outline(
        photographed(PAGE, [(150, -120), (1350, -90), (1350, 1850), (150, 1850)])
    )
    assert outline is not None
    assert outline.corners is None


def test_a_scan_shows_nothing_but_the_sheet() -> None:
    assert paper_outline(yellowed(PAGE)) is None
    assert paper_outline(PAGE) is None


def test_a_sheet_nearly_like_a4_is_a4() -> None:
    width, height = sheet_size(np.array([[0, 0], [1000, 0], [1000, 1350], [0, 1350]], np.float32))
    assert height / width == pytest.approx(2**0.5, abs=0.002)
    assert width * height == pytest.approx(1_350_000, rel=0.002)


def test_another_sheet_keeps_its_sides() -> None:
    square = np.array([[10, 10], [910, 10], [910, 910], [10, 910]], np.float32)
    assert sheet_size(square) == (900, 900)
