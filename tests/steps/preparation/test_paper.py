import numpy as np
import pytest

from pipeline.steps.preparation.paper import WHITE, darkened, even_background, ink_level
from tests.steps.preparation.drawn_pages import DPI, HEIGHT, WIDTH, noisy, written_page


def test_a_shadow_is_evened_out_and_ink_stays() -> None:
    page = written_page()
    even = even_background((page * np.linspace(0.55, 1.0, WIDTH)).astype(np.uint8), DPI)
    paper = page == 255
    assert np.abs(even[paper].astype(int) - WHITE).mean() < 3
    assert even[page < 40].mean() < 70


@pytest.mark.parametrize("ink", [150, 190])
def test_faint_ink_becomes_dark_and_paper_stays(ink: int) -> None:
    page = even_background(noisy(written_page(ink), 3), DPI)
    assert WHITE - ink_level(page) < 120
    dark = darkened(page)
    assert ink_level(dark) < 0.5 * ink_level(page)
    assert np.median(dark) == WHITE


def test_dark_ink_stays_as_it_is() -> None:
    page = even_background(written_page(40), DPI)
    assert darkened(page) is page


def test_a_blank_back_is_not_darkened() -> None:
    page = even_background(noisy(np.full((HEIGHT, WIDTH), 235, np.uint8), 6), DPI)
    assert ink_level(page) == 0.0
    assert darkened(page) is page
