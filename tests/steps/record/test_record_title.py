"""Kind, subject and addressees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.record import Record
from pipeline.rules import Rules

Read = Callable[..., Record]


def test_a_heading_names_the_kind_and_what_stands_below_it_the_subject(
    read: Read, pages: Any
) -> None:
    record = read(pages.decision())
    assert record.type.value == "Quyết định"
    assert record.subject.value == "Về việc ban hành quy chế làm việc"


@pytest.mark.parametrize("heading", ["QUYÉT ĐỊNH", "QUYÊT ĐINH", "QUYẾT ĐỊNH."])
def test_tone_marks_of_a_heading_do_not_matter(read: Read, pages: Any, heading: str) -> None:
    record = read(pages.decision(heading=heading))
    assert (record.type.value, record.type.review) == ("Quyết định", False)


def test_every_kind_of_the_decree_is_known(rules: Rules) -> None:
    decree = [kind.name for kind in rules.kind if kind.source == "decree"]
    assert len(decree) + len([rules.letter]) == 29
    assert len(set(decree)) == len(decree)


def test_a_heading_that_no_list_names_is_for_a_person(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="----", heading="BẢNG KÊ CHI PHÍ"))
    assert record.type.value == "Bảng kê chi phí"
    assert record.type.reason == "unknown_kind"


def test_a_letter_has_its_subject_after_v_v(read: Read, pages: Any) -> None:
    record = read(
        pages.letter(
            ("V/v báo cáo kết quả", 260, 370),
            ("công tác năm", 290, 415),
            ("Kính gửi: Các đơn vị trực thuộc.", 600, 520),
            ("Thực hiện Công văn số 77/BYT-KCB ngày 02 tháng 02 năm 2020 của Bộ Y tế", 300, 640),
        )
    )
    assert record.type.value == "Công văn"
    assert record.subject.value == "báo cáo kết quả công tác năm"
    assert record.to.value == ("Các đơn vị trực thuộc.",)
    assert not record.subject.review


def test_a_letter_without_v_v_has_its_subject_in_review(read: Read, pages: Any) -> None:
    record = read(pages.letter(("Kính gửi: Bộ Y tế", 600, 520)))
    assert record.type.value == "Công văn"
    assert (record.subject.value, record.subject.reason) == (None, "not_found")


def test_neither_heading_nor_addressee_is_no_letter(read: Read, pages: Any) -> None:
    record = read(pages.letter())
    assert record.type.value is None
    assert record.type.review


def test_a_lost_heading_is_concluded_from_the_symbol_and_said_so(read: Read, pages: Any) -> None:
    record = read(pages.decision(heading="----"))
    assert (record.type.value, record.type.reason) == ("Quyết định", "concluded")


def test_addressees_are_a_list(read: Read, pages: Any) -> None:
    record = read(
        pages.letter(
            ("V/v báo cáo", 260, 370),
            ("Kính gửi:", 460, 520),
            ("- Giám đốc các bệnh viện;", 620, 565),
            ("- Phòng Y tế các huyện, thị xã,", 620, 610),
            ("thành phố.", 620, 655),
            ("(sau đây gọi là các đơn vị)", 620, 700),
            (
                "Thực hiện Công văn số 77/BYT-KCB của Bộ Y tế về việc báo cáo kết quả công tác",
                300,
                780,
            ),
        )
    )
    assert record.to.value == (
        "Giám đốc các bệnh viện;",
        "Phòng Y tế các huyện, thị xã, thành phố.",
    )


def test_a_letter_whose_addressee_was_lost_is_for_a_person(read: Read, pages: Any) -> None:
    record = read(pages.letter(("V/v báo cáo", 260, 370)))
    assert (record.to.value, record.to.reason) == (None, "not_found")


def test_the_rest_of_the_document_corrects_a_spelling_but_never_silently(
    read: Read, pages: Any
) -> None:
    body = [
        ("đề nghị các đơn vị nâng cấp nhà lưới trồng rau theo đúng kế hoạch đã được phê", 240, 640),
        (
            "duyệt và báo cáo tiến độ nâng cấp nhà lưới trồng rau cho cơ quan chuyên môn biết",
            240,
            685,
        ),
    ]
    head = [("Kính gửi: Các đơn vị.", 600, 520), *body]
    wrong = read(pages.letter(("V/v nâng cấp nhà lười trồng", 260, 370), *head))
    assert wrong.subject.value == "nâng cấp nhà lưới trồng"
    assert (wrong.subject.review, wrong.subject.reason) == (True, "respelt")
    assert "lười" in [e.text for e in wrong.subject.evidence]
    right = read(pages.letter(("V/v nâng cấp nhà lưới|80 trồng", 260, 370), *head))
    assert (right.subject.value, right.subject.review) == ("nâng cấp nhà lưới trồng", False)


def test_an_impossible_syllable_is_not_trusted(read: Read, pages: Any) -> None:
    record = read(
        pages.letter(("V/v phòng áp lâp nước", 260, 370), ("Kính gửi: Sở Y tế", 600, 520))
    )
    assert record.subject.review


@pytest.mark.parametrize(
    ("subject", "review"),
    [
        ("Về việc ban hành quy chế làm việc", False),
        ("Về việc ban hành quy chế của", True),
        ("Về việc ban hành quy chế (sửa đổi", True),
    ],
)
def test_a_subject_that_ends_in_the_middle_is_for_a_person(
    read: Read, pages: Any, subject: str, review: bool
) -> None:
    page = pages.letter((f"V/v {subject[8:]}", 240, 365), ("Kính gửi: Sở Y tế", 600, 460))
    record = read(page)
    assert record.subject.review is review
    assert (record.subject.reason == "incomplete") is review
