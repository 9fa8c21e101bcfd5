"""The symbol: whole, or said to be unsure; Party forms, lost slashes, marks and stray pens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Region, RegionKind
from pipeline.model.record import Record
from pipeline.rules import Rules
from pipeline.steps.record.symbols import Owner, lexicon

Read = Callable[..., Record]


@pytest.mark.parametrize(
    ("issuer", "line", "value"),
    [
        ("SỞ Y TẾ", "Số: 12/QĐ-SYT", "QĐ-SYT"),
        ("TỈNH ỦY KIÊN GIANG", "Số 14-QĐ/TU", "QĐ/TU"),
        ("TỈNH ỦY KIÊN GIANG", "Số: -QĐ/TU", "QĐ/TU"),
        ("UBND TỈNH KIÊN GIANG", "Số: 47 QĐ/UB", "QĐ/UB"),
        ("UBND TỈNH KIÊN GIANG", "Số: 12/2004/QĐ-UB", "QĐ-UB"),
        ("ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG", "Số: 12/QĐ-UBND/VX", "QĐ-UBND/VX"),
        ("SỞ Y TẾ", "Số: 12 QĐ-SYT", "QĐ-SYT"),
    ],
)
def test_a_symbol_is_read_whole(read: Read, pages: Any, issuer: str, line: str, value: str) -> None:
    record = read(pages.decision(number=line, organs=(issuer,)))
    assert (record.notation.value, record.notation.review) == (value, False)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Số: 12/QĐ SYT", "QĐ-SYT"),
        ("Số: 12/QĐ-SYT 7A", "QĐ-SYT"),
        ("Số: 12 SYT", "SYT"),
    ],
)
def test_a_symbol_cut_short_is_for_a_person(read: Read, pages: Any, line: str, value: str) -> None:
    record = read(pages.decision(number=line))
    assert (record.notation.value, record.notation.reason) == (value, "incomplete")


def test_a_pen_in_the_symbol_is_for_a_person(read: Read, pages: Any) -> None:
    page = pages.decision(number="Số: 12/QĐ-SYT")
    line = next(line for line in page.lines if line.text.startswith("Số:"))
    box = line.words[-1].box
    behind = Box(box.right + 5, box.top - 4, box.right + 60, box.bottom)
    number = Box(box.left - 20, box.top - 4, box.left + 30, box.bottom)
    for written, review in ((behind, True), (number, False)):
        record = read(replace(page, regions=(Region(RegionKind.HANDWRITING, written, 0.9),)))
        assert (record.notation.value, record.notation.review) == ("QĐ-SYT", review)


def test_a_strange_part_must_be_read_surely(read: Read, pages: Any) -> None:
    sure = read(pages.decision(number="Số: 12|96 /QĐ-XQWZ|98"))
    assert (sure.notation.value, sure.notation.review) == ("QĐ-XQWZ", False)
    unsure = read(pages.decision(number="Số: 12|96 /QĐ-XQWZ|95"))
    assert (unsure.notation.value, unsure.notation.review) == ("QĐ-XQWZ", True)


def test_a_part_like_the_issuers_is_offered_and_not_written(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="Số: 12|96 /QĐ-SVYT|60"))
    assert (record.notation.value, record.notation.review) == ("QĐ-SVYT", True)
    assert [c.value for c in record.notation.candidates] == ["QĐ-SVYT", "QĐ-SYT"]
    assert sum(c.probability for c in record.notation.candidates) <= 1


def test_parts_that_offices_use_speak_for_each_other(read: Read, pages: Any) -> None:
    known = read(pages.decision(number="Số: 12|96 /SYT-TCCB|60"))
    assert (known.notation.value, known.notation.review) == ("SYT-TCCB", False)


def test_the_issuers_initials_bring_back_a_stroke(rules: Rules) -> None:
    owner = Owner("Quyết định", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", frozenset(), rules)
    assert owner.respelt("SGDDT") == "SGDĐT"
    assert owner.respelt("QD") == "QĐ"
    assert owner.respelt("VX") is None
    assert owner.respelt("DT") is None
    assert owner.owns("ĐT")


def test_two_strokes_read_for_one_are_one(read: Read, pages: Any) -> None:
    assert read(pages.decision(number="Số: 12/QĐĐ-SYT")).notation.value == "QĐ-SYT"
    organs = ("ĐOÀN ĐẠI BIỂU QUỐC HỘI",)
    record = read(pages.decision(number="Số: 12/QĐ-ĐĐBQH", organs=organs))
    assert record.notation.value == "QĐ-ĐĐBQH"


def test_a_unit_may_carry_a_number(rules: Rules) -> None:
    assert lexicon(rules).knows("VX1")
    assert not lexicon(rules).knows("1VX")


@pytest.mark.parametrize("line", ["Số: 12/QĐ- ---- SYT", "Số: 12/QĐ-", "Số: 12/QĐ"])
def test_a_symbol_with_a_blank_inside_is_for_a_person(read: Read, pages: Any, line: str) -> None:
    record = read(pages.decision(number=line))
    assert record.notation.review
