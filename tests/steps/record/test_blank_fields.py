"""What stands around the blanks of a dateline is told to those who weigh them."""

from __future__ import annotations

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Word
from pipeline.steps.record.blank_fields import printed_weekday
from pipeline.steps.record.layout import Placed, Row


def row(text: str) -> Row:
    words = [
        Word(word, Box(100 * place, 10, 100 * place + 90, 40), 0.99)
        for place, word in enumerate(text.split())
    ]
    return Row(tuple(Placed(word, 1, 0, 10, 40) for word in words))


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Hà Nội, thứ hai ngày 06 tháng 11 năm 2017", 0),
        ("Hà Nội, Thứ Năm, ngày 09 tháng 11 năm 2017", 3),
        ("Chủ nhật, ngày 12 tháng 11 năm 2017", 6),
        ("Hà Nội, ngày 06 tháng 11 năm 2017", None),
        ("Phiên họp thứ ba của Hội đồng, ngày 06 tháng 11", None),
    ],
)
def test_the_weekday_is_that_named_directly_before_the_day(text: str, weekday: int | None) -> None:
    assert printed_weekday(row(text)) == weekday


def test_without_a_dateline_there_is_no_weekday() -> None:
    assert printed_weekday(None) is None
