"""A page's lines come out by header, paragraph, cell and foot, each with its role."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Line, LineRole, Table, Word
from pipeline.steps.layout.page_layout import page_layout

SIZE = (1650, 2340)


def line(text: str, left: int, top: int, confidence: float = 0.9) -> Line:
    """Words of fourteen pixels a letter; "|" leaves a wide gap."""
    words, x = [], left
    for part in text.split():
        if part == "|":
            x += 300
            continue
        words.append(Word(part, Box(x, top, x + 14 * len(part), top + 28), confidence))
        x += 14 * len(part) + 14
    return Line(tuple(words), hull(word.box for word in words))


def table(top: int = 1000, rows: int = 2) -> Table:
    """Two columns, from 200 to 700 and to 1400, rows 100 pixels high."""
    cells = tuple(
        Cell(row, column, Box(left, top + 100 * row, right, top + 100 * (row + 1)), None)
        for row in range(rows)
        for column, (left, right) in enumerate(((200, 700), (700, 1400)))
    )
    return Table(hull(cell.box for cell in cells), cells)


def blocks(lines: tuple[Line, ...]) -> list[str]:
    return [" ".join(x.text for x in group) for _, group in groupby(lines, key=lambda x: x.block)]


HEAD = line("UBND TỈNH TRƯỜNG SƠN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 230, 200)
HEAD_2 = line("SỞ Y TẾ | | Độc lập - Tự do", 330, 240)
BODY = (
    line(
        "Căn cứ Hướng dẫn số 12/HD-UBND ngày 12 tháng 11 năm 2014 của Ủy ban nhân dân tỉnh",
        260,
        460,
    ),
    line("về việc xét công nhận sáng kiến.", 200, 500),
)


def test_blocks_are_columns_lines_and_paragraphs() -> None:
    lines, tables = page_layout([*BODY, HEAD_2, HEAD], SIZE)
    assert blocks(lines) == [
        "UBND TỈNH TRƯỜNG SƠN",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do",
        f"{BODY[0].text} {BODY[1].text}",
    ]
    assert tables == ()


def test_a_line_across_cells_is_cut_at_their_borders() -> None:
    across = line("Tên đơn vị gửi hồ sơ đăng ký | ghi chú thêm", 300, 1030)
    lower = line("ở đây", 720, 1062)
    lines, (found,) = page_layout([lower, across, line("Tổng cộng", 220, 1140)], SIZE, [table()])
    written = {cell.block: (cell.row, cell.column) for cell in found.cells}
    assert [(written[x.block], x.text) for x in lines] == [
        ((0, 0), "Tên đơn vị gửi hồ sơ đăng ký"),
        ((0, 1), "ghi chú thêm"),
        ((0, 1), "ở đây"),
        ((1, 0), "Tổng cộng"),
    ]
    assert [cell.block is None for cell in found.cells] == [False, False, False, True]


def test_a_table_stands_where_it_is_on_the_page() -> None:
    after = line("Nơi nhận: | | GIÁM ĐỐC", 260, 1400)
    inside = line("Số bác sĩ", 220, 1040)
    lines, _ = page_layout([after, inside, *BODY], SIZE, [table()])
    assert blocks(lines) == [
        f"{BODY[0].text} {BODY[1].text}",
        "Số bác sĩ",
        "Nơi nhận:",
        "GIÁM ĐỐC",
    ]


def test_a_dash_for_nothing_and_a_box_to_tick_stay_in_their_cells() -> None:
    printed = [line("— | | [_]", 380, 1030, confidence=0.95)]
    ordered, _ = page_layout(printed, SIZE, [table()])
    assert sorted(word.text for found in ordered for word in found.words) == ["[_]", "—"]
    weak = [line("—", 380, 1030, confidence=0.6)]
    assert page_layout(weak, SIZE, [table()])[0]


def test_pieces_of_rules_are_no_words_but_numbers_are() -> None:
    marked = Line(
        (
            Word("|", Box(196, 1030, 204, 1060), 0.9),
            Word("12", Box(230, 1030, 260, 1060), 0.9),
            Word("1", Box(690, 1030, 699, 1060), 0.2),
            Word("1", Box(900, 1030, 914, 1060), 0.2),
        ),
        Box(196, 1030, 914, 1060),
    )
    lines, _ = page_layout([marked], SIZE, [table()])
    assert [x.text for x in lines] == ["12", "1"]


def roles(*lines: Line) -> dict[str, LineRole]:
    return {x.text: x.role for x in page_layout(lines, SIZE)[0]}


def test_page_numbers_are_told_at_the_top_and_at_the_bottom() -> None:
    assert roles(line("2", 815, 90), *BODY)["2"] is LineRole.PAGE_NUMBER
    assert roles(*BODY, line("Trang 3/5", 1300, 2280))["Trang 3/5"] is LineRole.PAGE_NUMBER
    assert roles(line("§", 815, 90), *BODY)["§"] is LineRole.PAGE_NUMBER


def test_a_page_number_above_an_empty_foot() -> None:
    assert roles(*BODY, line("- 2 -", 800, 2060))["- 2 -"] is LineRole.PAGE_NUMBER
    assert roles(*BODY, line("- 2 -", 1300, 2060))["- 2 -"] is LineRole.BODY


def test_a_letterhead_at_the_edge_of_the_sheet_is_no_running_head() -> None:
    head = line("UBND TỈNH TRƯỜNG SƠN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 230, 20)
    assert set(roles(head, *BODY).values()) == {LineRole.BODY}


def test_a_number_elsewhere_is_text() -> None:
    folio, low = line("17", 1560, 90), line("2017", 815, 600)
    found = roles(folio, *BODY, low)
    assert found["17"] is not LineRole.PAGE_NUMBER
    assert found["2017"] is LineRole.BODY


def test_lines_beyond_the_margins_are_running_heads() -> None:
    found = roles(line("Công báo Số 123", 260, 60), *BODY, line("Hệ thống VOffice", 100, 2290))
    assert found["Công báo Số 123"] is LineRole.RUNNING_HEAD
    assert found["Hệ thống VOffice"] is LineRole.RUNNING_HEAD


def test_a_page_cut_close_to_its_text_has_no_running_head() -> None:
    close = tuple(line("một hai ba bốn năm sáu", 260, 10 + 40 * n) for n in range(5))
    assert {x.role for x in page_layout(close, SIZE)[0]} == {LineRole.BODY}


words = st.builds(
    lambda text, x, y, w, h: Word(text, Box(x, y, x + w, y + h), 0.6),
    st.text("abcđớ12-.", min_size=1, max_size=6),
    st.integers(0, 1500),
    st.integers(0, 2200),
    st.integers(1, 140),
    st.integers(1, 60),
)
lines_of_words = st.lists(
    st.lists(words, min_size=1, max_size=5).map(lambda w: Line(tuple(w), hull(x.box for x in w))),
    max_size=12,
)


@given(lines_of_words, st.booleans())
def test_no_word_is_lost_and_blocks_are_runs(some: list[Line], with_table: bool) -> None:
    lines, tables = page_layout(some, SIZE, [table(900, 5)] if with_table else [])
    assert Counter(w for x in lines for w in x.words) == Counter(w for x in some for w in x.words)
    runs = [block for block, _ in groupby(lines, key=lambda x: x.block)]
    assert runs == sorted(set(runs))
    assert {c.block for t in tables for c in t.cells} - {None} <= set(runs)
