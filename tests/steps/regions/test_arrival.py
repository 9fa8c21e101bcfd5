"""The arrival stamp is found by its lines, also where its words were not read."""

from __future__ import annotations

import pytest

from pipeline.steps.regions.arrival import find_arrival_stamps
from pipeline.steps.regions.ink import sheet_of
from pipeline.steps.regions.rules import find_rules
from tests.steps.regions.region_pages import BLACK, MM, Drawn, headed

LEFT, TOP, WIDTH, HEIGHT = 12, 48, 46, 34


def arrival(drawn: Drawn, *, read: bool) -> None:
    pen = drawn.pen
    pen.rectangle([v * MM for v in (LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)], outline=BLACK, width=3)
    for y in (8, 24):
        pen.line([v * MM for v in (LEFT, TOP + y, LEFT + WIDTH, TOP + y)], BLACK, 2)
    drawn.write(LEFT + 2, TOP + 18, "ĐẾN", style="Bold", read=read)
    drawn.write(LEFT + 20, TOP + 16, "Ngày:", em_mm=3, read=read)


@pytest.mark.parametrize("read", [True, False])
def test_its_box_is_found(read: bool) -> None:
    drawn = headed()
    arrival(drawn, read=read)
    sheet = sheet_of(drawn.page())
    (box,) = (sheet.outward(b) for b in find_arrival_stamps(sheet, find_rules(sheet)))
    assert abs(box.left - LEFT * MM) <= MM
    assert abs(box.bottom - (TOP + HEIGHT) * MM) <= MM
    assert abs(box.width - WIDTH * MM) <= 2 * MM


def test_a_table_is_none() -> None:
    drawn = headed()
    for x in range(30, 191, 20):
        drawn.pen.line([v * MM for v in (x, 48, x, 82)], BLACK, 3)
    for y in range(48, 83, 8):
        drawn.pen.line([v * MM for v in (30, y, 190, y)], BLACK, 3)
    sheet = sheet_of(drawn.page())
    assert find_arrival_stamps(sheet, find_rules(sheet)) == ()
