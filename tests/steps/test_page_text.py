"""A page's text reads as a person would copy it."""

from __future__ import annotations

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Line, LineRole, OcrPage, Table, Word
from pipeline.steps.page_text import joined, page_text

BODY = LineRole.BODY


def line(text: str, block: int = 0, role: LineRole = BODY) -> Line:
    words = tuple(
        Word(part, Box(100 * n, 0, 100 * n + 90, 30), 0.9) for n, part in enumerate(text.split())
    )
    return Line(words, hull(word.box for word in words) if words else Box(0, 0, 1, 1), block, role)


def page(*lines: Line, tables: tuple[Table, ...] = ()) -> OcrPage:
    return OcrPage(1, (1000, 1400), 100.0, lines, "test", tables=tables)


def test_a_paragraph_is_one_line() -> None:
    assert page_text(page(line("Căn cứ"), line("Luật;"), line("Điều 1.", 1))) == (
        "Căn cứ Luật;\nĐiều 1."
    )
    assert page_text(page()) == ""


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("số 20-", "NQ/TW ngày", "số 20-NQ/TW ngày"),
        ("số 154/2024/", "NĐ-CP", "số 154/2024/NĐ-CP"),
        ("Kế hoạch -", "Tài chính", "Kế hoạch - Tài chính"),
        ("thi hành./.", "Nơi nhận", "thi hành./. Nơi nhận"),
        ("kinh tế-", "- Xã hội", "kinh tế- - Xã hội"),
        ("ngày 1.", "2.", "ngày 1. 2."),
    ],
)
def test_a_word_goes_on_after_a_hyphen_of_its_own(first: str, second: str, text: str) -> None:
    assert joined([line(first), line(second)]) == text


def test_cells_are_parted_by_tabs_and_lines_in_a_cell_joined() -> None:
    box = Box(0, 0, 10, 10)
    cells = (
        Cell(0, 0, box, 1, row_span=2),
        Cell(0, 1, box, 2, column_span=2),
        Cell(1, 1, box, None),
        Cell(1, 2, box, 3),
        Cell(2, 0, box, None),
    )
    lines = (
        line("Bảng:"),
        line("TT", 1),
        line("So với", 2),
        line("năm 2016", 2),
        line("102", 3),
        line("Ghi chú", 4),
    )
    assert page_text(page(*lines, tables=(Table(box, cells),))) == (
        "Bảng:\nTT\tSo với năm 2016\n\t\t102\nGhi chú"
    )


def test_the_page_number_is_apart() -> None:
    lines = (
        line("2", 0, LineRole.PAGE_NUMBER),
        line("một", 1),
        line("hai", 2),
        line("Công báo", 3, LineRole.RUNNING_HEAD),
    )
    assert page_text(page(*lines)) == "2\n\nmột\nhai\n\nCông báo"


def test_a_line_without_words_is_nothing() -> None:
    assert page_text(page(line("một"), line(""), line("hai"))) == "một hai"
