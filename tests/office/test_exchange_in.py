"""Messages come in: entries, duplicates, recalls, statuses; all of a message or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.errors import NotAllowed, ScanRejected
from pipeline.exchange.edxml.model import (
    Business,
    BusinessType,
    Organ,
    Replacement,
    Trace,
)
from pipeline.exchange.edxml.writer import write
from pipeline.match_rules import default_matching
from pipeline.model.entry import Channel, Direction, NewEntry, NewForm, SignatureState, Status
from pipeline.model.message import MessageState
from pipeline.office.exchange_in import Outcome, receive
from pipeline.office.exchange_inbox import fetch
from pipeline.office.postroom import Postroom
from pipeline.office.reconciling import Reconciler
from pipeline.register.match_book import PairKind, PairState
from tests.exchange.edxml.made import a_message, partner
from tests.exchange.edxml.mutations import mutated
from tests.office.exchange_room import BEGUN, Clock, office

WHOLE = write(a_message(), partner())
RECALL = Business(
    BusinessType.RECALL, reason="gửi nhầm", document_id="H53.19,2026/11/20,215/SYT-VP"
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Postroom]:
    with office(tmp_path / "kho", clock) as here:
        yield here


def statuses_of(room: Postroom) -> list[Status]:
    return [entry.status for entry in room.registry.register.entries.entries()]


def test_a_document_becomes_an_entry_with_a_form_for_each_file(room: Postroom) -> None:
    received = receive(room, WHOLE, "folder")
    entry = received.entry
    assert entry is not None
    assert (received.outcome, entry.status, entry.channel) == (
        Outcome.REGISTERED,
        Status.ARRIVED,
        Channel.AXIS,
    )
    said = entry.described
    assert (said.code, said.issued_on, said.type) == ("215/SYT-VP", "2026-11-20", "Công văn")
    assert (said.urgency, said.issuer, said.issuer_id) == ("Hỏa tốc", "Sở Y tế", "H53.19")
    assert len(entry.forms) == 2
    assert entry.signatures is SignatureState.UNKNOWN_ISSUER
    assert {form.message_id for form in entry.forms} == {received.message_id}
    (pdf,) = received.files
    assert (room.archive.root / pdf).read_bytes() == b"%PDF-1.4 one"
    stored = room.messages.message(received.message_id)
    assert stored is not None
    assert (room.archive.root / stored.stored_path).read_bytes() == WHOLE


def test_the_same_message_twice_is_one_entry(room: Postroom) -> None:
    first = receive(room, WHOLE, "folder")
    again = receive(room, WHOLE, "http")
    traced = write(a_message(traces=(Trace("G22", BEGUN),)), partner())
    passed_on = receive(room, traced, "folder")
    assert (again.outcome, passed_on.outcome) == (Outcome.DUPLICATE, Outcome.DUPLICATE)
    assert again.entry == passed_on.entry == first.entry
    assert len(statuses_of(room)) == 1


def test_the_same_id_with_other_content_is_refused_aloud(room: Postroom) -> None:
    receive(room, WHOLE, "folder")
    header = replace(a_message().header, subject="V/v khác")
    with pytest.raises(NotAllowed) as caught:
        receive(room, write(a_message(header=header), partner()), "folder")
    assert caught.value.code == "exchange_same_id"
    assert len(statuses_of(room)) == 1


def test_a_message_for_somebody_else_is_not_registered(room: Postroom) -> None:
    header = replace(a_message().header, to=(Organ("H53.02"),))
    with pytest.raises(NotAllowed, match="exchange_not_for_us"):
        receive(room, write(a_message(header=header), partner()), "folder")
    assert statuses_of(room) == []


def test_a_recall_waits_for_a_person(room: Postroom) -> None:
    receive(room, WHOLE, "folder")
    asked = receive(room, write(a_message(business=RECALL, attachments=()), partner()), "folder")
    assert asked.outcome is Outcome.RECALL
    assert statuses_of(room) == [Status.RECALL_ASKED]


def test_a_recall_of_what_is_done_or_unknown_is_kept_and_said(room: Postroom) -> None:
    asking = write(a_message(business=RECALL, attachments=()), partner())
    unknown = receive(room, asking, "folder")
    assert [remark.code for remark in unknown.remarks] == ["exchange_unknown_document"]
    entry = receive(room, WHOLE, "folder").entry
    assert entry is not None
    room.registry.register.entries.move(entry.id, Status.DONE, BEGUN, "ai")
    again = replace(RECALL, reason="lần hai")
    late = receive(room, write(a_message(business=again, attachments=()), partner()), "folder")
    assert [remark.code for remark in late.remarks] == ["exchange_waits"]
    assert late.outcome is Outcome.WAITING
    assert statuses_of(room) == [Status.DONE]
    assert len(room.messages.all(state=MessageState.WAITING)) == 2


def test_a_replacement_is_registered_and_the_older_one_asked_back(room: Postroom) -> None:
    first = receive(room, WHOLE, "folder").entry
    header = replace(
        a_message().header, code_number="216", document_id="H53.19,2026/11/21,216/SYT-VP"
    )
    replaces = Business(
        BusinessType.REPLACEMENT, replacements=(Replacement("H53.19,2026/11/20,215/SYT-VP"),)
    )
    second = receive(room, write(a_message(header=header, business=replaces), partner()), "folder")
    assert first is not None
    assert second.entry is not None
    assert second.entry.described.code_number == "216"
    assert statuses_of(room) == [Status.RECALL_ASKED, Status.ARRIVED]


def test_of_a_thousand_mutated_messages_each_is_an_entry_or_a_reason(room: Postroom) -> None:
    """Nothing in between: as many entries as messages that brought one, each with its forms."""
    refused = registered = 0
    for seed in range(1_000):
        try:
            own = WHOLE.replace(b",215/", f",{seed}/".encode())
            received = receive(room, mutated(own, seed), "folder")
        except (ScanRejected, NotAllowed):
            refused += 1
        else:
            registered += received.outcome is Outcome.REGISTERED
    entries = tuple(room.registry.register.entries.entries())
    assert len(entries) == registered
    assert all(room.messages.message(entry.forms[0].message_id or "") for entry in entries)
    brought = [message for message in room.messages.all() if message.entry_id is not None]
    assert {message.entry_id for message in brought} == {entry.id for entry in entries}
    assert not room.registry.register.trail.audit().findings
    assert refused > 300
    assert registered > 100


def test_the_inbox_is_emptied_and_says_what_became_of_each(room: Postroom, tmp_path: Path) -> None:
    inbox = tmp_path / "den"
    inbox.mkdir()
    (inbox / "1.edxml").write_bytes(WHOLE)
    (inbox / "2.edxml").write_bytes(WHOLE)
    (inbox / "3.edxml").write_bytes(b"<a>&x;</a>")
    (inbox / ".4.edxml.part").write_bytes(b"<a")
    (inbox / "5.edxml").symlink_to("/etc/passwd")
    old = BEGUN.timestamp() - 3600
    os.utime(inbox / "3.edxml", (old, old))
    found = {one.name: one for one in fetch(room, inbox, "vi")}
    assert set(found) == {"1.edxml", "2.edxml", "3.edxml"}
    assert found["2.edxml"].received is not None
    assert found["2.edxml"].received.outcome is Outcome.DUPLICATE
    assert (inbox / "received" / "1.edxml").read_bytes() == WHOLE
    assert "XML" in (inbox / "refused" / "3.edxml.txt").read_text(encoding="utf-8")


def test_a_half_copied_file_waits_until_it_is_whole_or_old(
    room: Postroom, tmp_path: Path, clock: Clock
) -> None:
    half = tmp_path / "half.edxml"
    half.write_bytes(WHOLE[: len(WHOLE) // 2])
    os.utime(half, (BEGUN.timestamp(), BEGUN.timestamp()))
    (one,) = fetch(room, tmp_path, "vi")
    assert one.waits
    half.write_bytes(WHOLE)
    (one,) = fetch(room, tmp_path, "vi")
    assert one.received is not None
    half.write_bytes(WHOLE[: len(WHOLE) // 2])
    os.utime(half, (BEGUN.timestamp(), BEGUN.timestamp()))
    clock.wind(hours=1)
    (one,) = fetch(room, tmp_path, "vi")
    assert one.refused is not None


def test_paper_that_came_before_its_message_waits_for_a_person(room: Postroom) -> None:
    desk = room.registry
    entries = desk.register.entries
    matched = replace(desk, matcher=Reconciler(desk.register, room.archive, default_matching()))
    room = replace(room, registry=matched)
    first = receive(room, WHOLE, "folder").entry
    assert first is not None
    # The paper of the same document, entered by hand the day before.
    paper = NewEntry(Direction.INCOMING, "den", first.described, NewForm(Channel.PAPER, BEGUN))
    again = replace(a_message(), header=replace(a_message().header, document_id="H53.19,2,other"))
    entries.arrive(paper, BEGUN, "lan")
    later = receive(room, write(again, partner()), "folder").entry
    assert later is not None
    waiting = [pair.entry_id for pair in desk.register.matches.pairs(PairState.WAITING)]
    assert later.id in waiting


def test_the_end_of_an_entry_that_was_joined_is_no_news_for_its_sender(room: Postroom) -> None:
    register = room.registry.register
    later = receive(room, WHOLE, "folder").entry
    assert later is not None
    assert [one.code for one in room.messages.untold()] == [Status.ARRIVED]
    paper = NewEntry(Direction.INCOMING, "den", later.described, NewForm(Channel.PAPER, BEGUN))
    first = register.entries.arrive(paper, BEGUN, "lan")
    register.matches.note(later.id, first.id, PairKind.SAME, 0.9, {"signs": []}, BEGUN, "lan")
    (pair,) = register.matches.pairs(PairState.WAITING)
    register.matches.join(pair.id, BEGUN, "lan")
    assert Status.DONE not in [one.code for one in room.messages.untold()]


def test_an_invalid_signature_is_announced(room: Postroom) -> None:
    broken = replace(room, judge=lambda _path: SignatureState.INVALID)
    received = receive(broken, WHOLE, "folder")
    assert received.entry is not None
    assert received.entry.signatures is SignatureState.INVALID
    with room.registry.register.entries.acting(BEGUN, "lan") as act:
        kinds = set(act.connection.execute(text("SELECT kind FROM notices")).scalars())
    assert kinds == {"urgent_arrival", "signature_invalid"}
