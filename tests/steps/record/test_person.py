"""What a person said stands in the record, sure, and nothing weighs it any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model.correction import How, Said
from pipeline.model.geometry import Box
from pipeline.model.record import (
    PERSON,
    PERSON_UNREADABLE,
    Candidate,
    Evidence,
    Field,
    Record,
)
from pipeline.settings import default_settings
from pipeline.steps.record import doubts_of, said_over, settle

SEEN = (Evidence(1, "12", Box(1, 2, 3, 4), 0.5),)
READ = Record(
    type=Field("Quyết định", 0.99),
    number=Field("12", 0.5, SEEN, True, "handwritten", (Candidate("12", 0.5),)),
    notation=Field("QĐ-UBND", 0.98),
    code=Field("12/QĐ-UBND", 0.5, (), True, "low_confidence"),
    date=Field("2017-11-??", 0.5, review=True, reason="unreadable"),
    issuer=Field("UBND huyện Mẫu", 0.99),
    subject=Field("Về việc thu hồi đất", 0.99),
    signer_name=Field(None, 0.0, (), True, "unreadable"),
    signer_position=Field("CHỦ TỊCH", 0.4, (), True, "low_confidence"),
    signer_authority=Field(None, 0.4, (), True, "low_confidence"),
)


def typed(field: str, value: str | None) -> Said:
    return Said(field, value, How.TYPED)


def test_a_number_takes_its_code_with_it() -> None:
    said = said_over(READ, [typed("number", "21")])
    assert (said.number.value, said.code.value) == ("21", "21/QĐ-UBND")
    assert (said.number.confidence, said.number.review, said.number.reason) == (1.0, False, PERSON)
    assert said.number.evidence == SEEN
    assert (said.code.review, said.code.confidence) == (False, 0.98)


def test_a_code_is_number_and_notation() -> None:
    said = said_over(READ, [typed("code", "30/2020/NĐ-CP")])
    assert (said.number.value, said.notation.value) == ("30", "NĐ-CP")
    assert said.number.by_person
    assert said_over(said, [typed("number", "31")]).code.value == "31/2020/NĐ-CP"


def test_a_code_of_which_a_part_is_unknown_is_unknown() -> None:
    said = said_over(READ, [Said("number", None, How.UNREADABLE)])
    assert (said.number.value, said.code.value) == (None, None)
    assert said.number.reason == PERSON_UNREADABLE
    assert not {"number", "code"} & {reason.params["field"] for reason in doubts_of(said)}


def test_a_doubt_that_follows_from_the_position_is_settled_with_it() -> None:
    said = said_over(READ, [Said("signer_position", "CHỦ TỊCH", How.CONFIRMED)])
    assert not said.signer_authority.review


def test_the_last_word_counts() -> None:
    said = said_over(
        READ, [typed("number", "21"), typed("code", "7/CT-UBND"), typed("number", "8")]
    )
    assert (said.number.value, said.code.value, said.notation.value) == (
        "8",
        "8/CT-UBND",
        "CT-UBND",
    )


def test_where_they_pointed_is_the_evidence() -> None:
    box = Box(10, 20, 30, 40)
    said = said_over(READ, [Said("number", "21", How.TYPED, 2, box)])
    assert said.number.evidence == (Evidence(2, "21", box, 1.0),)


def test_when_all_is_said_nothing_is_in_doubt() -> None:
    words = [
        typed("number", "21"),
        typed("date", "2017-11-05"),
        Said("signer_name", None, How.UNREADABLE),
        Said("signer_position", "CHỦ TỊCH", How.CONFIRMED),
    ]
    assert doubts_of(said_over(READ, words)) == []


@pytest.mark.parametrize("field", ["number", "signer_name", "signer_position"])
def test_no_neighbour_weighs_what_a_person_said(field: str) -> None:
    said = said_over(READ, [Said(field, getattr(READ, field).value, How.CONFIRMED)])
    near = [
        replace(
            READ,
            number=Field(str(number), 0.99),
            date=Field("2017-11-04", 0.99),
            signer_name=Field("Trần Thị Bình", 0.99),
            signer_position=Field("PHÓ CHỦ TỊCH", 0.99),
        )
        for number in range(900, 906)
    ]
    settled = settle(said, near, default_settings().fields)
    assert getattr(settled, field) == getattr(said, field)
