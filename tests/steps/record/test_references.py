"""Cited documents: what is cited, how it is related, and what the text does not say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, LineRole, OcrPage, Word
from pipeline.model.reference import Reference
from pipeline.rules import Rules, default_rules
from pipeline.steps.record.references import latest_cited_date, read_references, without_own

Cite = Callable[..., tuple[Reference, ...]]


def page(*paragraphs: str, number: int = 1, sure: float = 0.96) -> OcrPage:
    """A page with these paragraphs, a line for every twelve words."""
    lines: list[Line] = []
    for block, text in enumerate(paragraphs):
        words = text.split()
        for start in range(0, len(words), 12):
            top = 40 * len(lines)
            placed = tuple(
                Word(word, Box(100 + 120 * i, top, 210 + 120 * i, top + 30), sure)
                for i, word in enumerate(words[start : start + 12])
            )
            lines.append(Line(placed, Box(100, top, 1600, top + 30), block))
    return OcrPage(number, (1654, 2339), 200.0, tuple(lines), "hand")


@pytest.fixture
def cite(rules: Rules) -> Cite:
    """Paragraphs of one page → the documents that they cite."""
    return lambda *paragraphs: read_references([page(*paragraphs)], rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            ("basis", "Luật", "Tổ chức chính quyền địa phương", None, "2015-06-19", None),
        ),
        (
            "Căn cứ Luật Thi đua, khen thưởng năm 2022;",
            ("basis", "Luật", "Thi đua, khen thưởng", None, "2022-??-??", None),
        ),
        (
            "Căn cứ Luật Quản lý, sử dụng tài sản công số 15/2017/QH14 ngày 21/6/2017;",
            ("basis", "Luật", "Quản lý, sử dụng tài sản công", "15/2017/QH14", "2017-06-21", None),
        ),
        (
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;",
            ("basis", "Nghị định", None, "30/2020/NĐ-CP", "2020-03-05", "Chính phủ"),
        ),
        (
            "Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương về",
            ("follows", "Nghị quyết", None, "18-NQ/TW", "2017-10-25", "Ban Chấp hành Trung ương"),
        ),
        (
            "Phúc đáp Công văn số 12 ngày 3/4/2018 của Sở Văn hóa, Thể thao và Du lịch về việc",
            (
                "answers",
                "Công văn",
                None,
                "12",
                "2018-04-03",
                "Sở Văn hóa, Thể thao và Du lịch",
            ),
        ),
        (
            "Quyết định này thay thế Quyết định số 12/QĐ-UBND ngày 01 tháng 02 năm 2019.",
            ("replaces", "Quyết định", None, "12/QĐ-UBND", "2019-02-01", None),
        ),
        (
            "Quyết định số 45/QĐ-SYT ngày 2/3/2017 hết hiệu lực kể từ ngày ký.",
            ("repeals", "Quyết định", None, "45/QĐ-SYT", "2017-03-02", None),
        ),
        (
            "(Kèm theo Quyết định số 7/QĐ-UBND ngày tháng 3 năm 2020 của UBND tỉnh)",
            ("attached", "Quyết định", None, "7/QĐ-UBND", "2020-03-??", "UBND tỉnh"),
        ),
        (
            "Bộ Y tế ban hành Thông tư của Bộ Y tế số 22/2013/TT-BYT để hướng dẫn.",
            ("mentions", "Thông tư", None, "22/2013/TT-BYT", None, "Bộ Y tế"),
        ),
        (
            "Căn cứ Quy định số 897- QĐ/TU của Ban Chỉ đạo tỉnh;",
            ("basis", "Quy định", None, "897-QĐ/TU", None, "Ban Chỉ đạo tỉnh"),
        ),
        (
            "(Xem TTLT 58/2015/TTLT-BYT-BTNMT)",
            ("mentions", "Thông tư liên tịch", None, "58/2015/TTLT-BYT-BTNMT", None, None),
        ),
    ],
)
def test_a_citation_is_read_whole(cite: Cite, text: str, expected: tuple[str | None, ...]) -> None:
    (reference,) = cite(text)
    assert expected == (
        reference.relation.value,
        reference.kind,
        reference.title,
        reference.code,
        reference.date,
        reference.issuer,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số lượng người làm việc trong năm 2020 của đơn vị.",
        "Luật này có hiệu lực từ ngày 01 tháng 7 năm 2025.",
        "Đề nghị các đơn vị báo cáo trước ngày 12/3/2020.",
        "Căn cứ Quyết định số /QĐ-UBND ngày tháng năm 2020;",
        "Số: 12/SYT-NVY",
        "Điện thoại số 0919 311 345",
    ],
)
def test_what_names_no_document_is_no_reference(cite: Cite, text: str) -> None:
    assert cite(text) == ()


def test_the_clause_is_kept_with_what_it_is_of(cite: Cite) -> None:
    (reference,) = cite("Bãi bỏ điểm a khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP của Chính phủ.")
    assert reference.relation.value == "repeals"
    assert reference.clause == "điểm a khoản 2 Điều 5"
    assert reference.evidence[0].text == "điểm"
    assert reference.evidence[-1].text == "phủ."


def test_a_law_that_amends_others_is_one_law(cite: Cite) -> None:
    (law,) = cite(
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức"
        " chính quyền địa phương ngày 22 tháng 11 năm 2019;"
    )
    assert law.title is not None
    assert law.title.startswith("sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật")
    assert law.date == "2019-11-22"


def test_what_a_basis_amends_is_only_mentioned(cite: Cite) -> None:
    first, second = cite(
        "Căn cứ Nghị định số 92/2017/NĐ-CP ngày 07 tháng 8 năm 2017 của Chính phủ sửa đổi, bổ sung"
        " Nghị định số 63/2010/NĐ-CP;"
    )
    assert (first.relation.value, first.issuer) == ("basis", "Chính phủ")
    assert second.relation.value == "mentions"


def test_what_another_document_carries_out_is_only_mentioned(cite: Cite) -> None:
    first, second, third = cite(
        "Thực hiện Kế hoạch số 9/KH-UBND ngày ngày 19/01/2017 của UBND tỉnh thực hiện Nghị quyết"
        " số 01/NQ-CP. - Thông tư số 2/2017/TT-BYT."
    )
    assert (first.relation.value, first.date, first.issuer) == (
        "follows",
        "2017-01-19",
        "UBND tỉnh",
    )
    assert (second.relation.value, third.relation.value) == ("mentions", "mentions")


def test_a_list_of_numbers_is_a_list_of_documents(cite: Cite) -> None:
    found = cite(
        "Bãi bỏ các Quyết định số 12/QĐ-UBND ngày 5/3/2019, số 13/QĐ-UBND và"
        " số 14/2018/QĐ-UBND của Ủy ban nhân dân tỉnh."
    )
    assert [r.code for r in found] == ["12/QĐ-UBND", "13/QĐ-UBND", "14/2018/QĐ-UBND"]
    assert {r.kind for r in found} == {"Quyết định"}


def test_a_code_broken_at_the_end_of_a_line_is_whole(cite: Cite) -> None:
    (reference,) = cite("Theo Công điện số 1155/CĐ- BYT ngày 31/10/2017 của Bộ Y tế về việc")
    assert reference.code == "1155/CĐ-BYT"


def test_a_citation_goes_on_over_a_page(rules: Rules) -> None:
    running = Line((Word("2", Box(800, 10, 820, 40), 0.9),), Box(800, 10, 820, 40), 9)
    second = page("05/3/2020 của Chính phủ;", number=2)
    numbered = OcrPage(
        2,
        second.size,
        second.dpi,
        (
            Line(running.words, running.box, running.block, LineRole.PAGE_NUMBER),
            *second.lines,
        ),
        "hand",
    )
    first = page("Căn cứ Nghị định số 30/2020/NĐ-CP ngày")
    (reference,) = read_references([first, numbered], rules)
    assert reference.date == "2020-03-05"
    assert {e.page for e in reference.evidence} == {1, 2}


def test_a_document_is_cited_once_with_the_relation_that_says_most(cite: Cite) -> None:
    (reference,) = cite(
        "Hội nghị phổ biến Nghị định số 30/2020/NĐ-CP.", "Căn cứ Nghị định số 30/2020/NĐ-CP;"
    )
    assert reference.relation.value == "basis"


def test_what_an_annex_says_of_its_own_document_is_no_link(cite: Cite) -> None:
    own = cite("(Kèm theo Quyết định số 12/QĐ-SYT ngày 5/3/2020 của Sở Y tế)")
    assert without_own(own, "Quyết định", "QĐ-SYT") == ()
    assert without_own(own, "Công văn", "SYT-NVY") == own


def test_the_latest_date_is_of_the_documents_own_pages(rules: Rules) -> None:
    pages = [
        page(
            "Căn cứ Kế hoạch số 5/KH-SYT ngày 12/3/2020;", "Theo Công văn số 6/SYT ngày 1/2/2020;"
        ),
        page("Thông tư số 7/2021/TT-BYT ngày 1/1/2021", number=2),
    ]
    references = read_references(pages, rules)
    latest = latest_cited_date(references, last_page=1)
    assert latest is not None
    assert str(latest.date) == "2020-03-12"
    assert "5/KH-SYT" in [e.text for e in latest.evidence]


def test_a_date_that_was_read_with_doubt_says_nothing(rules: Rules) -> None:
    unsure = [page("Căn cứ Kế hoạch số 5/KH-SYT ngày 12/3/2020;", sure=0.6)]
    assert latest_cited_date(read_references(unsure, rules), last_page=1) is None


def test_what_goes_with_a_letter_may_be_younger(cite: Cite) -> None:
    sent = cite("Sở Y tế gửi kèm theo Kế hoạch số 5/KH-SYT ngày 12/3/2020;")
    assert latest_cited_date(sent, last_page=1) is None


@given(
    number=st.integers(1, 9999),
    symbol=st.sampled_from(["QĐ-UBND", "QĐ-SYT", "QĐ-TTg", "2015/QĐ-BYT", "QĐ-BCĐ-PCTT"]),
    day=st.integers(0, 40_000).map(lambda days: date(1950, 1, 1) + timedelta(days)),
    style=st.sampled_from(["{:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{:%d tháng %m năm %Y}"]),
)
def test_what_is_printed_is_read_back(number: int, symbol: str, day: date, style: str) -> None:
    text = f"Căn cứ Quyết định số {number:02d}/{symbol} ngày {style.format(day)} của Bộ Y tế;"
    (reference,) = read_references([page(text)], default_rules())
    assert reference.code == f"{number:02d}/{symbol}"
    assert reference.date == day.isoformat()
