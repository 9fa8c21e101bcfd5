"""Calibrated confidence, and who must look at what it costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Evidence, Field, Record
from pipeline.rules import Calibration, default_rules
from pipeline.settings import FieldSettings
from pipeline.steps.record.policy import IDENTITY, calibrated, least_confidence, with_policy

COSTS = FieldSettings(look_cost=1.0, error_cost=10.0, error_costs={"number": 100.0})
WORDS = (Evidence(1, "12", Box(0, 0, 9, 9), 0.9),)
CHANCES = st.floats(0, 1)
CALIBRATIONS = st.builds(
    Calibration, shift=st.floats(-3, 3), slope=st.floats(0.05, 3, exclude_min=True)
)


def settled(name: str, field: Field, by: Calibration = IDENTITY) -> Field:
    empty = Record()
    record = with_policy(replace(empty, **{name: field}), {name: by}, COSTS)  # type: ignore[arg-type]
    found: Field = getattr(record, name)
    return found


def test_nobody_need_look_at_what_is_optional() -> None:
    field = Field(("VT",), 0.1, WORDS)
    assert settled("filed_with", field) == field
    assert settled("issuer", field).review


def test_a_look_is_worth_what_it_saves() -> None:
    assert least_confidence("issuer", COSTS) == pytest.approx(0.9)
    assert least_confidence("number", COSTS) == pytest.approx(0.99)
    cheap = replace_costs(error_cost=0.5)
    assert least_confidence("issuer", cheap) == 0.0


def replace_costs(**costs: float) -> FieldSettings:
    return COSTS.model_copy(update=costs)


@pytest.mark.parametrize(
    ("name", "confidence", "review"),
    [("issuer", 0.95, False), ("issuer", 0.85, True), ("number", 0.95, True)],
)
def test_the_cost_of_an_error_decides_by_field(name: str, confidence: float, review: bool) -> None:
    found = settled(name, Field("12", confidence, WORDS, review=not review))
    assert found.review is review
    assert found.reason == ("low_confidence" if review else None)


def test_a_reason_of_its_own_stays_for_a_person() -> None:
    struck = Field("12", 0.999, WORDS, review=True, reason="struck_out")
    partly = Field("2017-11-??", 1.0, WORDS, review=True, reason="handwritten")
    unread = Field("QĐ", 1.0, WORDS, review=True, reason="handwritten")
    for name, field in (("number", struck), ("date", partly), ("notation", unread)):
        found = settled(name, field)
        assert (found.review, found.reason) == (True, field.reason)


def test_a_reading_of_a_hand_is_looked_at_only_where_it_is_unsure() -> None:
    several = (Candidate("12", 0.999), Candidate("17", 0.001))
    sure = Field("12", 0.999, WORDS, True, "handwritten", several)
    assert settled("number", sure).review is False
    unsure = replace(sure, confidence=0.7, candidates=(Candidate("12", 0.7),))
    assert (settled("number", unsure).review, settled("number", unsure).reason) == (
        True,
        "handwritten",
    )


def test_what_was_not_found_stays_as_it_is() -> None:
    for field in (Field(), Field(review=True, reason="not_found")):
        assert settled("subject", field) == field


def test_a_code_is_looked_at_with_its_parts() -> None:
    record = Record(
        number=Field("12", 0.5, WORDS), notation=Field("QĐ", 1.0), code=Field("12/QĐ", 0.99)
    )
    found = with_policy(record, {}, COSTS)
    assert (found.code.review, found.code.confidence) == (True, 0.5)


def test_candidates_share_what_the_value_leaves() -> None:
    field = Field("12", 0.6, WORDS, candidates=(Candidate("12", 0.6), Candidate("17", 0.4)))
    by = Calibration(shift=1.0, slope=1.0)
    found = settled("number", field, by)
    assert found.candidates[0].probability == found.confidence > 0.6
    assert sum(c.probability for c in found.candidates) == pytest.approx(1.0, abs=1e-3)


@given(CHANCES, CHANCES, CALIBRATIONS)
def test_the_surer_stays_the_surer(one: float, other: float, by: Calibration) -> None:
    low, high = sorted((calibrated(one, by), calibrated(other, by)))
    assert 0.0 <= low <= high <= 1.0
    if one < other:
        assert calibrated(one, by) <= calibrated(other, by)


@given(st.lists(CHANCES, min_size=1, max_size=5), CALIBRATIONS)
def test_candidates_stay_in_order_and_within_one(chances: list[float], by: Calibration) -> None:
    total = sum(chances) or 1.0
    shares = sorted((chance / total for chance in chances), reverse=True)
    several = tuple(Candidate(str(n), share) for n, share in enumerate(shares))
    found = settled("number", Field("0", several[0].probability, WORDS, candidates=several), by)
    given_out = [c.probability for c in found.candidates]
    assert given_out == sorted(given_out, reverse=True)
    assert sum(given_out) <= 1.001


def test_every_field_that_is_calibrated_is_one() -> None:
    assert set(default_rules().calibration) <= {name for name, _ in Record().items()}


@pytest.mark.parametrize(("review", "reason"), [(True, "incomplete"), (False, None)])
def test_an_authority_that_was_not_seen_is_as_unsure_as_the_position(
    review: bool, reason: str | None
) -> None:
    position = Field("GIÁM ĐỐC", 0.99, WORDS, review=review, reason=reason)
    authority = with_policy(Record(signer_position=position), {}, COSTS).signer_authority
    assert (authority.value, authority.review, authority.reason) == (None, review, reason)
