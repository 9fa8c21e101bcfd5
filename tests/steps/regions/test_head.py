"""The blanks of number and date are where the printed words say, however an engine cut them."""

from __future__ import annotations

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.regions.blanks import Blank, text_width
from pipeline.steps.regions.dates import AHEAD
from pipeline.steps.regions.head import find_blanks

EM = 36.0
SIZE = (1654, 2339)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def line(*pieces: tuple[str, float], x: float = 200, y: float = 300, sure: float = 0.96) -> Line:
    """Words with the blank room after them in ems, as wide as they are in print."""
    words = []
    for text, room in pieces:
        width = text_width(text, EM)
        words.append(Word(text, Box(round(x), round(y - 28), round(x + width), round(y)), sure))
        x += width + room * EM
    return Line(tuple(words), hull(w.box for w in words))


def head(*lines: Line) -> tuple[Line, ...]:
    return (line(*((w, 0.25) for w in MOTTO.split()), y=150), *lines)


def blanks(*lines: Line) -> tuple[Blank, ...]:
    return find_blanks(lines, SIZE)


def test_the_number_lies_between_its_word_and_the_slash() -> None:
    row = line(("Số:", 3.0), ("/QĐ-UBND", 0))
    (blank,) = blanks(*head(row))
    assert blank.number
    assert blank.left == pytest.approx(row.words[0].box.right, abs=0.2 * EM)
    assert blank.right == row.words[1].box.left


@pytest.mark.parametrize("text", ["Số:2094/TB-SYT", "Só:2094/TB-SYT", "Số:20ƒ/TB-SYT"])
def test_a_number_read_as_one_with_its_neighbours_is_cut_out(text: str) -> None:
    row = line((text, 0))
    (blank,) = blanks(*head(row))
    assert blank.text in ("2094", "20ƒ")
    assert blank.left == pytest.approx(row.box.left + 1.31 * EM, abs=0.1 * EM)
    assert blank.right == pytest.approx(row.box.right - text_width("/TB-SYT", EM), abs=1)


def test_digits_in_the_box_of_the_word_before_are_in_the_blank() -> None:
    wide = Word("Số:", Box(200, 272, 330, 300), 0.97)
    rest = Word("/SYT-NVY", Box(340, 272, 500, 300), 0.97)
    (blank,) = blanks(*head(Line((wide, rest), hull((wide.box, rest.box)))))
    assert blank.left < 260


@pytest.mark.parametrize(
    "row",
    [
        line(("SỞ", 0.3), ("Y", 0.3), ("TẾ", 0)),
        line(("Số", 0.3), ("người", 0.3), ("được", 0.3), ("điều", 0.3), ("trị", 0)),
    ],
)
def test_other_words_begin_no_number(row: Line) -> None:
    assert blanks(*head(row)) == ()


def test_a_printed_year_ends_the_blank() -> None:
    row = line(("Số:", 2.0), ("/2017/TT-BYT", 0))
    (blank,) = blanks(*head(row))
    assert blank.text == ""
    assert blank.right == row.words[1].box.left


def date(*pieces: tuple[str, float]) -> Line:
    return line(("Kiên", 0.25), ("Giang,", 0.25), *pieces, x=700)


def test_a_date_has_three_blanks() -> None:
    row = date(("ngày", 2.0), ("tháng", 1.5), ("năm", 0.25), ("2017", 0))
    day, month, year = blanks(*head(row))
    words = row.words
    assert day.left == pytest.approx(words[2].box.right, abs=0.3 * EM)
    assert day.right == words[3].box.left
    assert month.right == words[4].box.left
    assert year.year
    assert year.text == "2017"


@pytest.mark.parametrize(
    "pieces",
    [
        [("ngày29", 0.3), ("tháng", 1.5), ("năm", 0.25), ("2017", 0)],
        [("ngày", 0.2), ("29tháng", 1.5), ("năm", 0.25), ("2017", 0)],
        [("ngày29tháng", 1.5), ("năm", 0.25), ("2017", 0)],
        [("ngày", 2.0), ("tháng10năm", 0.25), ("2017", 0)],
        [("ngày", 2.0), ("thẳng", 0.9), ("Đuăm", 0.25), ("2017", 0)],
        [("rgàv", 2.0), ("tháng", 1.5), ("năm", 0.25), ("2017", 0)],
    ],
)
def test_a_date_is_found_however_it_was_read(pieces: list[tuple[str, float]]) -> None:
    row = date(*pieces)
    found = blanks(*head(row))
    assert len(found) == 3
    day, month, _ = found
    assert day.right - day.left >= 0.5 * EM
    assert month.left >= day.right + (AHEAD["thang"] - 0.8) * EM


def test_a_place_is_no_month() -> None:
    row = line(
        ("Thành", 0.25), ("phố,", 0.25), ("ngày", 2.0), ("tháng", 1.5), ("năm", 0.2), ("2017", 0)
    )
    assert len(blanks(*head(row))) == 3


def test_dates_in_a_text_without_a_head_are_print() -> None:
    assert blanks(date(("ngày", 2.0), ("tháng", 1.5), ("năm", 0.25), ("2017", 0))) == ()


def test_an_annex_cites_its_document() -> None:
    row = line(
        ("(Ban", 0.2), ("hành", 0.2), ("kèm", 0.2), ("theo", 0.2), ("số", 2.0), ("/QĐ-UBND", 0.2),
        ("ngày", 1.5), ("tháng", 1.5), ("năm", 0.2), ("2025", 0),
    )  # fmt: skip
    number, *dates = blanks(row)
    assert number.number
    assert len(dates) == 3
