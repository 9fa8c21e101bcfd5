"""Registers on paper: the columns of the decree, nothing written that is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.errors import NotFound
from pipeline.model.entry import (
    Channel,
    Described,
    Direction,
    Entry,
    NewEntry,
    NewForm,
    Status,
)
from pipeline.office.printed import INCOMING, OF_FILE, OUTGOING, printed_file, printed_register
from pipeline.office.progress import progress
from pipeline.papers.content import Paper, Table
from pipeline.register.store import Register
from pipeline.sections.letterhead import LetterheadSettings
from pipeline.sections.register import Book

NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
"""At the office it is the 6th already."""
HEAD = LetterheadSettings(superior="TỈNH THỬ", office="SỞ MẪU", abbreviation="SM", place="Thử")
IN = Book(key="den", title="Sổ đăng ký văn bản đến", direction=Direction.INCOMING)
OUT = Book(key="di", title="Sổ đăng ký văn bản đi", direction=Direction.OUTGOING)


def _entry(register: Register, said: Described, book: Book = IN, *, receive: bool = True) -> Entry:
    form = NewForm(Channel.PAPER, NOW)
    new = NewEntry(book.direction, book.key, said, form, unit="Phòng Một")
    return register.entries.arrive(new, NOW, "lan", receive=receive)


def _table(paper: Paper) -> Table:
    (table,) = paper.blocks
    assert isinstance(table, Table)
    return table


def _said(number: str, **more: object) -> Described:
    known: dict[str, object] = {
        "type": "Quyết định",
        "code_number": number,
        "code_notation": "QĐ-UBND",
        "issued_on": "2026-02-??",
        "issuer": "UBND huyện Mẫu",
        "subject": "Về việc thu hồi đất",
        "file_code": "01.TCCB",
    }
    return Described(**(known | more))  # type: ignore[arg-type]


def test_the_incoming_register_has_the_ten_columns(register: Register) -> None:
    first = _entry(register, _said("012", to_places="Phòng Hai"))
    _entry(register, _said("013"), receive=False)
    later = NOW + timedelta(days=3)
    first = register.entries.assign(first.id, "Phòng Một", "binh", None, later, "chi")
    handed = register.entries.handed_on([first.id])
    paper = printed_register([first], handed, IN, "Năm 2026", HEAD)
    table = _table(paper)
    assert table.columns == INCOMING
    assert len(INCOMING) == len(OUTGOING) == 10
    assert [list(row) for row in table.rows] == [
        [
            "06/03/2026",
            "1",
            "UBND huyện Mẫu",
            "012/QĐ-UBND",
            "??/02/2026",
            "Quyết định Về việc thu hồi đất",
            "Phòng Một, binh",
            "09/03/2026",
            None,
            None,
        ]
    ]
    assert paper.landscape


def test_the_first_hand_over_is_the_one_that_is_printed(register: Register) -> None:
    entry = _entry(register, _said("1"))
    for days in (1, 5):
        now = NOW + timedelta(days=days)
        register.entries.assign(entry.id, "Phòng Một", "binh", None, now, "chi")
    assert register.entries.handed_on([entry.id, 999]) == {entry.id: NOW + timedelta(days=1)}


def test_what_has_no_number_is_in_no_register(register: Register) -> None:
    waiting = _entry(register, _said("1"), receive=False)
    assert _table(printed_register([waiting], {}, IN, "", HEAD)).rows == []


def test_numbers_stand_in_their_order(register: Register) -> None:
    entries = [_entry(register, _said(str(n))) for n in range(1, 13)]
    rows = _table(printed_register(reversed(entries), {}, IN, "", HEAD)).rows
    assert [row[1] for row in rows] == [str(n) for n in range(1, 13)]


def test_the_outgoing_register(register: Register) -> None:
    said = _said("7", signer_name="Trần Mẫu", to_places="Sở Y tế", issued_amount=12)
    entry = _entry(register, said, OUT)
    entry = register.entries.move(entry.id, Status.DONE, NOW, "lan")
    (row,) = _table(printed_register([entry], {}, OUT, "", HEAD)).rows
    assert list(row) == [
        "7/QĐ-UBND",
        "??/02/2026",
        "Quyết định Về việc thu hồi đất",
        "Trần Mẫu",
        "Sở Y tế",
        "Phòng Một",
        12,
        "06/03/2026",
        None,
        None,
    ]


def test_a_file_is_listed_by_date_and_paged_as_long_as_pages_are_known(
    register: Register,
) -> None:
    entries = [
        _entry(register, _said("3", issued_on="2026-02-09", page_amount=3)),
        _entry(register, _said("1", issued_on="2026-01-05", page_amount=1)),
        _entry(register, _said("2", issued_on="2026-01-07", page_amount=4)),
        _entry(register, _said("4", issued_on="2026-02-10", page_amount=None)),
        _entry(register, _said("5", issued_on=None, page_amount=2)),
    ]
    table = _table(printed_file(entries, "01.TCCB", HEAD))
    assert table.columns == OF_FILE
    assert [(row[0], row[1], row[5]) for row in table.rows] == [
        (1, "1/QĐ-UBND", "1"),
        (2, "2/QĐ-UBND", "2-5"),
        (3, "3/QĐ-UBND", "6-8"),
        (4, "4/QĐ-UBND", ""),
        (5, "5/QĐ-UBND", ""),
    ]


def test_a_receipt_tells_status_and_dates_alone(register: Register) -> None:
    entry = _entry(register, _said("1"))
    found = progress(register, entry.receipt.lower())
    assert (found.status, found.arrived_on) == (Status.RECEIVED, date(2026, 3, 6))
    assert (found.received_on, found.done_on) == (date(2026, 3, 6), None)
    told = {repr(getattr(found, name)) for name in found.__slots__}
    assert not any("thu hồi" in one or "UBND" in one for one in told)


@pytest.mark.parametrize("code", ["", "x", "ABCD-EFGH-JKMN-PQRS", "../..", "％", "0" * 500])
def test_what_is_no_receipt_is_answered_alike(register: Register, code: str) -> None:
    _entry(register, _said("1"))
    with pytest.raises(NotFound) as raised:
        progress(register, code)
    assert (raised.value.code, raised.value.params) == ("receipt", {})
