"""Headers and rows of the books that offices keep."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.import_rules import ColumnMap, default_columns
from pipeline.model.entry import Channel, Direction, PastEntry, Status
from pipeline.model.record import Reason
from pipeline.model.sheet import Cell, SheetRow
from pipeline.steps.importing.columns import Columns, find_columns, is_numbering
from pipeline.steps.importing.rows import Target, past_entry, row_hash

BOOK = Target("den", Direction.INCOMING, secret=False, kinds=("Quyết định", "Thông báo", "Báo cáo"))
ON_PAPER = ColumnMap(channel=Channel.PAPER)
HEADERS = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng",
    "Tên loại và trích yếu nội dung", "Đơn vị hoặc người nhận", "Ký nhận", "Ghi chú",
)  # fmt: skip
"""NĐ 30/2020, Phụ lục IV."""
ROW: tuple[Cell, ...] = (
    date(2026, 3, 9), 153.0, "Sở Y tế", "05/QĐ-SYT", "05/3/2026",
    "Quyết định về việc thành lập Tổ công tác", "Phòng Tổ chức", "", None,
)  # fmt: skip


def columns(headers: tuple[str, ...] = HEADERS, said: ColumnMap = ON_PAPER) -> Columns:
    rows = [SheetRow(1, ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",)), SheetRow(2, headers)]
    found = find_columns(rows, default_columns(), said)
    assert found is not None
    return found


def understood(
    cells: tuple[Cell, ...], target: Target = BOOK, said: ColumnMap = ON_PAPER
) -> PastEntry | Reason:
    return past_entry(SheetRow(3, cells), columns(), target, default_columns(), said)


def changed(**cells: Cell) -> tuple[Cell, ...]:
    named = {header.split()[0].strip(","): place for place, header in enumerate(HEADERS)}
    row = list(ROW)
    for name, cell in cells.items():
        row[named[name]] = cell
    return tuple(row)


def test_the_columns_of_the_decree_are_known() -> None:
    found = columns()
    assert found.header_row == 2
    assert found.places == {
        "arrived_on": 0, "number": 1, "issuer": 2, "code": 3, "issued_on": 4, "type_subject": 5,
        "unit": 6, "note": 8,
    }  # fmt: skip
    assert found.left_alone == ("Ký nhận",)


def test_the_map_comes_before_the_names() -> None:
    said = ColumnMap(columns={"subject": "Ký nhận", "note": "Ghi chú"})
    found = columns(HEADERS, said)
    assert found.places["subject"] == 7


def test_a_sheet_without_headers_is_none() -> None:
    assert find_columns([SheetRow(1, ("a", "b", "c"))], default_columns(), ColumnMap()) is None


def test_the_line_of_numbers_below_the_headers_is_no_row() -> None:
    assert is_numbering(SheetRow(3, ("(1)", "(2)", "(3)", "(4)")))
    assert not is_numbering(SheetRow(3, ("1", "5", "6", "7")))


def test_a_row_is_an_entry() -> None:
    entry = understood(ROW)
    assert isinstance(entry, PastEntry)
    assert (entry.number, entry.status, entry.received_on) == (
        153,
        Status.RECEIVED,
        date(2026, 3, 9),
    )
    described = entry.new.described
    assert (described.code_number, described.code_notation) == ("05", "QĐ-SYT")
    assert (described.type, described.issued_on) == ("Quyết định", "2026-03-05")
    assert described.subject == "về việc thành lập Tổ công tác"
    assert entry.new.unit == "Phòng Tổ chức"
    assert entry.new.form.arrived_at.isoformat() == "2026-03-08T17:00:00+00:00"


@pytest.mark.parametrize(
    ("code", "number", "notation"),
    [
        ("12/QĐ-UBND", "12", "QĐ-UBND"),
        ("Số: 012 / QĐ-UBND", "012", "QĐ-UBND"),
        ("36-HD/VPTW", "36", "HD/VPTW"),
        ("7", "7", None),
        (7, "7", None),
        ("Không số", None, None),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_codes_are_kept_as_written(code: Cell, number: str | None, notation: str | None) -> None:
    entry = understood((*ROW[:3], code, *ROW[4:]))
    assert isinstance(entry, PastEntry)
    described = entry.new.described
    assert (described.code_number, described.code_notation) == (number, notation)


@pytest.mark.parametrize(
    ("place", "cell", "code"),
    [
        (0, None, "row_no_day"),
        (0, "03/25/2026", "row_date"),
        (1, "abc", "row_number"),
        (1, -4, "row_number"),
        (3, "QĐ của tỉnh", "row_code"),
        (5, "x" * 6000, "row_long"),
    ],
)
def test_what_cannot_be_understood_is_told(place: int, cell: Cell, code: str) -> None:
    row = (*ROW[:place], cell, *ROW[place + 1 :])
    told = understood(row)
    assert isinstance(told, Reason)
    assert told.code == code


def test_how_it_came_is_not_guessed() -> None:
    told = understood(ROW, said=ColumnMap())
    assert isinstance(told, Reason)
    assert told.code == "row_no_channel"


@pytest.mark.parametrize(
    ("words", "channel"),
    [
        ("Bản giấy", Channel.PAPER),
        ("Bưu điện", Channel.PAPER),
        ("Trục liên thông", Channel.AXIS),
        ("Thư điện tử", Channel.EMAIL),
        ("Một cửa", Channel.COUNTER),
    ],
)
def test_how_it_came_in_words(words: str, channel: Channel) -> None:
    headers = (*HEADERS[:7], "Hình thức nhận", "Ghi chú")
    row = SheetRow(3, (*ROW[:7], words, None))
    entry = past_entry(row, columns(headers), BOOK, default_columns(), ColumnMap())
    assert isinstance(entry, PastEntry)
    assert entry.new.form.channel is channel


def test_what_is_secret_goes_only_into_a_secret_register() -> None:
    headers = (*HEADERS[:7], "Độ mật", "Ghi chú")
    row = SheetRow(3, (*ROW[:7], "Tuyệt mật", None))
    told = past_entry(row, columns(headers), BOOK, default_columns(), ON_PAPER)
    assert isinstance(told, Reason)
    assert told.code == "row_secret"
    secret = Target("den-mat", Direction.INCOMING, secret=True, kinds=())
    entry = past_entry(row, columns(headers), secret, default_columns(), ON_PAPER)
    assert isinstance(entry, PastEntry)
    assert entry.new.described.subject is None


def test_rows_are_told_apart_by_anything_that_is_said() -> None:
    entries = [understood(row) for row in (ROW, ROW, changed(Ghi="x"), changed(Tác="Sở Nội vụ"))]
    hashes = [row_hash("den", entry) for entry in entries if isinstance(entry, PastEntry)]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
    assert row_hash("di", entries[0]) not in hashes  # type: ignore[arg-type]
