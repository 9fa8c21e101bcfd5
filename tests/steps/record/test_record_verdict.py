"""Stamps, and the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Stamp, StampKind
from pipeline.model.record import Record, State, record_from_json, record_to_json
from pipeline.rules import Rules
from pipeline.steps.record import judge

Read = Callable[..., Record]
FIRE = Stamp(StampKind.URGENCY, "Hỏa tốc", Box(200, 480, 400, 540), 0.95)


def test_no_stamp_is_absent_and_not_in_review(read: Read, pages: Any) -> None:
    record = read(pages.decision())
    for field in (record.urgency, record.secrecy, record.copy):
        assert (field.value, field.review) == (None, False)


def test_a_seen_stamp_is_the_urgency(read: Read, pages: Any) -> None:
    record = read(pages.decision(stamps=(FIRE,)))
    assert (record.urgency.value, record.urgency.review) == ("Hỏa tốc", False)
    assert record.secrecy.value is None
    assert record.urgency.evidence[0].box == FIRE.box


def test_words_that_contradict_a_stamp_put_it_in_review(read: Read, pages: Any) -> None:
    record = read(pages.decision(stamps=(FIRE,), extra=[("KHẨN", 220, 500)]))
    assert (record.urgency.review, record.urgency.reason) == (True, "conflict")


def test_words_alone_in_capitals_are_a_stamp_and_words_in_a_sentence_are_not(
    read: Read, pages: Any
) -> None:
    assert read(pages.decision(extra=[("HỎA TỐC", 220, 500)])).urgency.value == "Hỏa tốc"
    assert read(pages.decision(extra=[("TỐI MẬT", 220, 500)])).secrecy.value == "Tối mật"
    sentence = [("xử lý khẩn trương và bảo mật", 300, 900)]
    record = read(pages.decision(extra=sentence))
    assert (record.urgency.value, record.secrecy.value) == (None, None)


def test_a_copy_mark_at_the_head(read: Read, pages: Any) -> None:
    record = read(pages.decision(extra=[("SAO Y; SỞ Y TẾ KIÊN GIANG", 1000, 60)]))
    assert record.copy.value == "Sao y"


def test_a_clean_document_is_accepted(read: Read, pages: Any, rules: Rules) -> None:
    page = pages.decision()
    assert judge(read(page), (page,), rules).state is State.ACCEPTED


def test_every_doubtful_field_is_a_reason(read: Read, pages: Any, rules: Rules) -> None:
    page = pages.decision(number="Số: #Ö|20 /QĐ-SYT")
    verdict = judge(read(page), (page,), rules)
    assert verdict.state is State.REVIEW
    named = {reason.params["field"] for reason in verdict.reasons}
    assert named == {"number", "code"}


@pytest.mark.parametrize("failure", [None, "page_timeout"])
def test_a_first_page_without_words_leaves_everything_to_a_person(
    read: Read, pages: Any, rules: Rules, failure: str | None
) -> None:
    page = pages.write(failure=failure)
    record = read(page)
    assert all(field.value is None for _, field in record.items())
    assert (record.number.review, record.type.review) == (True, True)
    codes = {reason.code for reason in judge(record, (page,), rules).reasons}
    assert {"no_text", "field_review"} <= codes
    assert ("page_failed" in codes) == (failure is not None)


def test_no_pages_at_all(read: Read, rules: Rules) -> None:
    assert judge(read(), (), rules).state is State.REVIEW


def test_a_document_read_badly_is_for_a_person(read: Read, pages: Any, rules: Rules) -> None:
    page = pages.write(*[("mờ|30 quá|40 không|50 rõ|40", 300, 300 + 50 * i) for i in range(9)])
    codes = {reason.code for reason in judge(read(page), (page,), rules).reasons}
    assert "low_reading" in codes


def test_a_record_survives_its_form_on_disk(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="Số: #Ö|20 /QĐ-SYT"))
    again = record_from_json(record_to_json(record))
    assert {n: f.value for n, f in again.items()} == {n: f.value for n, f in record.items()}
