"""Number, symbol, date, place and issuer: what is surely printed is read, the rest is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Region, RegionKind
from pipeline.model.record import Record

Read = Callable[..., Record]


def test_a_printed_header_is_read_whole(read: Read, pages: Any) -> None:
    record = read(pages.decision())
    values = {name: field.value for name, field in record.items()}
    assert values["number"] == "12"
    assert values["notation"] == "QĐ-SYT"
    assert values["code"] == "12/QĐ-SYT"
    assert values["date"] == "2020-03-05"
    assert values["place"] == "Kiên Giang"
    assert values["issuer_parent"] == "UBND TỈNH KIÊN GIANG"
    assert values["issuer"] == "SỞ Y TẾ"
    assert not any(field.review for _, field in record.items())


def test_evidence_of_a_value_is_the_words_on_the_page(read: Read, pages: Any) -> None:
    record = read(pages.decision())
    assert [e.text for e in record.place.evidence] == ["Kiên", "Giang,"]
    assert record.number.evidence[0].box.top == 320
    assert all(e.page == 1 for _, field in record.items() for e in field.evidence)


@pytest.mark.parametrize(
    "line",
    ["Số: 2002/QĐ-SYT|40", "Số: 2|30 0b /QĐ-SYT", "Số:206)/QĐ-SYT|14", "Số: {24.2|63 /QĐ-SYT"],
)
def test_handwritten_digits_are_not_given(read: Read, pages: Any, line: str) -> None:
    record = read(pages.decision(number=line))
    assert record.number.value is None
    assert record.number.reason == "handwritten"
    assert record.number.evidence
    assert record.code.value is None
    assert record.code.review


def test_the_symbol_survives_a_handwritten_number(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="Số:#Ö7/QÐ-SYT|35"))
    assert record.notation.value == "QĐ-SYT"
    assert not record.notation.review


def test_a_blank_number_is_said_to_be_blank(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="Số: /QĐ-SYT"))
    assert (record.number.value, record.number.reason) == (None, "blank")


def test_a_number_that_a_pen_wrote_is_not_called_blank(read: Read, pages: Any) -> None:
    page = pages.decision(number="Số: /QĐ-SYT")
    row = next(line for line in page.lines if line.text.startswith("Số:"))
    box = row.box
    pen = Box(box.left + 40, box.top - 8, box.left + 70, box.bottom + 4)
    elsewhere = Box(box.left, box.bottom + 200, box.right, box.bottom + 240)
    for written, reason in ((pen, "handwritten"), (elsewhere, "blank")):
        region = Region(RegionKind.HANDWRITING, written, 0.9)
        record = read(replace(page, regions=(region,)))
        assert (record.number.value, record.number.reason) == (None, reason)


def test_no_number_line_is_not_found(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="----"))
    assert record.number.reason == "not_found"
    assert record.notation.reason == "not_found"


def test_a_number_beside_a_handwritten_day_must_be_surer(read: Read, pages: Any) -> None:
    page = pages.decision(
        number="Số: 12|93 /QĐ-SYT", dateline="Kiên Giang, ngày ÊÙ|10 tháng 3 năm 2020"
    )
    assert read(page).number.value is None


def test_a_symbol_with_a_year_belongs_to_a_legal_document(read: Read, pages: Any) -> None:
    record = read(pages.decision(number="Số: 30/2020/QĐ-SYT"))
    assert record.number.value == "30"
    assert record.notation.value == "QĐ-SYT"
    assert record.code.value == "30/2020/QĐ-SYT"


def test_a_handwritten_day_leaves_a_partial_date(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Kiên Giang, ngày (Q2|20 tháng 11 năm 2017"))
    assert record.date.value == "2017-11-??"
    assert (record.date.review, record.date.reason) == (True, "handwritten")


@pytest.mark.parametrize(
    ("dateline", "value"),
    [
        ("Kiên Giang, ngày tháng 3 năm 2020", "2020-03-??"),
        ("Kiên Giang, ngày 31 tháng 2 năm 2020", "2020-02-??"),
        ("Kiên Giang, ngày 05 tháng 13 năm 2020", None),
        ("Kiên Giang, ngày 05 tháng 3 năm 20|50 7", None),
    ],
)
def test_a_date_that_cannot_be_is_never_given(
    read: Read, pages: Any, dateline: str, value: str | None
) -> None:
    record = read(pages.decision(dateline=dateline))
    assert record.date.value == value
    assert record.date.review


def test_a_cited_date_is_never_the_documents(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="----"))
    assert record.date.value is None
    assert (record.date.review, record.place.review) == (True, True)


def test_an_incoming_stamp_gives_neither_number_nor_date(read: Read, pages: Any) -> None:
    stamp = (
        ("CÔNG VĂN ĐẾN", 420, 365),
        ("Số: 4711", 420, 410),
        ("Ngày 30 tháng 12 năm 2021", 420, 455),
    )
    record = read(pages.decision(extra=stamp))
    assert (record.number.value, record.date.value) == ("12", "2020-03-05")
    unread = read(pages.decision(number="----", dateline="----", extra=stamp))
    assert (unread.number.value, unread.date.value) == (None, None)


def test_columns_that_share_lines_are_told_apart(read: Read, pages: Any) -> None:
    page = pages.write(
        ("UBND TỈNH KIÊN GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 180),
        ("SỞ Y TẾ", 380, 225),
        ("Độc lập - Tự do - Hạnh phúc", 760, 225),
        ("Số: 12/QĐ-SYT Kiên Giang, ngày 05 tháng 3 năm 2020", 320, 320),
        ("QUYẾT ĐỊNH", 760, 420),
    )
    record = read(page)
    assert record.issuer_parent.value == "UBND TỈNH KIÊN GIANG"
    assert record.issuer.value == "SỞ Y TẾ"
    assert record.code.value == "12/QĐ-SYT"
    assert (record.place.value, record.date.value) == ("Kiên Giang", "2020-03-05")


@pytest.mark.parametrize(
    ("organs", "parent", "issuer"),
    [
        (("ỦY BAN NHÂN DÂN", "TỈNH KIÊN GIANG"), None, "ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG"),
        (("UỶ BAN NHÂN DÂN", "TỈNH KIÊN GIANG"), None, "UỶ BAN NHÂN DÂN TỈNH KIÊN GIANG"),
        (("BỘ NỘI VỤ",), None, "BỘ NỘI VỤ"),
        (
            ("SƠ Y TE", "CHI CỤC AN TOÀN", "VỆ SINH THỰC PHÂM"),
            "SỞ Y TẾ",
            "CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM",
        ),
        (("UBNDTĨNH KIÊN GIANG", "SỞ Y TÉ"), "UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"),
    ],
)
def test_lines_become_organs(
    read: Read, pages: Any, organs: tuple[str, ...], parent: str | None, issuer: str
) -> None:
    record = read(pages.decision(organs=organs))
    assert (record.issuer_parent.value, record.issuer.value) == (parent, issuer)


def test_joint_issuers_are_for_a_person(read: Read, pages: Any) -> None:
    record = read(pages.decision(organs=("SỞ Y TẾ -", "SỞ TÀI CHÍNH")))
    assert record.issuer.value == "SỞ Y TẾ - SỞ TÀI CHÍNH"
    assert (record.issuer.review, record.issuer.reason) == (True, "several_organs")


def test_an_unknown_word_read_badly_puts_the_issuer_in_review(read: Read, pages: Any) -> None:
    record = read(pages.decision(organs=("BAN QUẢN LÝ RƯNG|55",)))
    assert record.issuer.review


def test_a_place_that_is_like_a_known_one_is_kept_as_read(read: Read, pages: Any) -> None:
    record = read(pages.decision(dateline="Tiên Gianh, ngày 05 tháng 3 năm 2020"))
    assert record.place.value == "Tiên Gianh"
    known = read(pages.decision(dateline="Kiên Giàng, ngày 05 tháng 3 năm 2020"))
    assert known.place.value == "Kiên Giang"


def test_capitals_that_nothing_else_supports_are_for_a_person(read: Read, pages: Any) -> None:
    alone = read(pages.decision(organs=("TRUNG TÂM LÂP|94 TRÌNH",)))
    assert alone.issuer.review
    body = [("Trung tâm Lập Trình thông báo kết quả để Trung tâm Lập Trình được biết", 300, 1000)]
    seen = read(pages.decision(organs=("TRUNG TÂM LÂP|94 TRÌNH",), extra=body))
    assert (seen.issuer.value, seen.issuer.reason) == ("TRUNG TÂM LẬP TRÌNH", "respelt")


def test_a_dateline_that_a_wide_blank_cuts_is_one(read: Read, pages: Any) -> None:
    """The pen's day leaves a gap; the pieces stand a little above and below each other."""
    page = pages.decision(
        number="Số: /QĐ-SYT",
        dateline="Kiên Giang, ngày",
        extra=(("tháng 3 năm 2020", 1250, 317),),
    )
    record = read(page)
    assert (record.place.value, record.place.review) == ("Kiên Giang", False)
    assert record.date.value == "2020-03-??"
