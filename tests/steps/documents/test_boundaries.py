"""Where another document begins: surely, surely not, or for a person to say."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.codes import Code
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, numbered
from pipeline.rules import Rules, default_rules
from pipeline.steps.documents.boundaries import Outcome, find_boundaries, probability
from pipeline.steps.documents.evidence import NAMES, Evidence, evidence

NEW, SAME, UNSURE, SEPARATOR = Outcome.NEW, Outcome.SAME, Outcome.UNSURE, Outcome.SEPARATOR


def outcomes(rules: Rules, *pages: OcrPage) -> list[Outcome]:
    """At every page after the first."""
    return [boundary.outcome for boundary in find_boundaries(numbered(pages), rules)][1:]


def test_a_filled_head_begins_another_document(sheets: Any, rules: Rules) -> None:
    assert outcomes(rules, sheets.decision(), sheets.decision()) == [NEW]
    assert outcomes(rules, sheets.first(), sheets.last(), sheets.first()) == [SAME, NEW]


def test_an_annex_stays_with_its_document(sheets: Any, rules: Rules) -> None:
    annexed = (sheets.decision(), sheets.annex(), sheets.plain(), sheets.decision())
    assert outcomes(rules, *annexed) == [SAME, SAME, NEW]


def test_a_form_to_be_filled_in_is_an_annex(sheets: Any, rules: Rules) -> None:
    assert outcomes(rules, sheets.decision(), sheets.form(), sheets.decision()) == [SAME, NEW]


def test_an_empty_head_under_a_seal_is_for_a_person(sheets: Any, rules: Rules) -> None:
    assert outcomes(rules, sheets.decision(), sheets.draft()) == [UNSURE]


def test_what_follows_a_signature_without_a_mark_is_for_a_person(sheets: Any, rules: Rules) -> None:
    assert outcomes(rules, sheets.decision(), sheets.plain()) == [UNSURE]


def test_a_page_that_could_not_be_read_is_for_a_person(sheets: Any, rules: Rules) -> None:
    pages = (sheets.first(), sheets.unread(), sheets.last(3))
    assert outcomes(rules, *pages) == [UNSURE, UNSURE]


def test_a_blank_back_belongs_to_the_page_before(sheets: Any, rules: Rules) -> None:
    pages = (sheets.decision(), sheets.back(), sheets.decision(), sheets.back())
    assert outcomes(rules, *pages) == [SAME, NEW, SAME]


def test_a_separator_parts_whatever_lies_beside_it(sheets: Any, rules: Rules) -> None:
    pages = (sheets.plain(), sheets.separator(), sheets.back(), sheets.plain())
    assert outcomes(rules, *pages) == [SEPARATOR, SEPARATOR, NEW]
    assert find_boundaries(numbered(pages[1:]), rules)[0].outcome is SEPARATOR


def test_the_motto_within_a_text_is_no_head(sheets: Any, rules: Rules) -> None:
    quoted = sheets.page(("theo đường lối của Đảng Cộng sản Việt Nam trong thời kỳ mới", 240, 300))
    assert outcomes(rules, sheets.first(), quoted) == [SAME]


def test_every_kind_of_evidence_has_its_weight(rules: Rules) -> None:
    assert set(rules.documents.weights) == {*NAMES, "bias"}


def test_nothing_before_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no page before"):
        evidence((), None)  # type: ignore[arg-type]


@given(st.sampled_from(NAMES), st.lists(st.booleans(), min_size=len(NAMES), max_size=len(NAMES)))
def test_evidence_moves_the_chance_as_its_weight_says(name: str, given_: list[bool]) -> None:
    weights = default_rules().documents.weights
    values = dict(zip((f.name for f in fields(Evidence)), map(float, given_), strict=True))
    without = probability(Evidence(**{**values, name: 0.0}), weights)
    seen = Evidence(**{**values, name: 1.0})
    assert asdict(seen)[name] == 1.0
    assert (probability(seen, weights) - without) * weights[name] >= 0


def test_a_code_makes_a_separator_and_a_label_on_a_document_does_not(
    sheets: Any, rules: Rules
) -> None:
    code = Code("QR Code", rules.documents.separators[0], Box(0, 0, 9, 9))
    sheet = replace(sheets.back(), codes=(code,))
    labelled = replace(sheets.last(), codes=(code,))
    other = replace(sheets.back(), codes=(replace(code, text="HS-2019/0042"),))
    assert outcomes(rules, sheets.plain(), sheet, sheets.plain()) == [SEPARATOR, NEW]
    assert outcomes(rules, sheets.first(), labelled, other) == [SAME, SAME]
