"""Headers of other layouts: the Party, the youth union, joint papers, minutes, lost mottos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.model.record import Record

Read = Callable[..., Record]
BODY = "tổ chức và hoạt động của các cơ quan chuyên môn trên địa bàn toàn tỉnh trong năm"


def body(top: int) -> tuple[tuple[str, int, int], ...]:
    return tuple((BODY, 240, top + 45 * i) for i in range(6))


def values(record: Record, *names: str) -> list[Any]:
    return [getattr(record, name).value for name in names]


def test_a_paper_of_the_party(read: Read, pages: Any) -> None:
    page = pages.write(
        ("TỈNH ỦY KIÊN GIANG", 220, 180),
        ("*", 420, 225),
        ("Số 14-QĐ/TU", 290, 270),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 900, 180),
        ("Rạch Giá, ngày 05 tháng 3 năm 2020", 860, 270),
        ("QUYẾT ĐỊNH", 760, 420),
        ("về việc ban hành quy chế làm việc", 600, 465),
        *body(600),
    )
    record = read(page)
    assert values(record, "issuer", "number", "notation", "code") == [
        "TỈNH ỦY KIÊN GIANG",
        "14",
        "QĐ/TU",
        "14-QĐ/TU",
    ]
    assert values(record, "place", "date", "type") == ["Rạch Giá", "2020-03-05", "Quyết định"]


def test_a_paper_of_the_youth_union(read: Read, pages: Any) -> None:
    page = pages.write(
        ("TỈNH ĐOÀN KIÊN GIANG", 220, 180),
        ("BAN CHẤP HÀNH", 280, 225),
        ("***", 400, 262),
        ("Số: 31-KH/TĐTN", 290, 300),
        ("ĐOÀN TNCS HỒ CHÍ MINH", 960, 180),
        ("Rạch Giá, ngày 05 tháng 3 năm 2020", 860, 300),
        ("KẾ HOẠCH", 760, 420),
        ("Tổ chức hội trại thanh niên năm nay", 600, 465),
        *body(600),
    )
    record = read(page)
    assert values(record, "number", "notation", "place", "type", "subject") == [
        "31",
        "KH/TĐTN",
        "Rạch Giá",
        "Kế hoạch",
        "Tổ chức hội trại thanh niên năm nay",
    ]
    assert record.issuer.value == "BAN CHẤP HÀNH"
    assert record.issuer_parent.value == "TỈNH ĐOÀN KIÊN GIANG"


def test_two_issuers_together_are_for_a_person(read: Read, pages: Any) -> None:
    organs = ("SỞ Y TẾ -", "SỞ TÀI CHÍNH")
    record = read(pages.decision(organs=organs, number="Số: 12/LT-SYT-STC"))
    assert record.issuer.value == "SỞ Y TẾ - SỞ TÀI CHÍNH"
    assert record.issuer.reason == "several_organs"
    assert record.notation.value == "LT-SYT-STC"


def test_minutes_have_their_number_below_the_heading(read: Read, pages: Any) -> None:
    page = pages.write(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 580, 180),
        ("Độc lập - Tự do - Hạnh phúc", 640, 225),
        ("HỢP ĐỒNG", 760, 330),
        ("Thuê khoán công việc", 690, 375),
        ("Số: 07/2020/HĐ-KHTC", 700, 420),
        *body(600),
    )
    record = read(page)
    assert values(record, "type", "number", "notation") == ["Hợp đồng", "07", "HĐ-KHTC"]
    assert record.notation.reason == "unusual_place"
    assert record.subject.value == "Thuê khoán công việc"


def test_a_header_whose_motto_was_lost_is_found_by_its_dateline(read: Read, pages: Any) -> None:
    page = pages.write(
        ("UBND TỈNH KIÊN GIANG", 220, 180),
        ("SỞ Y TẾ", 320, 225),
        ("Số: 12/QĐ-SYT", 280, 320),
        ("Kiên Giang, ngày 05 tháng 3 năm 2020", 860, 320),
        ("QUYẾT ĐỊNH", 760, 420),
        ("Về việc ban hành quy chế làm việc", 600, 465),
        *body(600),
    )
    record = read(page)
    assert values(record, "issuer_parent", "issuer", "notation", "place", "date") == [
        "UBND TỈNH KIÊN GIANG",
        "SỞ Y TẾ",
        "QĐ-SYT",
        "Kiên Giang",
        "2020-03-05",
    ]


def test_a_date_in_the_text_makes_no_header(read: Read, pages: Any) -> None:
    page = pages.write(
        ("Căn cứ Quyết định số 99/QĐ-UBND ngày 01 tháng 01 năm 2019", 300, 180),
        *body(225),
    )
    record = read(page)
    assert values(record, "notation", "place", "date", "issuer") == [None] * 4


def test_a_letters_subject_without_its_mark_is_for_a_person(read: Read, pages: Any) -> None:
    page = pages.letter(
        ("góp ý dự thảo quy chế", 240, 365),
        ("làm việc của sở", 290, 402),
        ("Kính gửi: Ủy ban nhân dân tỉnh", 600, 500),
        *body(600),
    )
    record = read(page)
    assert record.subject.value == "góp ý dự thảo quy chế làm việc của sở"
    assert record.subject.reason == "unusual_place"


def test_a_subject_that_begins_so_needs_no_centre(read: Read, pages: Any) -> None:
    page = pages.write(
        *[(text, left, top) for text, left, top in _header()],
        ("QUYẾT ĐỊNH", 760, 420),
        ("Về việc ban hành quy chế làm việc", 330, 465),
        *body(600),
    )
    assert read(page).subject.value == "Về việc ban hành quy chế làm việc"


def _header() -> tuple[tuple[str, int, int], ...]:
    return (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 180),
        ("Độc lập - Tự do - Hạnh phúc", 880, 225),
        ("SỞ Y TẾ", 320, 225),
        ("Số: 12/QĐ-SYT", 280, 320),
        ("Kiên Giang, ngày 05 tháng 3 năm 2020", 860, 320),
    )


def titled(pages: Any, *lines: tuple[str, int, int]) -> Any:
    return pages.write(*_header(), *lines, *body(650))


def test_an_authority_below_the_heading_is_no_subject(read: Read, pages: Any) -> None:
    """Decisions before 2005 name who decides between the heading and the grounds."""
    authority = ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG", 530, 465)
    record = read(titled(pages, ("QUYẾT ĐỊNH", 760, 420), authority))
    assert (record.subject.value, record.subject.review) == (None, True)
    about = ("Về việc ban hành quy chế làm việc", 600, 510)
    record = read(titled(pages, ("QUYẾT ĐỊNH", 760, 420), authority, about))
    assert record.subject.value == "Về việc ban hành quy chế làm việc"


def test_whose_decision_it_is_is_no_subject(read: Read, pages: Any) -> None:
    heading = ("QUYẾT ĐỊNH CỦA GIÁM ĐỐC SỞ Y TẾ", 590, 420)
    about = ("Về việc ban hành quy chế làm việc", 600, 465)
    record = read(titled(pages, heading, about))
    assert record.type.value == "Quyết định"
    assert record.subject.value == "Về việc ban hành quy chế làm việc"


def test_a_decision_may_have_its_subject_below_the_number(read: Read, pages: Any) -> None:
    about = (("V/v ban hành quy chế", 240, 362), ("làm việc của sở", 270, 400))
    record = read(titled(pages, *about, ("QUYẾT ĐỊNH", 760, 500)))
    assert record.type.value == "Quyết định"
    assert record.subject.value == "ban hành quy chế làm việc của sở"


def test_a_heading_in_small_letters_is_for_a_person(read: Read, pages: Any) -> None:
    record = read(titled(pages, ("Quyết định", 760, 420)))
    assert (record.type.value, record.type.review) == ("Quyết định", True)
