"""Stacks are put together truly, and each decision is counted as what it is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from benchmarks.stacks import (
    FORMS,
    Labelled,
    judged,
    score,
    shares,
    stack,
    stacks,
    verdict,
    without_head,
)
from benchmarks.stacks_fit import examples, fit
from pipeline.rules import default_rules
from pipeline.steps.documents.boundaries import Outcome
from pipeline.steps.documents.evidence import NAMES
from pipeline.steps.documents.look import look
from tests.steps.documents.conftest import Sheets

RULES = default_rules()
ONE = look(Sheets.decision(), RULES)
FIRST, LAST = look(Sheets.first(), RULES), look(Sheets.last(), RULES)
ANNEX = look(Sheets.annex(), RULES)
DOCUMENTS = [
    Labelled("a", "SỞ A", (ONE,)),
    Labelled("b", "SỞ A", (FIRST, LAST)),
    Labelled("c", "SỞ B", (ONE, ANNEX)),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_stack_holds_whole_documents_in_some_order(form: str) -> None:
    for seed in range(20):
        one = stack(DOCUMENTS, form, random.Random(seed))
        assert [page.number for page in one.looks] == list(range(1, len(one.looks) + 1))
        assert 1 in one.starts
        assert max(one.starts) <= len(one.looks)
        backs = sum(page.blank for page in one.looks)
        assert backs == (len(one.looks) // 2 if form == "both sides" else 0)
        if form == "head unread":
            assert not any(page.motto for page in one.looks if page.number in one.starts - {1})


def test_one_office_means_one_office() -> None:
    for one in stacks(DOCUMENTS, "one office", 10):
        assert ANNEX.annex
        assert not any(page.annex for page in one.looks)


@pytest.mark.parametrize(
    ("outcome", "begins", "name"),
    [
        (Outcome.NEW, True, "right"),
        (Outcome.SAME, False, "right"),
        (Outcome.NEW, False, "torn"),
        (Outcome.SAME, True, "glued"),
        (Outcome.UNSURE, True, "unsure"),
        (Outcome.UNSURE, False, "unsure"),
    ],
)
def test_a_decision_is_counted_as_what_it_is(outcome: Outcome, begins: bool, name: str) -> None:
    assert judged(outcome, begins) == name


def test_plain_stacks_are_split_right() -> None:
    counts = score(stacks(DOCUMENTS, "one side", 20), RULES)
    assert set(counts) == {"right"}
    assert shares(counts)[1:] == ("100.00%", "0.00%", 0, 0)


def test_a_wrong_split_misses_the_target() -> None:
    figures = {f"half, {form}": {"right": 100} for form in FORMS}
    assert "MISSED" not in verdict("half", figures)
    figures["half, one side"] = {"right": 100, "glued": 1}
    assert "1 silently wrong (0: MISSED)" in verdict("half", figures)
    figures["half, one side"] = {"right": 100, "unsure": 30}
    assert "(99 %: MISSED)" in verdict("half", figures)


def test_what_was_not_read_is_not_known() -> None:
    bare = without_head(ONE)
    assert (bare.motto, bare.organs, bare.symbol, bare.filled) == (False, False, None, False)
    assert replace(bare, signed=False) != bare


def test_weights_are_fitted_with_the_sign_of_their_meaning() -> None:
    weights = fit(*examples(DOCUMENTS))
    assert set(weights) == {*NAMES, "bias"}
    assert weights["letterhead"] > 0
    assert weights["annex"] <= 0
