"""A signer whose name or title lies under a seal is who most of the pictures show."""

from __future__ import annotations

import pytest

from pipeline.model.record import Field
from pipeline.model.signing import Ink
from pipeline.steps.record.signing_votes import Vote, settled

LEAST = 0.85


def vote(
    value: str | None, confidence: float, ink: Ink | None = None, reason: str | None = None
) -> Vote:
    return Vote(ink, Field(value, confidence, review=reason is not None, reason=reason))


def test_two_inks_that_agree_make_it_sure() -> None:
    field = settled([vote("Trần Quang Bảo", 0.9), vote("Trần Quang Bảo", 0.9, Ink.ALL)], LEAST)
    assert (field.value, field.review) == ("Trần Quang Bảo", False)
    assert field.confidence > 0.95


def test_what_one_picture_alone_shows_is_for_a_person() -> None:
    field = settled([vote(None, 0.0, reason="unreadable"), vote("Lê An", 0.99, Ink.RED)], LEAST)
    assert (field.value, field.review) == ("Lê An", True)


def test_a_whole_name_comes_before_one_that_lost_a_part() -> None:
    votes = [vote("Văn Lộc", 0.99, reason="incomplete"), vote("Vũ Văn Lộc", 0.9, Ink.ALL)]
    assert settled(votes, LEAST).value == "Vũ Văn Lộc"


def test_two_sure_readings_that_differ_are_for_a_person() -> None:
    field = settled([vote("Lê An", 0.99), vote("Lê Ân", 0.9, Ink.RED)], LEAST)
    assert field.review
    assert [one.value for one in field.candidates] == ["Lê An", "Lê Ân"]


@pytest.mark.parametrize("reason", ["several_signers"])
def test_several_signers_stay_for_a_person(reason: str) -> None:
    field = settled([vote("Lê An", 0.99, reason=reason), vote("Lê An", 0.99, Ink.ALL)], LEAST)
    assert (field.review, field.reason) == (True, reason)
