"""What the other records of an office say about who signed one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.record import ABSENT, Candidate, Field, Record
from pipeline.steps.record.memory import known_signers, settle_signer

DEPUTY = "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


def record(name: Field, position: Field = ABSENT, issuer: str = "SỞ NỘI VỤ") -> Record:
    return Record(
        issuer=Field(issuer, 0.99),
        signer_name=name,
        signer_position=position,
        signer_authority=Field("KT.", 0.98) if position.value == DEPUTY else ABSENT,
    )


def sure(value: str) -> Field:
    return Field(value, 0.98)


def unsure(value: str | None, reason: str = "low_confidence", *more: str) -> Field:
    candidates = tuple(Candidate(v, 0.45) for v in (value, *more) if v) if more else ()
    return Field(value, 0.5, review=True, reason=reason, candidates=candidates)


OFFICE = [record(sure("Trần Trúc Lam"), sure(DEPUTY)) for _ in range(3)]


@pytest.mark.parametrize(
    "read",
    [
        unsure("Trần Trác Lam"),
        unsure("Trần Trác Lam", "low_confidence", "Trần Trúc Lam"),
        unsure("Trúc Lam", "incomplete"),
        unsure("ân Trúc Lam", "unreadable"),
    ],
)
def test_a_name_misread_becomes_the_one_that_the_office_bears(read: Field) -> None:
    settled = settle_signer(record(read), known_signers(OFFICE)).signer_name
    assert settled.value == "Trần Trúc Lam"
    assert (settled.review, settled.reason) == (True, "concluded")
    assert settled.candidates[0].value == settled.value
    assert "office_signer" in settled.candidates[0].why
    assert read.value in {candidate.value for candidate in settled.candidates}


@pytest.mark.parametrize(
    "read",
    [sure("Trần Trác Lam"), unsure("Lê Thị Hoa"), unsure(None, "not_found")],
    ids=["read surely", "somebody else", "nothing read"],
)
def test_other_names_stay(read: Field) -> None:
    assert settle_signer(record(read), known_signers(OFFICE)).signer_name.value == read.value


def test_another_office_tells_nothing() -> None:
    other = record(unsure("Trần Trác Lam"), issuer="SỞ TÀI CHÍNH")
    assert settle_signer(other, known_signers(OFFICE)) == other


def test_a_name_that_one_unsure_record_bears_is_not_known() -> None:
    known = known_signers([record(unsure("Trần Trúc Lam"))])
    read = record(unsure("Trần Trác Lam"))
    assert settle_signer(read, known) == read


def test_a_name_that_was_read_as_the_office_bears_it_is_no_surer() -> None:
    read = record(unsure("Trần Trúc Lam"))
    settled = settle_signer(read, known_signers(OFFICE)).signer_name
    assert (settled.value, settled.confidence, settled.review) == ("Trần Trúc Lam", 0.5, True)


@pytest.mark.parametrize(
    "position", [unsure(None, "unreadable"), unsure("GIÁM ĐỐC"), unsure("GIÁM ĐỐC", "handwritten")]
)
def test_a_lost_position_is_that_of_the_known_signer(position: Field) -> None:
    read = record(sure("Trần Trúc Lam"), position)
    settled = settle_signer(read, known_signers(OFFICE))
    assert (settled.signer_position.value, settled.signer_authority.value) == (DEPUTY, "KT.")
    assert settled.signer_position.reason == settled.signer_authority.reason == "concluded"


def test_a_position_that_was_read_whole_stays() -> None:
    promoted = record(sure("Trần Trúc Lam"), sure("GIÁM ĐỐC"))
    assert settle_signer(promoted, known_signers(OFFICE)) == promoted


def test_several_signers_are_left_to_a_person() -> None:
    read = record(unsure("Trần Trác Lam", "several_signers"))
    assert settle_signer(read, known_signers(OFFICE)) == read


NAMES = st.sampled_from(["Trần Trúc Lam", "Trần Trác Lam", "Lê Thị Hoa", "Thị Hoa", "Võ Văn An"])
FIELDS = st.builds(
    lambda value, confidence, review: Field(
        value, confidence, review=review, reason="low_confidence" if review else None
    ),
    NAMES,
    st.floats(0.05, 1.0),
    st.booleans(),
)


@given(FIELDS, st.lists(FIELDS, max_size=6))
def test_nothing_is_changed_silently_and_chances_are_shared_out(
    own: Field, others: list[Field]
) -> None:
    read = record(own, sure(DEPUTY))
    known = known_signers(record(other, sure(DEPUTY)) for other in others)
    settled = settle_signer(read, known).signer_name
    assert settled.value == own.value or (settled.review and settled.reason == "concluded")
    assert not own.review or settled.review
    assert sum(candidate.probability for candidate in settled.candidates) <= 1.001
    again = settle_signer(replace(read, signer_name=settled), known).signer_name
    assert again.review or again.value == own.value
