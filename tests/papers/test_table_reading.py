"""Tables of other programs are read row by row, and nothing in them can harm."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import SettingsInvalid
from pipeline.papers.table_reading import delimiter_of, read_table
from pipeline.steps.importing.encoding import text_in


def workbook(path: Path, rows: list[list[object]], sheet: str = "Sổ đến") -> Path:
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_a_workbook_gives_its_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Số", None, "Ngày"], [5, "05", datetime(2026, 3, 5)]])  # noqa: DTZ001
    rows = list(read_table(path, None, text_in))
    assert [row.number for row in rows] == [1, 2]
    assert rows[1].cells == (5, "05", date(2026, 3, 5))


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"]])
    with pytest.raises(SettingsInvalid) as told:
        list(read_table(path, "Sổ đi", text_in))
    assert told.value.code == "table_sheet"
    assert told.value.params["known"] == "Sổ đến"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [("số", "ngày", "trích yếu: về việc"), ("1", "5/3/2026", "a"), ("2", "6/3/2026", "b")]
    assert delimiter_of("\n".join(delimiter.join(row) for row in rows)) == delimiter


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 no zip", "table_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "table_old_excel"),
        (b'a,"' + b"b" * 200_000 + b'"', "table_unreadable"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(data)
    with pytest.raises(SettingsInvalid) as told:
        list(read_table(path, None, text_in))
    assert told.value.code == code


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid):
        list(read_table(tmp_path / "none.xlsx", None, text_in))


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [["a"]])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            target.writestr(part, data)
    with pytest.raises(SettingsInvalid) as told:
        list(read_table(bad, None, text_in))
    assert told.value.params["why"] == "DOCTYPE"


def test_a_cut_workbook_is_no_half_table(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [[str(n), "x" * 50] for n in range(2000)])
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:-600])
    with pytest.raises(SettingsInvalid):
        list(read_table(cut, None, text_in))
