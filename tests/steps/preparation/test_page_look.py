import numpy as np

from pipeline.steps.preparation.page_look import look_at
from tests.steps.preparation.drawn_pages import faxed, photographed, written_page, yellowed

PAGE = written_page()
ON_DESK = [(220, 160), (1330, 240), (1400, 1840), (90, 1760)]


def test_a_drawing_has_even_paper() -> None:
    look = look_at(PAGE)
    assert look.paper_spread == 0.0
    assert look.surround == 0.0


def test_a_fax_is_bilevel() -> None:
    assert look_at(faxed(PAGE)).bilevel


def test_old_paper_is_less_even_and_nothing_is_around_it() -> None:
    look = look_at(yellowed(PAGE)[:, :, 0])
    assert not look.bilevel
    assert 0.05 < look.paper_spread < 4
    assert look.surround == 0.0


def test_a_photo_is_uneven_and_shows_more_than_the_sheet() -> None:
    look = look_at(photographed(PAGE, ON_DESK)[:, :, 0])
    assert look.paper_spread > 12
    assert look.surround > 0.08


def test_a_black_page_is_looked_at_too() -> None:
    assert look_at(np.zeros((500, 400), np.uint8)).bilevel
