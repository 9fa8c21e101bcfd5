"""Appearances of digital signatures are found by what they say and where they stand."""

from __future__ import annotations

import pytest

from pipeline.steps.regions.ink import sheet_of
from pipeline.steps.regions.overlays import find_overlays
from tests.steps.regions.region_pages import MM, RED, Drawn, headed

SIGNED = ("Người ký: Sở Y tế", "Email: syt@tinh.gov.vn", "Thời gian ký: 24.04.2018 15:17:44 +07:00")


def overlay(drawn: Drawn, x_mm: float, y_mm: float, lines: tuple[str, ...]) -> tuple[int, ...]:
    boxes = [drawn.write(x_mm, y_mm + 3.4 * row, text, em_mm=2.8) for row, text in enumerate(lines)]
    return (
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


@pytest.mark.parametrize(("x_mm", "y_mm"), [(60, 6), (110, 230)])
def test_a_block_that_tells_who_signed_is_found(x_mm: float, y_mm: float) -> None:
    drawn = headed()
    left, top, right, bottom = overlay(drawn, x_mm, y_mm, SIGNED)
    page = drawn.page()
    sheet = sheet_of(page)
    (box,) = (sheet.outward(b) for b in find_overlays(sheet, drawn.lines))
    assert abs(box.left - left) <= MM
    assert abs(box.right - right) <= MM
    assert abs(box.top - top) <= MM
    assert abs(box.bottom - bottom) <= MM


def test_its_picture_belongs_to_it() -> None:
    drawn = headed()
    _, top, right, bottom = overlay(drawn, 60, 6, SIGNED)
    picture = [v * MM for v in (46, 3, 57, 14)]
    drawn.pen.ellipse(picture, fill=RED)
    sheet = sheet_of(drawn.page())
    (box,) = (sheet.outward(b) for b in find_overlays(sheet, drawn.lines))
    assert abs(box.left - picture[0]) <= MM
    assert box.top <= top
    assert abs(box.right - right) <= MM
    assert box.bottom >= bottom - MM


def test_small_words_above_the_head_are_laid_over_it() -> None:
    drawn = headed()
    overlay(drawn, 60, 8, ("Uỷ ban nhân dân tỉnh", "cơ quan đã phát hành"))
    sheet = sheet_of(drawn.page())
    assert len(find_overlays(sheet, drawn.lines)) == 1


def test_prose_about_signing_is_no_overlay() -> None:
    drawn = headed()
    drawn.write(30, 200, "Quyết định này có hiệu lực thi hành kể từ ngày ký.")
    drawn.write(30, 208, "Liên hệ email: phongnghiepvu@tinh.gov.vn trước 15:00 ngày 12 tháng 5")
    sheet = sheet_of(drawn.page())
    assert find_overlays(sheet, drawn.lines) == ()


def test_the_head_itself_is_no_overlay() -> None:
    drawn = headed()
    assert find_overlays(sheet_of(drawn.page()), drawn.lines) == ()
