"""Sheet numbers in pencil are found in the upper right corner, and nothing else there."""

from __future__ import annotations

import pytest

from pipeline.steps.regions.folio import find_folio
from pipeline.steps.regions.ink import sheet_of
from tests.steps.regions.region_pages import EM_MM, MM, Colour, Drawn, headed

PENCIL: Colour = (120, 120, 125)


def folios(drawn: Drawn) -> list[tuple[int, int, int, int]]:
    page = drawn.page()
    sheet = sheet_of(page)
    boxes = find_folio(page, sheet, drawn.lines, [], EM_MM * sheet.mm)
    return [(b.left, b.top, b.right, b.bottom) for b in (sheet.outward(box) for box in boxes)]


@pytest.mark.parametrize("pencil", [PENCIL, (205, 205, 208)])
def test_a_number_in_pencil_is_found(pencil: Colour) -> None:
    drawn = headed()
    drawn.stroke([(196, 5), (198, 4.4), (198.5, 6), (196, 9.5), (199, 9.4)], pencil)
    drawn.stroke([(201, 4.5), (203, 4.4), (202, 9.6)], pencil)
    ((left, top, right, bottom),) = folios(drawn)
    assert abs(left - 196 * MM) <= MM
    assert abs(right - 203 * MM) <= MM
    assert abs(top - 4.4 * MM) <= MM
    assert abs(bottom - 9.6 * MM) <= MM


def test_print_specks_and_the_scanners_edge_are_no_folio() -> None:
    drawn = headed()
    drawn.write(190, 8, "12", confidence=0.97)
    for spot in range(30):
        x, y = (188 + (spot * 37) % 20) * MM, (2 + (spot * 23) % 12) * MM
        drawn.pen.point((x, y), (0, 0, 0))
    drawn.pen.rectangle((209.5 * MM, 0, 210 * MM, 297 * MM), fill=(0, 0, 0))
    assert folios(drawn) == []


def test_a_number_elsewhere_is_no_folio() -> None:
    drawn = headed()
    drawn.stroke([(150, 5), (152, 4.4), (152.5, 6), (150, 9.5), (153, 9.4)], PENCIL)
    drawn.stroke([(196, 55), (198, 54.4), (198.5, 56), (196, 59.5), (199, 59.4)], PENCIL)
    assert folios(drawn) == []
