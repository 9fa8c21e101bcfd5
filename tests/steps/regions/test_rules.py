"""Rules are straight, level lines; what slopes or bends was drawn by hand."""

from __future__ import annotations

from pipeline.model.geometry import Box
from pipeline.steps.regions.ink import sheet_of
from pipeline.steps.regions.rules import find_leaders, find_rules, without_rules
from tests.steps.regions.region_pages import BLACK, MM, Drawn, headed


def line(drawn: Drawn, *mm: float) -> None:
    drawn.pen.line([v * MM for v in mm], BLACK, 3)


def test_rules_across_and_down_are_found() -> None:
    drawn = headed()
    line(drawn, 30, 220, 90, 220)
    line(drawn, 60, 230, 60, 260)
    sheet = sheet_of(drawn.page())
    across, down = sorted((sheet.outward(b) for b in find_rules(sheet)), key=lambda b: b.height)
    assert abs(across.width - 60 * MM) <= MM
    assert across.height <= MM
    assert abs(down.height - 30 * MM) <= MM


def test_a_rule_of_a_slightly_turned_page_is_one() -> None:
    drawn = Drawn()
    line(drawn, 30, 220, 90, 220.8)
    assert len(find_rules(sheet_of(drawn.page()))) == 1


def test_the_stroke_of_a_signature_is_no_rule() -> None:
    drawn = Drawn()
    line(drawn, 100, 230, 160, 225)
    assert find_rules(sheet_of(drawn.page())) == ()


def test_print_is_no_rule_and_stays_when_rules_go() -> None:
    drawn = headed()
    sheet = sheet_of(drawn.page())
    assert find_rules(sheet) == ()
    line(drawn, 115, 33, 170, 33)
    ruled = sheet_of(drawn.page())
    left = without_rules(ruled.ink, find_rules(ruled), ruled.mm)
    assert (left > 0).sum() >= 0.97 * (sheet.ink > 0).sum()
    assert (left > 0).sum() <= 1.02 * (sheet.ink > 0).sum()


def test_a_row_of_dots_is_a_leader() -> None:
    drawn = headed()
    box = drawn.write(40, 230, "." * 40)
    drawn.write(30, 250, "và các văn bản khác...")
    sheet = sheet_of(drawn.page())
    (leader,) = (sheet.outward(b) for b in find_leaders(sheet))
    assert abs(leader.left - box.left) <= 1.5 * MM
    assert abs(leader.right - box.right) <= 1.5 * MM
    assert leader.overlaps(Box(box.left, box.top - 5, box.right, box.bottom + 5))
