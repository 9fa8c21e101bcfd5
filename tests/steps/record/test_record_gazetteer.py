"""Places in the names of offices, and the provinces that they lie in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.places import Place, default_places
from pipeline.rules import default_rules
from pipeline.steps.record.gazetteer import bare, gazetteer

KNOWN = gazetteer(default_places(), default_rules().organs.places)


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("UBND TỈNH KIÊN GIANG", "Kiên Giang"),
        ("ỦY BAN NHÂN DÂN TỈNH QUANG NGAI", "Quảng Ngãi"),
        ("SỞ Y TẾ KIÊN GIANG", "Kiên Giang"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Thành phố Hồ Chí Minh"),
        ("ỦY BAN NHÂN DÂN QUẬN 1", "Quận 1"),
        ("UBND TP. ĐÀ NẴNG", "Đà Nẵng"),
        ("ỦY BAN NHÂN DÂN XÃ TÂN HỘI, HUYỆN TÂN HIỆP", "Tân Hội"),
        ("UBND TỈNH BÀ RỊA - VŨNG TÀU", "Bà Rịa - Vũng Tàu"),
        ("TỈNH ỦY BẮC NINH", "Bắc Ninh"),
        ("UBND TỈNH THỪA THIÊN HUẾ", "Thừa Thiên Huế"),
        ("SỞ Y TẾ", None),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", None),
    ],
)
def test_the_place_in_an_offices_name(office: str, place: str | None) -> None:
    assert KNOWN.in_office(office) == place


def test_a_place_lies_in_its_old_province_and_todays() -> None:
    assert KNOWN.provinces_of("Rạch Giá") == {"Kiên Giang", "An Giang"}
    assert KNOWN.provinces_of("TP. Rạch Giá") == {"Kiên Giang", "An Giang"}
    assert KNOWN.provinces_of("Rach Gia") == frozenset()


def test_every_place_lies_in_one_of_todays_34_provinces() -> None:
    assert len({place.provinces[-1] for place in default_places()}) == 34


@given(st.sampled_from([p for p in default_places() if p.level and not p.short[0].isdigit()]))
def test_the_level_word_comes_off(place: Place) -> None:
    assert bare(f"{place.level} {place.short}") == place.short
