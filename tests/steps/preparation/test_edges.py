import cv2
import numpy as np
import pytest

from pipeline.model.scan import Pixels
from pipeline.steps.preparation.edges import painted, unwritten
from tests.steps.preparation.drawn_pages import DPI, HEIGHT, WIDTH, written_page

PAGE = written_page()


def cleaned(page: Pixels) -> Pixels:
    return painted(page, unwritten(page, DPI))


def test_a_page_without_edges_and_holes_stays_the_same_picture() -> None:
    assert cleaned(PAGE) is PAGE


@pytest.mark.parametrize("width", [4, 25, 70])
def test_a_black_edge_becomes_paper(width: int) -> None:
    page = PAGE.copy()
    cv2.fillPoly(page, [np.array([[0, 0], [width, 0], [width + 9, HEIGHT], [0, HEIGHT]])], 18)
    assert np.array_equal(cleaned(page), PAGE)


def test_a_torn_corner_becomes_paper() -> None:
    page = PAGE.copy()
    cv2.fillPoly(page, [np.array([[WIDTH, 0], [WIDTH - 110, 0], [WIDTH, 140]])], 10)
    assert cleaned(page).min(axis=0)[-100:].min() == 255


@pytest.mark.parametrize("radius", [1, 3, 15, 22])
def test_holes_in_the_margin_become_paper(radius: int) -> None:
    page = PAGE.copy()
    for down in (640, 1110):
        cv2.circle(page, (55, down), radius, 25, -1)
    assert np.array_equal(cleaned(page), PAGE)


def test_what_is_written_stays() -> None:
    """A rule to the very edge, a bullet in the text, a page number, a thick letter at the side."""
    page = PAGE.copy()
    page[100:104, :] = 30
    page[:, 120:123] = 30
    cv2.circle(page, (140, 900), 4, 0, -1)
    cv2.putText(page, "12", (600, HEIGHT - 40), cv2.FONT_HERSHEY_DUPLEX, 0.6, 0, 1)
    page[500:535, WIDTH - 12 :] = 0
    assert cleaned(page) is page


def test_a_negative_stays() -> None:
    page = 255 - PAGE
    assert cleaned(page) is page


def test_edges_are_painted_as_the_paper_is() -> None:
    page = np.full((HEIGHT, WIDTH), 214, np.uint8)
    page[:, :40] = 12
    assert set(np.unique(cleaned(page))) == {214}
