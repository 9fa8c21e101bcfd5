"""Scores, confusions, comparisons and the curve, on rows written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation import (
    SCORED,
    FieldRow,
    Label,
    Outcome,
    compare,
    evaluate,
    evaluation_from_json,
    evaluation_to_json,
    top_candidates,
)
from pipeline.evaluation.curve import least_review, policy_point, review_curve
from pipeline.evaluation.judging import judge_value
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Evidence, Field, Record

TRUTH = dict.fromkeys(SCORED) | {"number": "12", "type": "Công văn", "issuer": "SỞ Y TẾ"}
LABEL = Label("d", "d.pdf", TRUTH, {"number": "handwritten"}, frozenset({"type"}), "200")
WORD = Evidence(1, "17", Box(10, 20, 30, 40), 0.6)
READ = Record(
    number=Field("17", 0.6, (WORD,), True, "handwritten", (Candidate("17", 0.6),)),
    issuer=Field("SỞ Ý TẾ", 0.9),
)


def row(truth: str | None, reading: str | None, confidence: float, *, review: bool) -> FieldRow:
    outcome = judge_value("number", truth, reading, review=review)
    return FieldRow("d", "number", truth, reading, outcome, review, confidence, "", "", "")


def test_every_scored_field_but_the_doubtful_has_a_row() -> None:
    evaluation = evaluate([LABEL], {"d": READ})
    assert {r.field for r in evaluation.rows} == set(SCORED) - {"type"}
    scores = evaluation.scores()
    assert (scores["number"].flagged, scores["number"].review) == (1, 1)
    assert (scores["issuer"].silent, scores["date"].right) == (1, 1)
    assert set(evaluation.scores(lambda r: r.form, "number")) == {"handwritten"}


def test_a_document_without_a_record_misses_what_it_has() -> None:
    scores = evaluate([LABEL], {}).scores()
    assert (scores["number"].missing, scores["date"].right) == (1, 1)


def test_silent_errors_come_first_and_show_where_they_were_read() -> None:
    worst = evaluate([LABEL], {"d": READ}).worst_first()
    assert [r.outcome for r in worst] == [Outcome.SILENT, Outcome.FLAGGED]
    assert worst[1].places == ((1, WORD.box),)


def test_what_was_read_for_what_is_counted() -> None:
    evaluation = evaluate([LABEL, replace(LABEL, id="e")], {"d": READ, "e": READ})
    whole = {(c.field, c.truth, c.reading): c.count for c in evaluation.confusions()}
    letters = {(c.field, c.truth, c.reading): c.count for c in evaluation.letter_confusions()}
    assert whole == {("number", "12", "17"): 2, ("issuer", "sở y tế", "sở ý tế"): 2}
    assert letters == {("number", "2", "7"): 2, ("issuer", "y", "ý"): 2}


def test_an_evaluation_survives_its_form_on_disk() -> None:
    evaluation = evaluate([LABEL], {"d": READ}, {"e": "no_scan"})
    assert evaluation_from_json(evaluation_to_json(evaluation)) == evaluation


@pytest.mark.parametrize(
    ("field", "gain"),
    [
        (Field("12", 0.9, review=False), 2),
        (Field("12", 0.9, review=True), 1),
        (Field("18", 0.9, review=True), 0),
        (Field("18", 0.9, review=False), -2),
    ],
)
def test_a_change_is_better_or_worse(field: Field, gain: int) -> None:
    before = evaluate([LABEL], {"d": READ})
    (change,) = compare(before, evaluate([LABEL], {"d": replace(READ, number=field)}))
    assert change.gain == gain
    assert compare(before, before) == ()


def test_the_truth_is_looked_for_among_the_first_candidates() -> None:
    several = tuple(Candidate(value, 0.2) for value in ("17", "11", "12", "19"))
    found = replace(row("12", "17", 0.6, review=True), candidates=several)
    assert top_candidates([found], most=3) == (1, 1)
    assert top_candidates([found], most=2) == (0, 1)


ROWS = st.lists(
    st.builds(
        row,
        st.just("12"),
        st.sampled_from(["12", "17", None]),
        st.floats(0, 1),
        review=st.booleans(),
    ),
    min_size=1,
)


@given(ROWS)
def test_the_more_is_looked_at_the_less_passes(rows: list[FieldRow]) -> None:
    points = review_curve(rows)
    assert [p.review for p in points] == sorted(p.review for p in points)
    assert [p.silent for p in points] == sorted((p.silent for p in points), reverse=True)
    assert (points[0].review, points[-1].review, points[-1].silent) == (0, 1, 0)


@given(ROWS, st.floats(0, 1))
def test_the_least_review_keeps_its_promise(rows: list[FieldRow], silent: float) -> None:
    least = least_review(rows, silent)
    assert all(p.silent <= silent for p in review_curve(rows) if p.review >= least)


def test_an_absent_field_is_looked_at_last() -> None:
    rows = [row(None, None, 0.0, review=False), row("12", "17", 0.6, review=False)]
    assert least_review(rows, 0.0) == 0.5
    assert policy_point(rows).silent == 0.5
