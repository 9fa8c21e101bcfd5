"""Fields beside each other: surer where they agree, for a person where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.record import Field, Record
from pipeline.rules import Rules, default_rules
from pipeline.steps.record.consistency import consistent

Read = Callable[..., Record]
SURE = 0.96


def record_of(**values: str | None) -> Record:
    fields: dict[str, Any] = {
        name: Field(value, SURE if value else 0.0) for name, value in values.items()
    }
    return replace(Record(), **fields)


def test_a_place_that_the_office_names_too_is_sure(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Kiên|55 Giang,|40 ngày 05 tháng 3 năm 2020"))
    assert (record.place.value, record.place.review) == ("Kiên Giang", False)


def test_a_speck_between_a_places_words_is_no_part_of_it(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Kiên.Giang,|5 ngày 05 tháng 3 năm 2020"))
    assert (record.place.value, record.place.review) == ("Kiên Giang", False)


def test_a_town_of_the_offices_province_is_supported(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Rạch|60 Giá,|60 ngày 05 tháng 3 năm 2020"))
    assert (record.place.value, record.place.review) == ("Rạch Giá", False)


def test_a_place_of_another_province_is_for_a_person(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Lạng Sơn, ngày 05 tháng 3 năm 2020"))
    assert (record.place.value, record.place.reason) == ("Lạng Sơn", "conflict")
    assert [c.value for c in record.place.candidates] == ["Lạng Sơn", "Kiên Giang"]


def test_a_place_that_cannot_be_read_is_concluded_and_never_sure(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="ngày 05 tháng 3 năm 2020"))
    assert (record.place.value, record.place.reason) == ("Kiên Giang", "concluded")
    assert record.place.review


def test_without_a_symbol_no_place_is_due(rules: Rules) -> None:
    record = record_of(issuer="UBND TỈNH KIÊN GIANG", place=None)
    assert consistent(record, rules).place.value is None


@pytest.mark.parametrize(
    ("kind", "notation", "issuer", "review"),
    [
        ("Quyết định", "QĐ-SYT", "SỞ Y TẾ", False),
        ("Thông báo", "QĐ-SYT", "SỞ Y TẾ", True),
        ("Quyết định", "QĐ-SNV", "SỞ Y TẾ", True),
        ("Công văn", "SYT-NVY", "SỞ Y TẾ", False),
        ("Công văn", "UBND-VX", "UBND TỈNH KIÊN GIANG", False),
        ("Công văn", "STC-NS", "SỞ Y TẾ", False),
        ("Kế hoạch", "KH-GDĐT", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", False),
    ],
)
def test_a_symbol_that_contradicts_heading_or_issuer(
    rules: Rules, kind: str, notation: str, issuer: str, review: bool
) -> None:
    record = record_of(type=kind, notation=notation, issuer=issuer, code=f"1/{notation}")
    weighed = consistent(record, rules)
    assert (weighed.notation.value, weighed.notation.review) == (notation, review)
    assert weighed.code.review is review


@pytest.mark.parametrize(
    ("authority", "position", "review"),
    [
        ("KT.", "PHÓ GIÁM ĐỐC", False),
        ("KT.", "THỨ TRƯỞNG", False),
        ("KT.", "GIÁM ĐỐC", True),
        ("TM.", "CHỦ TỊCH", False),
    ],
)
def test_only_a_deputy_signs_for_the_head(
    rules: Rules, authority: str, position: str, review: bool
) -> None:
    record = record_of(signer_authority=authority, signer_position=position)
    assert consistent(record, rules).signer_position.review is review


PLACES = st.sampled_from(["Kiên Giang", "Rạch Giá", "Lạng Sơn", "Kiên Gíang", "xyz", "Hà Nội"])
OFFICES = st.sampled_from(["UBND TỈNH KIÊN GIANG", "SỞ Y TẾ", "UBND XÃ TÂN HỘI", "HUYỆN ỦY X"])
SYMBOLS = st.sampled_from(["QĐ-UBND", "SYT-NVY", "CV/TU", "QĐ-SNV", "TB"])


@given(place=PLACES, issuer=OFFICES, notation=SYMBOLS, confidence=st.floats(0, 1))
def test_what_was_read_surely_is_never_written_over(
    place: str, issuer: str, notation: str, confidence: float
) -> None:
    record = Record(
        place=Field(place, confidence, review=confidence < 0.85),
        issuer=Field(issuer, SURE),
        notation=Field(notation, SURE),
    )
    weighed = consistent(record, default_rules())
    assert weighed.notation.value == notation
    assert weighed.issuer == record.issuer
    assert weighed.place.review or weighed.place.value == place
    chances = [c.probability for c in weighed.place.candidates]
    assert sum(chances) <= 1
    assert chances == sorted(chances, reverse=True)
