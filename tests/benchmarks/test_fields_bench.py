"""The fit of confidence, and the aims, on rows written by hand."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks.calibration import expected_error, fit, to_toml
from benchmarks.fields_aims import AIMS, aim_lines
from pipeline.evaluation import SCORED, Evaluation, FieldRow
from pipeline.evaluation.judging import judge_value
from pipeline.steps.record.policy import calibrated


def row(name: str, reading: str | None, confidence: float, *, review: bool = False) -> FieldRow:
    outcome = judge_value(name, "12", reading, review=review)
    form = "handwritten" if name in ("number", "date") else ""
    return FieldRow("d", name, "12", reading, outcome, review, confidence, form, "", "")


def test_a_fit_lowers_what_is_too_sure() -> None:
    rows = [row("place", "12" if n % 2 else "13", 0.99) for n in range(100)]
    assert calibrated(0.99, fit(rows)["place"]) == pytest.approx(0.5, abs=0.1)


def test_digits_keep_their_confidence_without_data_against_it() -> None:
    rows = [row("place", "13", 0.9) for _ in range(50)] + [row("number", "12", 0.9)]
    assert calibrated(0.9, fit(rows)["number"]) == pytest.approx(0.9, abs=0.05)


def test_what_is_looked_at_for_another_reason_takes_no_part() -> None:
    assert fit([row("number", None, 0.0, review=True)]) == {}


def test_the_fit_is_written_as_it_is_read() -> None:
    fitted = fit([row("place", "12", 0.9), row("type", "12", 0.8)])
    read = tomllib.loads(to_toml(fitted))["calibration"]
    assert read == {name: one.model_dump() for name, one in fitted.items()}


def test_the_calibration_error_of_the_calibrated_is_nothing() -> None:
    assert expected_error([0.5] * 4, [True, False, True, False], bins=1) == pytest.approx(0.0)
    assert expected_error([0.9] * 4, [False] * 4) == pytest.approx(0.9)


def test_aims_are_met_by_what_is_right_and_missed_by_what_is_not() -> None:
    right = Evaluation(tuple(row(name, "12", 0.99) for name in SCORED), {})
    wrong = Evaluation(tuple(row(name, "13", 0.99) for name in SCORED), {})
    assert not [line for line in aim_lines(right, 0.1) if "MISSED" in line]
    missed = [line for line in aim_lines(wrong, 0.5) if "MISSED" in line]
    assert len(missed) == len(AIMS) + 2 + len(SCORED) + 1
