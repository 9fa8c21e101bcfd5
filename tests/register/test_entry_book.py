"""Entries of the registers: numbers without gaps, a history that fits, what is found again."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.entry import (
    UNNUMBERED,
    Channel,
    Criteria,
    Described,
    Direction,
    Lack,
    NewEntry,
    NewForm,
    PastEntry,
    SignatureState,
    Status,
)
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.register.differences import Difference
from pipeline.register.entries import ObjectKind, What
from pipeline.register.store import Register
from tests.register.conftest import Open

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DESCRIBED = Described(
    type="Quyết định",
    code_number="012",
    code_notation="QĐ-UBND",
    issued_on="2026-02-27",
    issuer="Ủy ban nhân dân huyện Mẫu",
    subject="Về việc thu hồi đất",
)


def coming(channel: Channel = Channel.PAPER, at: datetime = NOW, **more: object) -> NewEntry:
    new = NewEntry(Direction.INCOMING, "den", DESCRIBED, NewForm(channel, at))
    return replace(new, **more)  # type: ignore[arg-type]


def test_numbers_go_on_by_book_and_year(register: Register) -> None:
    new_year = datetime(2026, 12, 31, 18, tzinfo=UTC)
    entries = [
        register.entries.arrive(coming(), NOW, "an"),
        register.entries.arrive(coming(), NOW, "an"),
        register.entries.arrive(coming(book="den-mat"), NOW, "an"),
        # At the office the new year has begun.
        register.entries.arrive(coming(at=new_year), new_year, "an"),
    ]
    assert [entry.key for entry in entries] == [
        "den/2026/1",
        "den/2026/2",
        "den-mat/2026/1",
        "den/2027/1",
    ]
    assert entries[3].received_on == date(2027, 1, 1)
    assert entries[0].status is Status.RECEIVED
    assert entries[0].described == DESCRIBED


def test_what_is_refused_takes_no_number(register: Register) -> None:
    book = register.entries
    refused = book.arrive(coming(), NOW, "an", receive=False)
    assert refused.number == UNNUMBERED
    lack = Lack("signature", "Chữ ký của người có thẩm quyền", "NĐ 30/2020, Điều 8")
    notice = NewNotice(NoticeKind.REFUSED, {"key": refused.key})
    refused = book.refuse(refused.id, (lack,), NOW, "an", (notice,))
    again = book.arrive(coming(earlier_id=refused.id), NOW + timedelta(days=3), "an")
    assert (refused.status, refused.number) == (Status.REFUSED, UNNUMBERED)
    assert refused.done_on == date(2026, 3, 2)
    assert book.lacks(refused.id) == (lack,)
    assert again.number == 1
    assert again.earlier_id == refused.id
    with pytest.raises(NotAllowed):
        book.receive(refused.id, NOW, "an")


def test_a_transaction_that_fails_gives_no_number_away(register: Register) -> None:
    first = register.entries.arrive(coming(), NOW, "an")
    with pytest.raises(NotAllowed):
        register.entries.load(
            (PastEntry(coming(), 2, Status.DONE), PastEntry(coming(), 2, Status.DONE)), NOW, "an"
        )
    second = register.entries.arrive(coming(), NOW, "an")
    assert (first.number, second.number) == (1, 2)
    assert register.trail.audit().findings == ()


def test_every_change_is_in_the_history(register: Register) -> None:
    book = register.entries
    entry = book.arrive(coming(), NOW, "an", receive=False)
    book.receive(entry.id, NOW, "an")
    book.assign(entry.id, "Phòng Tài nguyên", "binh", date(2026, 3, 9), NOW, "chi")
    book.opinion(entry.id, "Kính chuyển đồng chí Bình xử lý", NOW, "chi")
    book.move(entry.id, Status.IN_WORK, NOW, "binh", expected=Status.ASSIGNED)
    book.change(entry.id, {"code_number": "13", "page_amount": 4}, NOW, "an")
    done = book.move(entry.id, Status.DONE, NOW, "binh", "Đã trả lời bằng công văn 21")
    events = register.history(ObjectKind.ENTRY, str(entry.id))
    assert [(event.what, event.field, event.old, event.new) for event in events[1:]] == [
        (What.CHANGED, "number", None, "1"),
        (What.CHANGED, "status", "01", "03"),
        (What.CHANGED, "received_on", None, "2026-03-02"),
        (What.CHANGED, "status", "03", "04"),
        (What.CHANGED, "unit", "", "Phòng Tài nguyên"),
        (What.CHANGED, "assignee", "", "binh"),
        (What.CHANGED, "due_on", None, "2026-03-09"),
        (What.OPINION, None, None, "Kính chuyển đồng chí Bình xử lý"),
        (What.CHANGED, "status", "04", "05"),
        (What.CHANGED, "code_number", "012", "13"),
        (What.CHANGED, "page_amount", None, "4"),
        (What.CHANGED, "status", "05", "06"),
        (What.CHANGED, "done_on", None, "2026-03-02"),
        (What.OPINION, None, None, "Đã trả lời bằng công văn 21"),
    ]
    assert {event.who for event in events} == {"an", "binh", "chi"}
    assert done.done_on == date(2026, 3, 2)
    assert [found.id for found in book.entries(Criteria(code="13/qd ubnd"))] == [entry.id]
    assert list(book.differences()) == []
    assert register.trail.audit().findings == ()


def test_somebody_else_was_first(register: Register) -> None:
    entry = register.entries.arrive(coming(), NOW, "an")
    register.entries.move(entry.id, Status.ASSIGNED, NOW, "an", expected=Status.RECEIVED)
    with pytest.raises(NotAllowed, match="entry_moved"):
        register.entries.move(entry.id, Status.ASSIGNED, NOW, "bo", expected=Status.RECEIVED)


@pytest.mark.parametrize("field", ["number", "status", "id", "receipt", "no_such"])
def test_what_has_acts_of_its_own_is_not_written_anew(register: Register, field: str) -> None:
    entry = register.entries.arrive(coming(), NOW, "an")
    with pytest.raises(NotAllowed):
        register.entries.change(entry.id, {field: "7"}, NOW, "an")


def test_a_second_form(register: Register) -> None:
    book = register.entries
    form = NewForm(Channel.AXIS, NOW, message_id="m1", signatures=SignatureState.TRUSTED)
    entry = book.arrive(coming(form=form), NOW, "an")
    later = NOW + timedelta(days=4)
    entry = book.add_form(
        entry.id, NewForm(Channel.PAPER, later, document_id="d1"), later, "an", 0.99, {"code": 1}
    )
    assert [one.channel for one in entry.forms] == [Channel.AXIS, Channel.PAPER]
    assert entry.forms[1].score == 0.99
    assert entry.signatures is SignatureState.TRUSTED
    assert book.of_document("d1") == entry
    assert book.by_message("m1") == (entry,)
    assert list(book.differences()) == []


def test_found_by_key_id_and_receipt(register: Register) -> None:
    book = register.entries
    waiting = book.arrive(coming(), NOW, "an", receive=False)
    entry = book.arrive(coming(), NOW, "an")
    assert waiting.key == f"den/2026/#{waiting.id}"
    assert book.entry(waiting.key) == waiting
    assert book.entry("den/2026/1") == book.entry(str(entry.id)) == entry
    assert book.by_receipt(entry.receipt.lower().replace("-", " ")) == entry
    assert book.by_receipt("") is None
    for name in ("den/2026/2", "den", "", "den/2026/#999", "9" * 30, "١"):
        with pytest.raises(NotFound):
            book.entry(name)


def test_what_is_asked_for(register: Register) -> None:
    book = register.entries
    early = book.arrive(coming(at=NOW - timedelta(days=40)), NOW, "an")
    book.arrive(coming(Channel.EMAIL, due_on=date(2026, 3, 4)), NOW, "an")
    found = {
        "early": Criteria(arrived_to=date(2026, 2, 1)),
        "mail": Criteria(channel=Channel.EMAIL),
        "overdue": Criteria(overdue_on=date(2026, 3, 5)),
        "not yet": Criteria(overdue_on=date(2026, 3, 4)),
        "issuer": Criteria(issuer="uy ban nhan dan huyen mau"),
        "hidden": Criteria(without_books=frozenset({"den"})),
    }
    numbers = {name: [one.number for one in book.entries(asked)] for name, asked in found.items()}
    assert numbers == {
        "early": [early.number],
        "mail": [2],
        "overdue": [2],
        "not yet": [],
        "issuer": [1, 2],
        "hidden": [],
    }


def test_a_register_taken_over_goes_on_after_its_last_number(register: Register) -> None:
    past = [PastEntry(coming(), number, Status.DONE) for number in (1, 2, 5)]
    assert register.entries.load(past, NOW, "an") == 3
    assert register.entries.arrive(coming(), NOW, "an").number == 6
    assert list(register.entries.differences()) == []
    assert register.trail.audit().findings == ()


def test_a_field_altered_behind_its_back_is_named(register: Register) -> None:
    entry = register.entries.arrive(coming(), NOW, "an")
    with register.entries.acting(NOW, "an") as act:
        act.connection.execute(text("UPDATE entries SET subject = 'Khác', due_on = '2027-01-01'"))
    found = [(one.entry_id, one.field, one.written, one.found) for one in _sorted(register)]
    assert found == [
        (entry.id, "due_on", None, "2027-01-01"),
        (entry.id, "subject", "Về việc thu hồi đất", "Khác"),
    ]


def _sorted(register: Register) -> list[Difference]:
    return sorted(register.entries.differences(), key=lambda one: one.field)


def test_eight_writers_give_each_number_once(open_here: Open) -> None:
    with open_here() as register:

        def work() -> None:
            for _ in range(50):
                register.entries.arrive(coming(), NOW, "an")

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        numbers = sorted(entry.number for entry in register.entries.entries())
        assert numbers == list(range(1, 401))
        assert register.trail.audit().findings == ()


def test_what_was_read_unsurely_is_listed_until_somebody_says_what_it_is(
    register: Register,
) -> None:
    book = register.entries
    entry = book.arrive(coming(unsure=("code_number", "subject")), NOW, "an")
    assert entry.unsure == ("code_number", "subject")
    assert [one.id for one in book.entries(Criteria(unsure=True))] == [entry.id]
    # Who names a value has looked, even when it is the same.
    entry = book.change(entry.id, {"code_number": "012", "unit": "Phòng Một"}, NOW, "an")
    assert entry.unsure == ("subject",)
    entry = book.change(entry.id, {"subject": "Về việc giao đất"}, NOW, "an")
    assert entry.unsure == ()
    assert list(book.entries(Criteria(unsure=True))) == []
    said = [
        (event.old, event.new)
        for event in register.history(ObjectKind.ENTRY, str(entry.id))
        if event.field == "unsure"
    ]
    assert said == [("code_number,subject", "subject"), ("subject", "")]
    assert list(book.differences()) == []


@pytest.mark.parametrize("name", ["unsure", "number", "code_key", "nothing"])
def test_what_is_no_field_of_people_is_not_changed(register: Register, name: str) -> None:
    entry = register.entries.arrive(coming(), NOW, "an")
    with pytest.raises(NotAllowed):
        register.entries.change(entry.id, {name: "x"}, NOW, "an")
