"""The signature block: position, authority and name, and where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.record import Record

Read = Callable[..., Record]


def test_a_deputy_signs_for_the_head(read: Read, pages: Any) -> None:
    record = read(pages.decision())
    assert record.signer_position.value == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
    assert record.signer_authority.value == "KT."
    assert record.signer_name.value == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("titles", "position", "authority"),
    [
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "TM."),
        (("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG", "TL."),
        (("KT.CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "KT.CHỦ TỊCH PHÓ CHỦ TỊCH", "KT."),
        (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "KT. BỘ TRƯỞNG THỨ TRƯỞNG", "KT."),
    ],
)
def test_positions_as_printed(
    read: Read, pages: Any, titles: tuple[str, ...], position: str, authority: str
) -> None:
    signed = [(title, 1000, 1500 + 45 * i) for i, title in enumerate(titles)]
    record = read(pages.decision(signed=[*signed, ("Trần Thị Bình", 1000, 1800)]))
    assert (record.signer_position.value, record.signer_authority.value) == (position, authority)
    assert not record.signer_position.review


@pytest.mark.parametrize(
    ("titles", "reason"),
    [
        (("(Z1.|30 GIÁM ĐỐC",), "concluded"),
        (("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "handwritten"),
        (("KT. GIÁM ĐỐC",), "concluded"),
        (("PHÓ GIÁM ĐỐC",), "concluded"),
        (("TL. GIÁM ĐỐC",), "incomplete"),
        (("KT. GIÁM ĐỐC", "Ð|10 GIÁM ĐỐC"), "concluded"),
        (("GIÁM ĐỐC",), "low_confidence"),
    ],
)
def test_a_position_of_which_a_part_may_be_lost_is_for_a_person(
    read: Read, pages: Any, titles: tuple[str, ...], reason: str
) -> None:
    signed = [(title, 1000, 1500 + 45 * i) for i, title in enumerate(titles)]
    record = read(pages.decision(signed=[*signed, ("Trần Thị Bình", 1000, 1800)]))
    assert (record.signer_position.review, record.signer_position.reason) == (True, reason)


@pytest.mark.parametrize("line", ["TS. Trần Thị Bình", "BS.CKII. Trần Thị Bình", "TRẦN THỊ BÌNH"])
def test_titles_are_not_part_of_a_name(read: Read, pages: Any, line: str) -> None:
    record = read(pages.decision(signed=[("CHI CỤC TRƯỞNG", 1000, 1500), (line, 1000, 1800)]))
    assert str(record.signer_name.value).title() == "Trần Thị Bình"


def test_a_document_without_a_name_or_a_title_says_so(read: Read, pages: Any) -> None:
    record = read(pages.decision(signed=()))
    assert (record.signer_name.value, record.signer_position.value) == (None, None)
    assert record.signer_name.review
    assert record.signer_position.review


def test_what_a_seal_left_of_a_name_is_not_given_as_one(read: Read, pages: Any) -> None:
    record = read(pages.decision(signed=[("GIÁM ĐỐC", 1000, 1500), ("Ngư|2 Văn Hải", 1000, 1800)]))
    assert record.signer_name.review


def test_the_annex_after_the_signature_does_not_sign(read: Read, pages: Any) -> None:
    annex = pages.write(
        ("Nơi nhận:", 240, 1500),
        ("TRƯỞNG PHÒNG", 1000, 1500),
        ("Lê Văn Khác", 1000, 1800),
        number=2,
    )
    record = read(pages.decision(), annex)
    assert record.signer_name.value == "Nguyễn Văn An"


def test_who_decides_is_named_at_the_head_and_does_not_sign_there(read: Read, pages: Any) -> None:
    first = pages.letter(
        ("QUYẾT ĐỊNH", 760, 420),
        ("Về việc ban hành quy chế làm việc", 600, 465),
        ("GIÁM ĐỐC SỞ Y TẾ", 720, 560),
        ("QUYẾT ĐỊNH:", 760, 760),
    )
    second = pages.write(
        ("Nơi nhận:", 240, 300),
        ("KT. GIÁM ĐỐC", 1000, 300),
        ("PHÓ GIÁM ĐỐC", 1000, 345),
        ("Nguyễn Văn An", 1000, 600),
        number=2,
    )
    record = read(first, second)
    assert record.signer_name.value == "Nguyễn Văn An"
    assert record.signer_position.value == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


def test_two_signers_side_by_side_are_for_a_person(read: Read, pages: Any) -> None:
    signed = [
        ("GIÁM ĐỐC", 760, 1500),
        ("CHỦ TỊCH", 1250, 1500),
        ("Nguyễn Văn An", 740, 1800),
        ("Trần Thị Bình", 1230, 1800),
    ]
    record = read(pages.decision(signed=signed))
    assert record.signer_name.reason == "several_signers"
    assert record.signer_position.reason == "several_signers"


def test_a_date_above_the_signature_is_taken_only_where_the_head_has_none(
    read: Read, pages: Any
) -> None:
    signed = [
        ("Kiên Giang, ngày 07 tháng 8 năm 2021", 860, 1440),
        ("CHỦ NHIỆM", 1000, 1500),
        ("Trần Thị Bình", 1000, 1800),
    ]
    foot = read(pages.decision(dateline="----", signed=signed))
    assert (foot.date.value, foot.date.reason) == ("2021-08-07", "unusual_place")
    assert read(pages.decision(signed=signed)).date.value == "2020-03-05"
