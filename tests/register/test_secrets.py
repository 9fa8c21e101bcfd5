"""Secrets in the register: for whoever does not ask for them they are not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.entry import (
    Channel,
    Criteria,
    Described,
    Direction,
    Entry,
    NewEntry,
    NewForm,
    Status,
)
from pipeline.model.record import Field, Record, State
from pipeline.model.secret import Locking
from pipeline.register.audit_faults import Fault
from pipeline.register.audit_log import LogCriteria
from pipeline.register.entries import NewQuarantined, ObjectKind, What
from pipeline.register.store import Register, open_register
from tests.register.test_register import DOCUMENT, MASTER, NOW, SHA, WHO, hand_in

MOMENT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SECRET = NewQuarantined("s1", SHA, 1, 1, "Mật", (), "0123456789ab", "sohoa 0.1")
TOLD = Described(issuer="SỞ Y TẾ", subject="điều hiếm có", code_number="7", code_notation="KH")


def book_of(document_id: str, level: str = "Mật") -> NewEntry:
    form = NewForm(Channel.PAPER, MOMENT, document_id, SHA)
    return NewEntry(Direction.INCOMING, "den-mat", Described(secrecy=level), form, secret=True)


def quarantine(register: Register) -> None:
    (entry,) = hand_in(register, "/scans/mat.pdf")
    register.secrets.store_master(MASTER, NOW, WHO)
    assert register.secrets.register(SECRET, entry, NOW, WHO, book_of("s1"))


def in_the_open(register: Register) -> Entry:
    """A document that everybody sees, and its entry."""
    (entry,) = hand_in(register, "/scans/mat.pdf")
    register.store_master(MASTER, NOW, WHO)
    record = Record(subject=Field("điều hiếm có", 0.9), issuer=Field("SỞ Y TẾ", 0.9))
    register.register_document(
        replace(DOCUMENT, id="d1", record=record, state=State.ACCEPTED), entry, NOW, WHO
    )
    form = NewForm(Channel.PAPER, MOMENT, "d1", SHA)
    arrived = register.entries.arrive(NewEntry(Direction.INCOMING, "den", TOLD, form), MOMENT, WHO)
    return register.entries.opinion(arrived.id, "điều hiếm có", MOMENT, WHO)


def test_it_waits_for_a_keeper_without_a_number(register: Register) -> None:
    quarantine(register)
    entry = register.entries.of_document("s1", secrets=True)
    assert entry is not None
    assert (entry.status, entry.key) == (Status.ARRIVED, f"den-mat/2026/#{entry.id}")
    assert register.entries.entry(entry.key, secrets=True) == entry
    assert register.entries.receive(entry.id, MOMENT, "lan").key == "den-mat/2026/1"


def test_the_two_histories_are_whole_each(register: Register) -> None:
    quarantine(register)
    assert register.trail.audit().findings == ()
    secrets = register.trail.audit_secrets()
    assert (secrets.findings, secrets.events) == ((), 4)
    assert list(register.entries.differences(secrets=True)) == []


def seen(register: Register) -> list[object]:
    """All that the register tells somebody who does not ask for secrets."""
    return [
        list(register.documents()),
        register.document_counts(),
        register.document_ids(State.ACCEPTED, State.REVIEW),
        list(register.entries.entries()),
        list(register.entries.entries(newest_first=True)),
        list(register.entries.entries(Criteria(book="den-mat"))),
        list(register.entries.entries(Criteria(issuer="SỞ Y TẾ"))),
        register.entries.of_document("s1"),
        register.entries.of_file(SHA),
        list(register.entries.differences()),
        register.trail.audit(),
        register.outbox(),
        [register.entries.by_receipt(code) for code in ("", "A")],
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_others_are_told_the_same_with_and_without_secrets(
    tmp_path_factory: pytest.TempPathFactory, ways: list[bool]
) -> None:
    told = []
    for with_secrets in (False, True):
        with open_register(tmp_path_factory.mktemp("r")) as register:
            _come(register, ways, with_secrets)
            told.append(seen(register))
    assert told[0] == told[1]


def _come(register: Register, ways: Iterable[bool], with_secrets: bool) -> None:
    for number, is_secret in enumerate(ways):
        form = NewForm(Channel.PAPER, MOMENT, f"n{number}")
        new = NewEntry(Direction.INCOMING, "den", TOLD, form, receipt=f"{number:012}", secret=False)
        if is_secret and not with_secrets:
            continue
        if is_secret:
            hidden = replace(new, book="den-mat", secret=True)
            entry = register.entries.arrive(hidden, MOMENT, "lan")
            register.entries.change(entry.id, {"unit": "Phòng A"}, MOMENT, "lan")
        else:
            register.entries.arrive(new, MOMENT, "an", receive=number % 2 == 0)


def test_who_does_not_ask_finds_nothing(register: Register) -> None:
    quarantine(register)
    entry = register.entries.of_document("s1", secrets=True)
    assert entry is not None
    for name in (entry.key, str(entry.id), "den-mat/2026/1"):
        with pytest.raises(NotFound):
            register.entries.entry(name)
    for name in ("s1", "s"):
        with pytest.raises(NotFound, match="document"):
            register.document(name)
    assert register.entries.by_receipt(entry.receipt) is None


def test_one_asks_and_another_decides(register: Register) -> None:
    quarantine(register)
    asked = register.secrets.ask_release("s1", "báo nhầm", NOW, "lan")
    with pytest.raises(NotAllowed, match="release_asked"):
        register.secrets.ask_release("s1", "nữa", NOW, "minh")
    with pytest.raises(NotAllowed, match="release_own"):
        register.secrets.decide(asked.id, granted=True, now=NOW, who="lan")
    decided = register.secrets.decide(asked.id, granted=True, now=NOW, who="minh")
    assert (decided.granted, decided.decided_by) == (True, "minh")
    with pytest.raises(NotAllowed, match="release_decided"):
        register.secrets.decide(asked.id, granted=False, now=NOW, who="an")
    with pytest.raises(NotFound):
        register.secrets.decide(99, granted=True, now=NOW, who="minh")
    with pytest.raises(NotFound):
        register.secrets.ask_release("d9", "x", NOW, "lan")


def test_what_was_denied_may_be_asked_for_again(register: Register) -> None:
    quarantine(register)
    first = register.secrets.ask_release("s1", "báo nhầm", NOW, "lan")
    register.secrets.decide(first.id, granted=False, now=NOW, who="minh")
    again = register.secrets.ask_release("s1", "giải mật", NOW, "lan")
    assert [one.id for one in register.secrets.releases()] == [first.id, again.id]


def test_a_released_document_is_like_any_other(register: Register) -> None:
    quarantine(register)
    asked = register.secrets.ask_release("s1", "báo nhầm", NOW, "lan")
    release = register.secrets.decide(asked.id, granted=True, now=NOW, who="minh")
    made = replace(DOCUMENT, id="s1", state=State.ACCEPTED)
    register.secrets.put_out(release, (made,), "masters/aa/x.pdf", NOW, "minh")
    assert register.document("s1").state is State.ACCEPTED
    assert register.master(SHA).stored_path == "masters/aa/x.pdf"
    assert [one.document_id for one in register.outbox()] == ["s1"]
    assert list(register.secrets.quarantined()) == []
    told = [e for e in register.history(ObjectKind.DOCUMENT, "s1") if e.id > 0]
    assert [(e.what, e.new) for e in told] == [(What.RELEASED, "báo nhầm (lan, minh)")]
    assert register.entries.of_document("s1", secrets=True) is None
    with pytest.raises(NotFound):
        register.secrets.put_out(release, (made,), "masters/aa/x.pdf", NOW, "minh")
    assert register.trail.audit().findings == register.trail.audit_secrets().findings == ()


def lock(register: Register) -> None:
    entry = replace(book_of("d1", "Tuyệt mật"), receipt="SECRETSECRET")
    locking = Locking("Tuyệt mật", SHA, "d1", "quarantine/x.pdf", entry)
    register.secrets.lock((locking,), MOMENT, "lan")


def test_of_what_is_locked_nothing_is_left_but_its_number(register: Register) -> None:
    before = in_the_open(register)
    lock(register)
    after = register.entries.by_id(before.id)
    assert (after.key, after.described, after.paper_class) == (before.key, Described(), None)
    assert [(form.document_id, form.sha256) for form in after.forms] == [(None, None)]
    assert list(register.documents()) == []
    (secret,) = register.secrets.quarantined()
    assert (secret.state, secret.record.subject.value, secret.pdf) == (
        State.QUARANTINED,
        None,
        None,
    )
    assert [one.op.value for one in register.outbox()] == ["remove"]
    entry = register.entries.of_document("d1", secrets=True)
    assert entry is not None
    assert entry.described == Described(secrecy="Tuyệt mật")
    for event in register.history(ObjectKind.ENTRY, str(before.id)):
        assert "hiếm" not in f"{event.old}{event.new}"
    told = register.trail.events(LogCriteria())
    assert "d1" not in {event.object_id for event in told}
    assert "d1" in {event.object_id for event in register.trail.events(LogCriteria(secrets=True))}


def test_the_history_stays_whole_when_it_says_less(register: Register) -> None:
    in_the_open(register)
    before = register.trail.audit()
    lock(register)
    after = register.trail.audit()
    assert (after.findings, after.events) == ((), before.events + 1)
    assert list(register.entries.differences()) == []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("UPDATE events SET new = 'x' WHERE id = {redacted}", {Fault.CHANGED}),
        ("UPDATE events SET hash = 'x' WHERE id = {redacted}", {Fault.CHANGED}),
        ("DELETE FROM events WHERE id = {redacted}", {Fault.MISSING}),
    ],
)
def test_a_redacted_event_cannot_be_altered(
    tmp_path: Path, change: str, faults: set[Fault]
) -> None:
    with open_register(tmp_path) as register:
        entry = in_the_open(register)
        lock(register)
        redacted = next(
            event.id
            for event in register.history(ObjectKind.ENTRY, str(entry.id))
            if event.what is What.ARRIVED
        )
        with register.entries.acting(NOW, "x") as act:
            act.connection.execute(text(change.format(redacted=redacted)))
        assert {finding.fault for finding in register.trail.audit().findings} == faults


def test_a_secret_event_that_was_removed_is_missing(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        quarantine(register)
        with register.entries.acting(NOW, "x") as act:
            act.connection.execute(text("DELETE FROM events WHERE id = -2"))
        assert register.trail.audit().findings == ()
        assert Fault.MISSING in {one.fault for one in register.trail.audit_secrets().findings}


def test_the_file_of_the_register_forgets_what_was_locked(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        in_the_open(register)
        lock(register)
        register.secrets.scrub()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "hiếm có".encode() not in held


def test_a_secret_that_waited_before_there_were_registers_is_entered_once(
    register: Register,
) -> None:
    (entry,) = hand_in(register, "/scans/mat.pdf")
    register.secrets.store_master(MASTER, NOW, WHO)
    register.secrets.register(SECRET, entry, NOW, WHO)
    first = register.secrets.enter(book_of("s1"), NOW, "lan")
    assert register.secrets.enter(book_of("s1"), NOW, "lan").id == first.id < 0
