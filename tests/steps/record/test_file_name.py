"""The name of a file is a hint, where it says anything at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.record.file_name import FileHint, file_hint

DAY = date(2017, 11, 9)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("2107-SYT-NVY.pdf", FileHint("2107")),
        ("CV 012_QĐ-UBND 09.11.2017.pdf", FileHint("12", DAY)),
        ("20171109.pdf", FileHint(None, DAY)),
        ("9-11-2017.tif", FileHint(None, DAY)),
        ("2017-11-09 cong van.pdf", FileHint(None, DAY)),
        ("scan021.pdf", FileHint()),
        ("01-cong-van.pdf", FileHint()),
        ("20171399.pdf", FileHint()),
        ("IMG_20171109_0001.jpg", FileHint(None, DAY)),
    ],
)
def test_what_a_name_says(name: str, hint: FileHint) -> None:
    assert file_hint(name) == hint


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("-._"))
def test_any_day_is_found_however_written(day: date, mark: str) -> None:
    assert file_hint(f"{day:%d}{mark}{day:%m}{mark}{day:%Y}.pdf").date == day
    assert file_hint(f"a{day:%Y%m%d}.pdf").date == day


@given(st.text())
def test_any_name_will_do(name: str) -> None:
    hint = file_hint(name)
    assert hint.number is None or int(hint.number) > 0
