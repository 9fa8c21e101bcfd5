"""Who signed a file is compared with who its page says issued or signed it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.record import Field, Record
from pipeline.model.reference import Reference, Relation
from pipeline.model.signature import Holder
from pipeline.rules import default_rules
from pipeline.steps.signer_match import (
    NO_MATCH,
    SURE,
    Tie,
    match_record,
    match_signer,
    organ_likeness,
    person_likeness,
)

RULES = default_rules()
SYLLABLES = ["Trần", "Thị", "Hoa", "Ủy", "ban", "nhân", "dân", "tỉnh", "Sở"]
WORDS = st.lists(st.sampled_from(SYLLABLES), min_size=1)


def tie(holder: Holder, issuer: str | None, signer: str | None, parent: str | None = None) -> Tie:
    return match_signer(holder, issuer, parent, signer, RULES).tie


@pytest.mark.parametrize(
    ("name", "on_page"),
    [
        ("Nguyễn Văn Bình", "Nguyễn Văn Bình"),
        ("NGUYỄN VĂN BÌNH", "Nguyễn Văn Bình"),
        ("Nguyễn Văn Bình", "TS. Nguyễn Văn Bình"),
        ("Nguyễn Văn Bình", "PGS.TS. Nguyễn Văn Bình"),
        ("Đại tá Nguyễn Văn Bình", "Nguyễn Văn Bình"),
        ("Nguyễn Hoà", "Nguyễn Hòa"),
    ],
)
def test_a_name_is_one_however_it_is_written(name: str, on_page: str) -> None:
    holder = Holder(name=name, organization="Sở Y tế")
    assert tie(holder, "Sở Nội vụ", on_page) is Tie.SIGNER


@pytest.mark.parametrize(
    ("name", "on_page"),
    [("Nguyễn Văn Bình", "Nguyễn Văn Minh"), ("Trần Thị Hoa", "Trần Thị Hà")],
)
def test_people_who_share_two_names_of_three_are_two(name: str, on_page: str) -> None:
    assert person_likeness(name, on_page, RULES) < SURE


@pytest.mark.parametrize(
    ("holder", "issuer"),
    [
        (Holder("Ủy ban nhân dân tỉnh Bình Dương"), "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"),
        (Holder("Uỷ ban nhân dân tỉnh Bình Dương"), "UBND TỈNH BÌNH DƯƠNG"),
        (Holder("UBND tỉnh Bình Dương"), "Ủy ban nhân dân tỉnh Bình Dương"),
        (Holder("Ủy ban nhân dân", "Tỉnh Bình Dương"), "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"),
        (Holder("Sở Tư pháp", "UBND tỉnh Bình Dương"), "SỞ TƯ PHÁP"),
    ],
)
def test_an_organ_is_one_however_it_is_written(holder: Holder, issuer: str) -> None:
    assert tie(holder, issuer, "Trần Thị Hoa") is Tie.ISSUER


def test_places_that_share_a_word_are_two() -> None:
    one, other = "Ủy ban nhân dân tỉnh Ninh Bình", "Ủy ban nhân dân tỉnh Ninh Thuận"
    assert organ_likeness(one, one, RULES) == 1
    assert tie(Holder(one), other, None) is Tie.OTHER


def test_somebody_of_the_issuer_is_told_apart_from_a_stranger() -> None:
    clerk = Holder("Lê Thị Thu", organization="ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG", unit="VĂN PHÒNG")
    assert tie(clerk, "UBND TỈNH BÌNH DƯƠNG", "Trần Thị Hoa") is Tie.OF_ISSUER
    assert tie(Holder("Lê Thị Thu", "Tỉnh Bình Dương"), "Sở Y tế", None) is Tie.OTHER
    of_place = Holder("Lê Thị Thu", organization="Tỉnh Bình Dương")
    parent = "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"
    assert tie(of_place, "Sở Y tế", "Trần Thị Hoa", parent) is Tie.OF_ISSUER
    assert tie(Holder("Lê Thị Thu", "Công ty Một"), parent, "Trần Thị Hoa") is Tie.OTHER


def test_what_the_page_does_not_say_is_unknown() -> None:
    assert match_signer(Holder("Lê Thị Thu"), None, None, None, RULES) == NO_MATCH
    assert match_signer(Holder(), "Sở Y tế", None, "Trần Thị Hoa", RULES) == NO_MATCH
    assert tie(Holder("Lê Thị Thu"), None, "Trần Thị Hoa") is Tie.UNKNOWN


def test_joint_documents_have_several_of_each() -> None:
    holder = Holder("Sở Tài chính")
    found = match_signer(holder, ("Sở Y tế", "Sở Tài chính"), None, None, RULES)
    assert (found.tie, found.page, found.score) == (Tie.ISSUER, "Sở Tài chính", 1.0)


def test_an_annex_is_of_who_issued_what_it_belongs_to() -> None:
    chairman = "Chủ tịch UBND tỉnh Bình Dương"
    holder = Holder("Ủy ban nhân dân tỉnh Bình Dương", organization="Tỉnh Bình Dương")

    def annex(issuer: str) -> Record:
        cited = Reference(Relation.ATTACHED, "Quyết định", "12/QĐ-UBND", issuer=issuer)
        return Record(references=(cited,))

    assert match_record(holder, annex(chairman), RULES).tie is Tie.OF_ISSUER
    assert match_record(holder, annex("Chủ tịch"), RULES) == NO_MATCH
    of_other = Record(
        issuer=Field("Sở Y tế", 0.9),
        references=annex(chairman).references,
    )
    assert match_record(holder, of_other, RULES).tie is Tie.OTHER


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_whole_for_one(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    likeness = organ_likeness(first, second, RULES)
    assert 0 <= likeness <= 1
    assert likeness == organ_likeness(second, first, RULES)
    assert organ_likeness(first, first.upper(), RULES) == 1
