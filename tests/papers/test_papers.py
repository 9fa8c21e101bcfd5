"""Papers, read back by the libraries that read such files."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ArchiveUnusable, SettingsInvalid
from pipeline.papers.content import (
    MOTTO,
    Align,
    Column,
    Paper,
    Signature,
    Table,
    Text,
    clean,
    shown,
)
from pipeline.papers.docx_writer import write_docx
from pipeline.papers.pdf_writer import write_pdf
from pipeline.papers.writing import WRITERS, write_paper
from pipeline.papers.xlsx_writer import write_xlsx

COLUMNS = (
    Column("Số đến", 2, Align.CENTRE),
    Column("Trích yếu", 8),
    Column("Số trang", 2, Align.RIGHT),
)


def paper(*rows: tuple[str | int | float | None, ...], **more: object) -> Paper:
    known: dict[str, object] = {
        "organ": "ỦY BAN NHÂN DÂN HUYỆN MẪU",
        "parent_organ": "TỈNH THỬ",
        "number": "Số: 03/PT-UBND",
        "dateline": "Mẫu, ngày 02 tháng 3 năm 2026",
        "to": ("Ủy ban nhân dân xã Thử",),
        "recipients": ("Như trên;", "Lưu: VT."),
        "signatures": (Signature("CHÁNH VĂN PHÒNG"),),
    }
    blocks = (Text("Trả lại vì thiếu các thành phần sau:"), Table(COLUMNS, rows))
    return Paper("PHIẾU TRẢ VĂN BẢN", blocks, **(known | more))  # type: ignore[arg-type]


def _pdf_text(made: Paper) -> list[str]:
    file = io.BytesIO()
    write_pdf(made, file)
    pages = []
    document = pypdfium2.PdfDocument(file.getvalue())
    for page in document:
        text = page.get_textpage()
        pages.append(unicodedata.normalize("NFC", text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return pages


def _docx(made: Paper) -> docx.document.Document:
    file = io.BytesIO()
    write_docx(made, file)
    return docx.Document(file)


def _sheet(made: Paper) -> openpyxl.worksheet.worksheet.Worksheet:
    file = io.BytesIO()
    write_xlsx(made, file)
    return openpyxl.load_workbook(file).worksheets[0]


def test_a_pdf_has_all_of_it() -> None:
    (text,) = _pdf_text(paper((1, "Quyết định thu hồi đất", 4)))
    flat = " ".join(text.split())
    for part in (
        *MOTTO,
        "ỦY BAN NHÂN DÂN HUYỆN",
        "Số: 03/PT-UBND",
        "PHIẾU TRẢ VĂN BẢN",
        "Kính gửi: Ủy ban nhân dân xã Thử",
        "Quyết định thu hồi đất",
        "Nơi nhận:",
        "- Lưu: VT.",
        "CHÁNH VĂN PHÒNG",
    ):
        assert part in flat


def test_a_long_table_has_its_heads_and_numbers_on_every_page() -> None:
    pages = _pdf_text(paper(*((n, "Báo cáo", n) for n in range(120)), landscape=True))
    assert len(pages) > 2
    assert all("Trích yếu" in page for page in pages if "Việc" in page)
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]


def test_the_same_paper_gives_the_same_pdf() -> None:
    one, two = io.BytesIO(), io.BytesIO()
    for file in (one, two):
        write_pdf(paper((1, "x", 2)), file)
    assert one.getvalue() == two.getvalue()


def test_a_docx_has_all_of_it() -> None:
    made = _docx(paper((1, "Quyết định\nthu hồi đất", 4), (2, "a & b <c>", None)))
    head, table, foot = made.tables
    assert head.cell(0, 0).text.split("\n")[:2] == ["TỈNH THỬ", "ỦY BAN NHÂN DÂN HUYỆN MẪU"]
    assert head.cell(1, 1).text == "Mẫu, ngày 02 tháng 3 năm 2026"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Số đến", "Trích yếu", "Số trang"],
        ["1", "Quyết định\nthu hồi đất", "4"],
        ["2", "a & b <c>", ""],
    ]
    assert foot.cell(0, 0).text.startswith("Nơi nhận:\n- Như trên;")
    width = made.sections[0].page_width
    assert width is not None
    assert round(width.mm) == 210


def test_a_sheet_has_all_of_it_and_numbers_are_numbers() -> None:
    sheet = _sheet(paper((1, "Quyết định", 1234)))
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [1, "Quyết định", 1234] in values
    assert sheet.page_setup.orientation == "portrait"


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@a", "=A1"])
def test_what_came_from_outside_is_never_a_formula(text: str) -> None:
    sheet = _sheet(paper((1, text, 2)))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_can_be_written(texts: list[str]) -> None:
    made = paper(*((1, text, None) for text in texts))
    wanted = [clean(text) for text in texts]
    table = _docx(made).tables[1]
    assert [row.cells[1].text for row in table.rows[1:]] == wanted
    rows = list(_sheet(made).iter_rows(values_only=True))
    first = rows.index(("Số đến", "Trích yếu", "Số trang")) + 1
    kept = [row[1] or "" for row in rows[first : first + len(texts)]]
    assert [text.replace("\r\n", "\n") for text in kept] == wanted
    assert _pdf_text(made)


def test_a_word_wider_than_its_column_stays_on_the_page() -> None:
    (text,) = _pdf_text(paper((1, "x" * 400, 2)))
    assert text.count("x") >= 400


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (7, "7"), (1234567, "1.234.567"), (0.5, "0,5"), (1234.0, "1.234"), ("007", "007")],
)
def test_numbers_are_written_as_in_vietnam(cell: str | int | float | None, text: str) -> None:
    assert shown(cell) == text


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_a_file_appears_whole_in_place_of_another(tmp_path: Path, suffix: str) -> None:
    place = tmp_path / f"phieu{suffix}"
    place.write_text("old")
    write_paper(paper((1, "x", 2)), place)
    assert place.read_bytes()[:2] in (b"PK", b"%P")
    assert list(tmp_path.iterdir()) == [place]


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="paper_suffix"):
        write_paper(paper(), tmp_path / "a.odt")
    with pytest.raises(ArchiveUnusable, match="paper_unwritten"):
        write_paper(paper(), tmp_path / "none" / "a.pdf")


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_the_same_paper_gives_the_same_bytes(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_paper(paper((1, "x", 2)), tmp_path / f"a{suffix}")
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 6, 0, 2, 0))
    write_paper(paper((1, "x", 2)), tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_a_row_higher_than_a_page_is_whole() -> None:
    words = [f"từ{n}" for n in range(2000)]
    pages = _pdf_text(paper((1, " ".join(words), 2)))
    assert len(pages) > 1
    assert [w for page in pages for w in page.split() if w.startswith("từ")] == words


def test_heads_and_their_numbers_are_on_every_page() -> None:
    table = Table(COLUMNS, [(n, f"Việc {n}", 1) for n in range(1, 201)], numbered=True)
    made = replace(paper(), blocks=(table,))
    pages = _pdf_text(made)
    assert len(pages) > 3
    assert all("Trích yếu" in page for page in pages if "Việc" in page)
    assert sum(page.count("Việc") for page in pages) == 200
    sheet = _sheet(made)
    titles = sheet.print_title_rows.replace("$", "").split(":")
    assert [sheet[f"B{row}"].value for row in titles] == ["Trích yếu", "2"]
    assert sheet.freeze_panes == f"A{int(titles[1]) + 1}"
    rows = _docx(made).tables[1].rows
    assert [cell.text for cell in rows[1].cells] == ["1", "2", "3"]


@pytest.mark.parametrize("lines", range(20, 40))
def test_the_title_of_a_table_is_on_the_page_of_its_first_row(lines: int) -> None:
    table = Table(COLUMNS, [(1, "Việc đầu", 1)], "Nhan đề của bảng")
    before = tuple(Text(f"Dòng {number}") for number in range(lines))
    pages = _pdf_text(replace(paper(), blocks=(*before, table)))
    (page,) = (page for page in pages if "Nhan đề" in page)
    assert "Việc đầu" in page
