"""A register kept elsewhere is taken over whole, once, or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import SettingsInvalid
from pipeline.import_rules import ColumnMap
from pipeline.model.entry import Channel, Direction
from pipeline.office.importing import compared, take_over, understand
from pipeline.register.store import Register, open_register
from pipeline.steps.importing.rows import Target

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOOK = Target("den", Direction.INCOMING, secret=False, kinds=("Quyết định", "Công văn"))
SAID = ColumnMap(channel=Channel.PAPER)
HEADERS: list[object] = [
    "Số đến",
    "Ngày đến",
    "Số ký hiệu",
    "Ngày văn bản",
    "Cơ quan ban hành",
    "Trích yếu",
]


def row(number: int, code: str = "") -> list[object]:
    code = code or f"{number + 40}/QĐ-SYT"
    return [number, "9/3/2026", code, "5/3/2026", "Sở Y tế", f"Về việc thứ {number}"]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook(write_only=True)
    page = book.create_sheet("Sổ")
    for one in (["SỔ VĂN BẢN ĐẾN NĂM 2026"], HEADERS, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]):
        page.append(one)
    for one in rows:
        page.append(one)
    book.save(path)
    return path


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as register:
        yield register


def taken(path: Path, register: Register) -> int:
    understood = compared(understand(path, SAID, BOOK), register)
    assert not understood.left
    return take_over(understood, register, NOW, "vanthu")


def test_a_register_is_taken_over_once(tmp_path: Path, register: Register) -> None:
    path = workbook(tmp_path / "so.xlsx", [row(number) for number in range(1, 301)])
    assert taken(path, register) == 300
    assert register.entries.entry("den/2026/7").described.code == "47/QĐ-SYT"
    again = compared(understand(path, SAID, BOOK), register)
    assert (len(again.rows), again.known, again.left) == (0, 300, ())


def test_a_longer_file_brings_only_what_is_new(tmp_path: Path, register: Register) -> None:
    rows = [row(number) for number in range(1, 11)]
    taken(workbook(tmp_path / "a.xlsx", rows[:6]), register)
    assert taken(workbook(tmp_path / "b.xlsx", rows), register) == 4


def test_a_number_given_to_another_is_told(tmp_path: Path, register: Register) -> None:
    taken(workbook(tmp_path / "a.xlsx", [row(1)]), register)
    other = workbook(tmp_path / "b.xlsx", [row(1, "9/CV-X"), row(2)])
    found = compared(understand(other, SAID, BOOK), register)
    assert [(one.row, one.reason.code) for one in found.left] == [(4, "row_number_given")]
    assert [number for number, _ in found.rows] == [5]


def test_what_stands_twice_in_one_file_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [row(1), row(1), row(1, "9/CV-X"), row(2)])
    found = understand(path, SAID, BOOK)
    told = [(one.row, one.reason.code) for one in found.left]
    assert told == [(5, "row_twice"), (6, "row_number_given")]


def test_text_parted_by_semicolons_in_windows_1258_is_a_register(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    line = "3;9/3/2026;12/CV-A;5/3/2026;Phòng Y tế;Trích yếu"
    path.write_bytes(_plain(f"{';'.join(map(str, HEADERS))}\n{line}\n").encode("cp1258"))
    ((number, entry),) = understand(path, SAID, BOOK).rows
    assert number == 2
    assert entry.new.described.issuer == "Phòng Y tế"


def test_headers_that_the_map_names_must_be_there(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [row(1)])
    with pytest.raises(SettingsInvalid) as told:
        understand(path, ColumnMap(columns={"note": "Ghi chú riêng"}), BOOK)
    assert told.value.params["headers"] == "Ghi chú riêng"
    (tmp_path / "b.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SettingsInvalid):
        understand(tmp_path / "b.csv", SAID, BOOK)


def _plain(text: str) -> str:
    """As windows-1258 can say it: tones after their letters."""
    parts = []
    for char in text:
        base, *marks = list(unicodedata.normalize("NFD", char))
        tones = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        shape = "".join(mark for mark in marks if mark not in tones)
        parts.append(unicodedata.normalize("NFC", base + shape) + tones)
    return "".join(parts)
