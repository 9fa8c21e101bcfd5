"""What a document may have besides: found where it stands, never taken for the document's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.blanks import BlankKind, BlankReading, DigitReading
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage
from pipeline.model.record import DETAILS, FIELD_NAMES, Record

Read = Callable[..., Record]
COPY = [
    ("ỦY BAN NHÂN DÂN XÃ ĐỒI MƠ", 240, 1960),
    ("SAO Y", 1130, 1960),
    ("Số: 21/SY-UBND", 350, 2010),
    ("Đồi Mơ, ngày 25 tháng 12 năm 2023", 880, 2010),
    ("TM. ỦY BAN NHÂN DÂN", 960, 2060),
    ("CHỦ TỊCH", 1080, 2105),
    ("Lê Thị Bình", 1060, 2280),
]


def foot(*items: str) -> list[tuple[str, int, int]]:
    """A list of recipients on a second page, with a signature beside it."""
    listed = [(item, 240, 345 + 36 * n) for n, item in enumerate(items)]
    return [
        ("Nơi nhận:", 240, 305),
        *listed,
        ("GIÁM ĐỐC", 1050, 305),
        ("Nguyễn Văn An", 1020, 600),
    ]


def two_pages(pages: Any, *items: str) -> tuple[Any, Any]:
    head = pages.letter(("V/v rà soát hồ chứa", 240, 380), ("Kính gửi: Sở Nội vụ", 600, 520))
    return head, pages.write(*foot(*items), number=2)


def test_details_are_the_fields_behind_copy() -> None:
    assert {"copies_to", "arrival_date", "keywords"} <= set(DETAILS)
    assert not {"number", "signer_name", "copy"} & set(DETAILS)
    assert set(DETAILS) < set(FIELD_NAMES)


def test_nothing_optional_puts_a_document_in_review(read: Read, pages: Any) -> None:
    record = read(pages.decision(extra=COPY))
    assert not any(getattr(record, name).review for name in DETAILS)


def test_recipients_are_one_text_each(read: Read, pages: Any) -> None:
    record = read(
        *two_pages(
            pages,
            "- Như trên;",
            "- Đơn vị Y tế các ngành,",
            "Công an, Quân đội;",
            "- Lưu: VT, NVY.",
        )
    )
    assert record.copies_to.value == ("Như trên", "Đơn vị Y tế các ngành, Công an, Quân đội")
    assert record.filed_with.value == ("VT", "NVY")
    assert record.drafter.value is None
    assert record.copies_made.value is None


@pytest.mark.parametrize(
    ("line", "units", "drafter", "copies"),
    [
        ("- Lưu: VT.", ("VT",), None, None),
        ("- Lưu VT và ĐPV", ("VT", "ĐPV"), None, None),
        ("- Lưu: VT, NVY.PL(300).", ("VT", "NVY"), "PL", "300"),
        ("- Lưu: VT, vmthang (2b).", ("VT",), "vmthang", "2"),
        ("- Lưu: VT; KSTTHC (MN,07).", ("VT", "KSTTHC"), "MN", "07"),
        ("- Lưu: VT, “HT”.", ("VT",), "HT", None),
        ("- Lưu: VT, KCB (02b), PC (03b).", ("VT", "KCB", "PC"), None, None),
        ("- Lưu: VT, VP UBND tỉnh.", ("VT", "VP UBND tỉnh"), None, None),
    ],
)
def test_the_file_copy_has_units_a_drafter_and_a_number(
    read: Read, pages: Any, line: str, units: tuple[str, ...], drafter: str, copies: str
) -> None:
    record = read(*two_pages(pages, "- Như trên;", line))
    assert record.copies_to.value == ("Như trên",)
    assert (record.filed_with.value, record.drafter.value, record.copies_made.value) == (
        units,
        drafter,
        copies,
    )


def test_what_stands_far_below_the_list_is_not_of_it(read: Read, pages: Any) -> None:
    head, second = two_pages(pages, "- Như trên;", "- Sở Nội vụ;")
    far = pages.write(*foot("- Như trên;", "- Sở Nội vụ;"), ("- Ghi chú", 240, 900), number=2)
    assert read(head, far).copies_to.value == read(head, second).copies_to.value


def test_a_copy_below_the_document_is_a_copy(read: Read, pages: Any) -> None:
    plain, copied = read(pages.decision()), read(pages.decision(extra=COPY))
    for name in ("number", "notation", "code", "date", "issuer", "signer_name", "signer_position"):
        assert getattr(copied, name) == getattr(plain, name), name
    assert {name: field.value for name, field in copied.items() if name.startswith("copy")} == {
        "copy": "Sao y",
        "copy_number": "21",
        "copy_notation": "SY-UBND",
        "copy_date": "2023-12-25",
        "copy_issuer": "ỦY BAN NHÂN DÂN XÃ ĐỒI MƠ",
        "copy_signer_name": "Lê Thị Bình",
        "copy_signer_position": "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
    }


def test_what_of_a_copy_is_not_sure_is_not_given(read: Read, pages: Any) -> None:
    unsure = [("Số: 21|40 /SY-UBND", 350, 2010) if "21/SY" in at[0] else at for at in COPY]
    record = read(pages.decision(extra=unsure))
    assert (record.copy_number.value, record.copy_number.review) == (None, False)
    assert record.copy_number.reason == "low_confidence"
    assert record.copy_notation.value == "SY-UBND"


def test_the_words_sao_y_in_a_text_are_no_copy(read: Read, pages: Any) -> None:
    record = read(pages.decision(extra=[("SAO Y", 1130, 1960)]))
    assert record.copy.value is None


def test_a_digital_copy_says_who_copied_it_and_when(read: Read, pages: Any) -> None:
    strip = [
        ("SAO Y; ỦY BAN NHÂN DÂN TỈNH;", 980, 20),
        ("Thời gian ký: 19/02/2025 08:34:29 +07:00", 980, 55),
    ]
    record = read(pages.decision(extra=strip))
    assert record.copy.value == "Sao y"
    assert record.copy_issuer.value == "ỦY BAN NHÂN DÂN TỈNH"
    assert record.copy_date.value == "2025-02-19"
    assert record.date.value == "2020-03-05"


STAMP = [("ĐẾN", 1060, 430), ("Số: 219", 1180, 430), ("Ngày: 12/3/2018", 1180, 475)]


def test_an_arrival_stamp_has_a_number_and_a_date(read: Read, pages: Any) -> None:
    record = read(pages.letter(*STAMP))
    assert (record.arrival_number.value, record.arrival_date.value) == ("219", "2018-03-12")
    assert record.date.value == "2020-03-05"
    assert record.number.value == "05"


def test_a_stamp_that_a_pen_filled_in_says_only_where_it_is(read: Read, pages: Any) -> None:
    record = read(pages.letter(("ĐẾN", 1060, 430), ("Số: 219|60", 1180, 430)))
    assert record.arrival_number.value is None
    assert record.arrival_date.value is None
    assert record.arrival_date.evidence[0].text == "ĐẾN"
    assert not record.arrival_date.review


def test_without_a_stamp_nothing_has_arrived(read: Read, pages: Any) -> None:
    record = read(pages.letter())
    assert record.arrival_number.evidence == ()


@pytest.mark.parametrize(("chance", "value"), [(0.97, "219"), (0.6, None)])
def test_a_blank_of_the_stamp_that_was_read(
    read: Read, pages: Any, chance: float, value: str | None
) -> None:
    readings = (DigitReading("219", chance), DigitReading("279", 0.02))
    blank = BlankReading(BlankKind.ARRIVAL_NUMBER, Box(1200, 420, 1300, 460), readings)
    record = read(replace(pages.letter(), blanks=(blank,)))
    assert record.arrival_number.value == value
    assert [c.value for c in record.arrival_number.candidates] == ["219", "279"]
    assert record.arrival_number.places == ((1, blank.box),)


@pytest.mark.parametrize(
    ("organs", "issuers"),
    [
        (("SỞ Y TẾ - SỞ TÀI CHÍNH",), ("SỞ Y TẾ", "SỞ TÀI CHÍNH")),
        (("UBND TỈNH KIÊN GIANG", "SỞ Y TẾ -", "SỞ TÀI CHÍNH"), ("SỞ Y TẾ", "SỞ TÀI CHÍNH")),
        (("SỞ LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỘI"), None),
        (("UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"), None),
    ],
)
def test_organs_that_a_hyphen_joins_issue_together(
    read: Read, pages: Any, organs: tuple[str, ...], issuers: tuple[str, ...] | None
) -> None:
    assert read(pages.decision(organs=organs)).joint_issuers.value == issuers


def test_two_who_sign_side_by_side_are_both_named(read: Read, pages: Any) -> None:
    signed = [
        ("CHÁNH VĂN PHÒNG", 300, 1500),
        ("GIÁM ĐỐC", 1050, 1500),
        ("Trần Thị Hoa", 320, 1800),
        ("Nguyễn Văn An", 1020, 1800),
    ]
    page = pages.write(*signed)
    record = read(pages.letter(), replace(page, number=2))
    assert record.joint_signers.value == ("Nguyễn Văn An", "Trần Thị Hoa")
    assert record.joint_positions.value == ("GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")
    assert read(pages.decision()).joint_signers.value is None


def test_annexes_are_named_by_their_headings(read: Read, pages: Any) -> None:
    first = pages.write(("PHỤ LỤC I", 760, 150), ("DANH MỤC HỒ SƠ", 720, 195), number=2)
    other = pages.write(
        ("DANH SÁCH CÁN BỘ", 700, 150), ("(Kèm theo Quyết định số 12/QĐ-SYT)", 600, 195), number=3
    )
    record = read(pages.decision(), first, other)
    assert record.annexes.value == ("PHỤ LỤC I DANH MỤC HỒ SƠ", "DANH SÁCH CÁN BỘ")
    assert record.attached_to.value is None
    assert read(pages.decision()).annexes.value is None


def test_a_paper_says_what_it_is_an_annex_of(read: Read, pages: Any) -> None:
    aside = [
        ("QUY CHẾ", 780, 420),
        ("(Ban hành kèm theo Quyết định số 12/QĐ-SYT", 560, 480),
        ("ngày 05 tháng 3 năm 2020 của Sở Y tế)", 620, 525),
    ]
    record = read(pages.letter(*aside))
    assert record.attached_to.value == (
        "Quyết định số 12/QĐ-SYT ngày 05 tháng 3 năm 2020 của Sở Y tế"
    )
    assert [r.code for r in record.references] == ["12/QĐ-SYT"]


LETTER = [
    ("V/v rà soát hồ chứa nước", 240, 380),
    ("Kính gửi: Ủy ban nhân dân các huyện", 600, 520),
    ("Thực hiện Kế hoạch số 5/KH-UBND ngày 12/2/2020 của Ủy ban nhân dân tỉnh,", 300, 650),
    ("Sở Y tế đề nghị các huyện rà soát hồ chứa nước trước ngày 20/3/2020.", 240, 695),
    ("Hồ chứa nước xuống cấp thì báo cáo ngay để có phương án về hồ chứa nước./.", 300, 780),
]


def in_paragraphs(page: OcrPage) -> OcrPage:
    """Each line a paragraph of its own, but one that begins in small letters or at the margin."""
    lines: list[Line] = []
    for line in page.lines:
        goes_on = line.box.left == 240 and line.box.top > 600
        lines.append(replace(line, block=lines[-1].block if goes_on else len(lines)))
    return replace(page, lines=tuple(lines))


def test_a_letter_is_summed_up_in_its_own_words(read: Read, pages: Any) -> None:
    record = read(in_paragraphs(pages.letter(*LETTER)))
    assert record.summary.value == " ".join(text for text, _, _ in LETTER[2:4])
    assert read(pages.decision()).summary.value is None


def test_keywords_are_what_the_subject_names(read: Read, pages: Any) -> None:
    record = read(in_paragraphs(pages.letter(*LETTER)))
    assert isinstance(record.keywords.value, tuple)
    assert "hồ chứa nước" in record.keywords.value[0]
    assert "đề nghị" not in record.keywords.value
    assert len(record.keywords.value) <= 8


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("và của các cho về được trong với này đã là có theo tại", "Tiếng Việt"),
        ("the of and to in for is on by with that be are from", "Tiếng Anh"),
        ("và của các cho về được trong với the of and to in for is on", "Tiếng Việt; Tiếng Anh"),
        ("12 34 56 78", None),
    ],
)
def test_small_words_tell_the_language(
    read: Read, pages: Any, text: str, language: str | None
) -> None:
    assert read(pages.write((text, 200, 900))).language.value == language
