"""Why a document may be on paper, and when it should have been electronic."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.entry import Described
from pipeline.model.record import Field, Record
from pipeline.office_rules import SHOULD_BE_ELECTRONIC, default_paper, paper_rules
from pipeline.sections.paper import OfficePaper, PaperClass, PaperSign, Words
from pipeline.settings import default_settings
from pipeline.steps.office.paper_class import (
    PaperFacts,
    facts_of,
    facts_of_record,
    paper_class,
)

LETTER = PaperFacts("Công văn", "triển khai kế hoạch năm 2026", "SỞ NỘI VỤ", "2026-05-06")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (LETTER, SHOULD_BE_ELECTRONIC),
        (replace(LETTER, type="Giấy mời"), "invitation"),
        (replace(LETTER, subject="mời dự họp giao ban"), "invitation"),
        (replace(LETTER, subject="Lấy ý kiến dự thảo Quy chế"), "draft"),
        (replace(LETTER, type="Quyết định", subject="Xử phạt vi phạm hành chính"), "penalty"),
        (replace(LETTER, subject="chuyển hồ sơ vụ vi phạm hành chính"), "penalty"),
        (replace(LETTER, date="2017-11-??"), "paper_only"),
        (replace(LETTER, secrecy="Mật"), "paper_only"),
        (replace(LETTER, issuer="CÔNG TY TNHH HOA SEN"), "paper_only"),
    ],
)
def test_the_first_class_with_a_fitting_sign(facts: PaperFacts, key: str) -> None:
    verdict = paper_class(facts, default_paper())
    assert (verdict.key, verdict.sure) == (key, True)
    assert verdict.signs


def test_a_letter_about_penalties_is_no_dossier() -> None:
    facts = replace(LETTER, subject="tăng cường xử phạt vi phạm hành chính")
    assert paper_class(facts, default_paper()).key == SHOULD_BE_ELECTRONIC


def test_a_word_is_no_part_of_another() -> None:
    facts = replace(LETTER, issuer="BANG GIAO LƯU")
    assert paper_class(facts, default_paper()).key is None


def test_what_rests_on_a_doubted_field_is_for_a_person() -> None:
    facts = replace(LETTER, type="Giấy mời", unsure=frozenset({"type"}))
    verdict = paper_class(facts, default_paper())
    assert (verdict.key, verdict.sure) == ("invitation", False)


@pytest.mark.parametrize("doubt", ["type", "subject", "issuer"])
def test_what_may_yet_be_a_class_is_not_surely_a_fault_of_the_issuer(doubt: str) -> None:
    facts = replace(LETTER, unsure=frozenset({doubt}))
    verdict = paper_class(facts, default_paper())
    assert (verdict.key, verdict.sure) == (SHOULD_BE_ELECTRONIC, False)


def test_an_unknown_issuer_is_never_blamed() -> None:
    assert paper_class(replace(LETTER, issuer=None), default_paper()).key is None
    assert paper_class(PaperFacts(), default_paper()).key is None


def test_a_code_of_exchange_tells_an_issuer_that_no_list_has() -> None:
    described = Described(
        type="Công văn", subject="triển khai", issuer="LIÊN HIỆP HỘI", issuer_id="H99.1"
    )
    assert paper_class(facts_of(described), default_paper()).key == SHOULD_BE_ELECTRONIC


def test_fields_in_review_are_unsure() -> None:
    record = Record(type=Field("Giấy mời", 0.6, review=True), issuer=Field("SỞ Y TẾ", 1.0))
    assert facts_of_record(record).unsure == {"type"}


def test_an_office_may_add_a_class_before_ours() -> None:
    own = PaperClass(
        key="petition",
        name=Words(vi="Đơn thư", en="Petition"),
        clause="thực tiễn",
        signs=(PaperSign(kinds=("Giấy mời",)),),
    )
    settings = default_settings().model_copy(update={"paper": OfficePaper(classes=(own,))})
    rules = paper_rules(settings)
    assert paper_class(replace(LETTER, type="Giấy mời"), rules).key == "petition"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_every_verdict_tells_why(kind: str, subject: str, issuer: str) -> None:
    verdict = paper_class(PaperFacts(kind, subject, issuer), default_paper())
    assert (verdict.key is None) == (verdict.signs == ())
    assert verdict.key is not None or not verdict.sure
