"""Messages of exchange in the register: with their entry or not at all, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
from pipeline.model.message import MessageKind, MessageState, StoredMessage
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register
from tests.register.test_register import DOCUMENT, registered

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
CAME = StoredMessage(
    "in:H53.19:1",
    outgoing=False,
    transport="folder",
    partner="H53.19",
    kind=MessageKind.DOCUMENT,
    state=MessageState.TAKEN,
    entry_id=None,
    sha256="ab" * 32,
    stored_path="messages/ab/x.edxml",
    at=NOW,
)
ANSWER = StoredMessage(
    "status-000000000007-01",
    outgoing=True,
    transport="folder",
    partner="H53.19",
    kind=MessageKind.STATUS,
    state=MessageState.QUEUED,
    entry_id=None,
    sha256="cd" * 32,
    stored_path="messages/cd/y.edxml",
    at=NOW,
)


def new_entry(*, sha256: str = "ef" * 32) -> NewEntry:
    form = NewForm(Channel.AXIS, NOW, sha256=sha256, message_id=CAME.id)
    return NewEntry(Direction.INCOMING, "den", Described(subject="họp"), form)


def arrived(register: Register, *, sha256: str = "ef" * 32, receive: bool = False) -> Entry:
    new = new_entry(sha256=sha256)
    entry_id = register.exchange.register_entry(CAME, new, (), NOW, "văn thư", receive=receive)
    assert entry_id is not None
    return register.entries.by_id(entry_id)


def test_a_message_and_its_entry_are_there_once(register: Register) -> None:
    entry = arrived(register)
    again = register.exchange.register_entry(CAME, new_entry(), (), NOW, "x", receive=True)
    assert again is None
    assert tuple(register.entries.entries()) == (entry,)
    known = register.exchange.of_bytes(CAME.sha256)
    assert known is not None
    assert (known.id, known.entry_id, known.at) == (CAME.id, entry.id, NOW)


def test_what_cannot_be_written_whole_is_not_written(register: Register) -> None:
    gone = StoredMessage(**{name: getattr(CAME, name) for name in CAME.__slots__} | {"entry_id": 9})
    with pytest.raises(NotFound):
        register.exchange.take(gone, NOW, "x", opinion="y", to=Status.RECALL_ASKED)
    assert register.exchange.all() == ()


def test_statuses_follow_from_the_history_once_each(register: Register) -> None:
    entry = arrived(register, receive=True)
    assert [one.code for one in register.exchange.untold()] == [Status.ARRIVED, Status.RECEIVED]
    event = register.exchange.untold()[-1].event_id
    told = StoredMessage(
        **{name: getattr(ANSWER, name) for name in ANSWER.__slots__}
        | {"id": f"status-{event:012}-03", "entry_id": entry.id}
    )
    assert register.exchange.queue([told, told], NOW, "x") == 1
    assert register.exchange.untold() == ()
    register.entries.assign(entry.id, "Phòng A", "", None, NOW, "x")
    assert [one.code for one in register.exchange.untold()] == [Status.ASSIGNED]


def test_one_of_two_delivers_a_message(register: Register) -> None:
    register.exchange.queue([ANSWER], NOW, "x")
    (due,) = register.exchange.due(NOW)
    assert register.exchange.claim(due, NOW + timedelta(minutes=1))
    assert not register.exchange.claim(due, NOW + timedelta(minutes=1))
    assert register.exchange.due(NOW) == ()
    register.exchange.ended(due, MessageState.SENT, NOW, "x")
    assert register.exchange.due(NOW + timedelta(days=1)) == ()


def test_a_file_that_was_read_is_the_document_of_its_form(register: Register) -> None:
    registered(register)
    entry = arrived(register, sha256=DOCUMENT.sha256)
    was_read = register.exchange.was_read
    assert was_read(DOCUMENT.sha256, DOCUMENT.id, NOW, "x") == entry.id
    assert was_read(DOCUMENT.sha256, "other", NOW, "x") is None
    assert register.entries.of_document(DOCUMENT.id) is not None
    assert tuple(register.entries.differences()) == ()
    assert register.history(ObjectKind.ENTRY, str(entry.id))[-1].who == "x"
