"""Lines that come again at the same place of the next page are running heads."""

from __future__ import annotations

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Line, LineRole, OcrPage, Table, Word
from pipeline.steps.layout.running_heads import with_running_heads

SIZE = (1000, 1400)


def line(text: str, top: int, left: int = 100, block: int = 0) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 9 * len(part), top + 18), 0.9))
        left += 9 * len(part) + 9
    return Line(tuple(words), hull(word.box for word in words), block)


def page(number: int, *lines: Line, tables: tuple[Table, ...] = ()) -> OcrPage:
    return OcrPage(number, SIZE, 120.0, lines, "test", tables=tables)


def heads(*pages: OcrPage) -> list[list[str]]:
    return [
        [x.text for x in found.lines if x.role is LineRole.RUNNING_HEAD]
        for found in with_running_heads(pages)
    ]


BODY = line("Một hai ba bốn năm sáu bảy", 300, block=1)


def test_the_same_line_at_the_same_place_though_read_otherwise() -> None:
    one = page(1, line("Cục Quản lý môi trường - Phụ lục 1C", 120), BODY)
    two = page(2, line("Cuc Quản lý mội trường - Phụ lục 1C", 124), BODY)
    assert heads(one, two) == [[one.lines[0].text], [two.lines[0].text]]
    found = with_running_heads([one, two])[0]
    assert found.lines[0].block not in {x.block for x in one.lines[1:]}
    assert found.text == one.text


def test_other_words_another_place_capitals_and_pages_further_on_are_text() -> None:
    head = line("Cục Quản lý môi trường", 120)
    other = page(2, line("Danh sách các đơn vị", 120), BODY)
    assert heads(page(1, head, BODY), other) == [[], []]
    lower = page(2, line("Cục Quản lý môi trường", 165), BODY)
    assert heads(page(1, head, BODY), lower) == [[], []]
    capitals = [page(n, line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 120), BODY) for n in (1, 2)]
    assert heads(*capitals) == [[], []]
    assert heads(page(1, head, BODY), other, page(3, head, BODY)) == [[], [], []]


def test_a_row_of_two_lines_and_the_head_of_a_table_are_text() -> None:
    pair = (line("Sở Y tế tỉnh", 120), line("Độc lập - Tự do", 120, 600), BODY)
    assert heads(page(1, *pair), page(2, *pair)) == [[], []]
    box = Box(50, 100, 900, 200)
    table = Table(box, (Cell(0, 0, box, 0),))
    row = (line("Tên đơn vị đăng ký", 120), BODY)
    pages = [page(n, *row, tables=(table,)) for n in (1, 2)]
    assert heads(*pages) == [[], []]
    assert with_running_heads([]) == ()
