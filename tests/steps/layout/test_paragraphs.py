"""Rows are joined into paragraphs as a reader joins them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.layout.paragraphs import Row, column_paragraphs, paragraphs

WIDTH = 1000
LEFT, RIGHT, INDENT = 100, 900, 60
PITCH, HEIGHT = 40, 24


def row(text: str, left: int, top: int, right: int | None = None) -> Row:
    """Words of ten pixels a letter, spread so that the row ends at `right`."""
    parts = text.split()
    widths = [10 * len(part) for part in parts]
    gap = 8.0
    if right is not None and len(parts) > 1:
        gap = (right - left - sum(widths)) / (len(parts) - 1)
    words, x = [], float(left)
    for part, width in zip(parts, widths, strict=True):
        words.append(Word(part, Box(round(x), top, round(x) + width, top + HEIGHT), 0.9))
        x += width + gap
    return Row((Line(tuple(words), hull(word.box for word in words)),))


def page(*lines: tuple[str, int, int | None]) -> list[Row]:
    """Rows one below the other: text, left end, right end (None: as long as its words)."""
    return [row(text, left, 100 + PITCH * n, right) for n, (text, left, right) in enumerate(lines)]


def texts(rows: Sequence[Row]) -> list[str]:
    return [" / ".join(r.text for r in found) for found in paragraphs(rows, WIDTH)]


FULL = "một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm sáu"


def test_an_indented_row_begins_a_paragraph() -> None:
    rows = page(
        ("Căn " + FULL, LEFT + INDENT, RIGHT),
        (FULL, LEFT, RIGHT),
        ("Theo " + FULL, LEFT + INDENT, RIGHT),
        ("hai ba.", LEFT, None),
    )
    assert [len(found) for found in paragraphs(rows, WIDTH)] == [2, 2]


def test_a_short_row_ends_a_paragraph_even_without_indent() -> None:
    rows = page((FULL, LEFT, RIGHT), ("Hai ba bốn", LEFT, None), ("Năm " + FULL, LEFT, RIGHT))
    assert [len(found) for found in paragraphs(rows, WIDTH)] == [2, 1]


@pytest.mark.parametrize("marker", ["-", "+", "a)", "1.", "2.1.", "II.", "Điều 3.", "đ)"])
def test_a_marker_begins_an_item(marker: str) -> None:
    rows = page(
        (f"{marker} Một {FULL}", LEFT + INDENT, RIGHT),
        ("hai ba;", LEFT, None),
        (f"{marker} Bốn năm.", LEFT + INDENT, None),
    )
    assert [len(found) for found in paragraphs(rows, WIDTH)] == [2, 1]


def test_a_dash_within_a_sentence_begins_nothing() -> None:
    rows = page(("Chi cục Dân số và Trung tâm " + FULL, LEFT, RIGHT), ("- KHHGĐ tỉnh.", LEFT, None))
    assert len(paragraphs(rows, WIDTH)) == 1


def test_a_hanging_item_is_one_paragraph() -> None:
    first = row("- Một " + FULL, LEFT + INDENT, 100, RIGHT)
    left = first.second_left
    assert left is not None
    rest = row("Sở Nội vụ " + FULL, left, 100 + PITCH, RIGHT)
    assert len(paragraphs([row(FULL, LEFT, 60, RIGHT), first, rest], WIDTH)) == 2


def test_a_wider_gap_begins_a_paragraph() -> None:
    rows = [row(FULL, LEFT, 100 + PITCH * n, RIGHT) for n in range(4)]
    rows.append(row(FULL, LEFT, rows[-1].box.top + 2 * PITCH, RIGHT))
    assert [len(found) for found in paragraphs(rows, WIDTH)] == [4, 1]


def test_a_heading_of_two_rows_is_one_and_not_the_title_above_it() -> None:
    rows = page(
        ("KẾ HOẠCH", 460, None),
        ("Thanh tra hoạt động chuyên môn trong các cơ sở y tế", 250, 750),
        ("Thầy thuốc trên địa bàn tỉnh Kiên Giang năm nay", 300, 700),
        ("Căn cứ " + FULL, LEFT + INDENT, RIGHT),
        (FULL, LEFT, RIGHT),
    )
    assert [len(found) for found in paragraphs(rows, WIDTH)] == [1, 2, 2]


def test_larger_letters_are_another_text() -> None:
    small = row(FULL, LEFT, 100, RIGHT)
    words = tuple(
        Word(w.text, Box(w.box.left, 140, w.box.right, 176), 0.9) for w in small.lines[0].words
    )
    large = Row((Line(words, hull(w.box for w in words)),))
    assert len(paragraphs([small, large], WIDTH)) == 2


def test_every_row_is_in_one_paragraph_and_in_order() -> None:
    rows = page((FULL, LEFT, RIGHT), ("- a", 300, None), ("b", LEFT, None), ("C D", 500, None))
    assert [r for found in paragraphs(rows, WIDTH) for r in found] == rows
    assert paragraphs([], WIDTH) == []


def column(*lines: str, left: int = 100) -> list[str]:
    rows = [row(text, left, 100 + PITCH * n) for n, text in enumerate(lines)]
    return [" / ".join(r.text for r in found) for found in column_paragraphs(rows)]


def test_header_lines_stand_alone_but_for_the_subject() -> None:
    assert column("SỞ Y TẾ", "Số: 12/SYT-NVY", "V/v tập huấn công tác tại", "Sở Y tế năm 2017") == [
        "SỞ Y TẾ",
        "Số: 12/SYT-NVY",
        "V/v tập huấn công tác tại / Sở Y tế năm 2017",
    ]


def test_recipients_stand_alone_and_long_ones_go_on() -> None:
    lines = ("Nơi nhận:", "- Văn phòng Chính phủ, Bộ", "Y tế (để b/c);", "- Lưu: VT.")
    assert column(*lines) == [
        "Nơi nhận:",
        "- Văn phòng Chính phủ, Bộ / Y tế (để b/c);",
        "- Lưu: VT.",
    ]
