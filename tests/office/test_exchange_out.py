"""Two offices: what one sends the other has, and hears how far it is with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import NotAllowed, NotFound, SettingsInvalid
from pipeline.model.entry import (
    Channel,
    Described,
    Direction,
    Entry,
    Lack,
    NewEntry,
    NewForm,
)
from pipeline.model.message import MessageKind, MessageState
from pipeline.office.exchange_delivery import deliver
from pipeline.office.exchange_in import Outcome, Received
from pipeline.office.exchange_inbox import fetch
from pipeline.office.exchange_out import queue_statuses, send
from pipeline.office.postroom import Postroom
from tests.office.exchange_room import BEGUN, Clock, office, registered_pdf

PARTNERS = [{"key": "so-y-te", "name": "Sở Y tế", "organ_ids": ["H53.19"]}]
SAID = Described(
    type="Công văn",
    code_number="12",
    code_notation="VP-TH",
    issued_on="2026-11-23",
    subject="V/v họp giao ban",
    urgency="Khẩn",
    to_places="Sở Y tế; Lưu: VT",
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(tmp_path: Path, clock: Clock) -> Iterator[Postroom]:
    outbox = str(tmp_path / "di")
    with office(tmp_path / "kho", clock, outbox=outbox, partners=PARTNERS) as here:
        yield here


@pytest.fixture
def them(tmp_path: Path, clock: Clock) -> Iterator[Postroom]:
    outbox = str(tmp_path / "ve")
    with office(tmp_path / "kia", clock, organ_id="H53.19", organ_name="", outbox=outbox) as there:
        yield there


def outgoing(room: Postroom, described: Described = SAID, *, scanned: bool = True) -> Entry:
    register = room.registry.register
    document_id = registered_pdf(room) if scanned else None
    form = NewForm(Channel.PAPER, BEGUN, document_id=document_id)
    return register.entries.arrive(
        NewEntry(Direction.OUTGOING, "di", described, form), BEGUN, "văn thư"
    )


def emptied(room: Postroom) -> list[MessageState]:
    return [one.state for one in deliver(room, {})]


def got(room: Postroom, folder: Path) -> list[Received]:
    return [one.received for one in fetch(room, folder, "vi") if one.received]


def test_what_one_sends_the_other_has_and_answers(
    us: Postroom, them: Postroom, tmp_path: Path
) -> None:
    entry = outgoing(us)
    (message,) = send(us, entry)
    assert emptied(us) == [MessageState.SENT]
    (received,) = got(them, tmp_path / "di" / "H53.19")
    theirs = received.entry
    assert theirs is not None
    assert (theirs.described.code, theirs.described.urgency) == ("12/VP-TH", "Khẩn")
    assert received.files
    acts = them.registry.register.entries
    acts.receive(theirs.id, BEGUN, "họ")
    acts.assign(theirs.id, "Phòng A", "", None, BEGUN, "họ")
    assert queue_statuses(them) == 3
    assert queue_statuses(them) == 0
    assert emptied(them) == [MessageState.SENT] * 3
    told = got(us, tmp_path / "ve" / "H53.01")
    assert {one.outcome for one in told} == {Outcome.STATUS}
    assert {one.entry.id for one in told if one.entry} == {entry.id}
    codes = {one.reason for one in us.messages.of_entry(entry.id) if one.kind is MessageKind.STATUS}
    assert codes == {"01", "03", "04"}
    assert us.registry.register.entries.by_id(entry.id).status is entry.status
    assert us.messages.message(message.id) is not None


def test_a_refusal_says_what_is_missing(us: Postroom, them: Postroom, tmp_path: Path) -> None:
    send(us, outgoing(us))
    emptied(us)
    (received,) = got(them, tmp_path / "di" / "H53.19")
    assert received.entry is not None
    lack = Lack("signature", "chữ ký số", "NĐ 30/2020, Điều 13")
    them.registry.register.entries.refuse(received.entry.id, [lack], BEGUN, "họ")
    assert queue_statuses(them) == 2
    emptied(them)
    folder = tmp_path / "ve" / "H53.01"
    assert any("chữ ký số" in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_it_is_sent_once_however_often_one_asks(us: Postroom, tmp_path: Path) -> None:
    entry = outgoing(us)
    first, again = send(us, entry), send(us, entry, ["H53.19"])
    assert [one.id for one in first] == [one.id for one in again]
    assert emptied(us) == [MessageState.SENT]
    assert emptied(us) == []
    assert len(list((tmp_path / "di" / "H53.19").iterdir())) == 1


def test_what_cannot_be_delivered_is_tried_later_and_later(
    us: Postroom, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "di").write_text("no folder")
    send(us, outgoing(us))
    pauses = []
    for _ in range(us.settings.tries):
        states = emptied(us)
        assert emptied(us) == []
        (message,) = us.messages.all()
        if message.next_try_at is not None:
            pauses.append((message.next_try_at - clock.at).total_seconds())
            clock.at = message.next_try_at
    assert pauses[:3] == [60, 120, 240]
    assert max(pauses) == us.settings.longest_retry_s
    assert states == [MessageState.FAILED]
    assert "no_access" in (message.reason or "")


def test_nobody_delivers_what_another_claimed(us: Postroom, clock: Clock) -> None:
    (message,) = send(us, outgoing(us))
    assert us.messages.claim(message, clock.at)
    assert not us.messages.claim(message, clock.at)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secrecy": "Mật"}, "exchange_secret"),
        ({"code_number": None}, "exchange_incomplete"),
        ({"issued_on": "2026-11-??"}, "exchange_incomplete"),
        ({"to_places": "Lưu: VT"}, "exchange_to_whom"),
        ({"subject": "x" * 501}, "edxml_length"),
    ],
)
def test_what_is_not_ready_does_not_go_out(
    us: Postroom, change: dict[str, str | None], code: str
) -> None:
    entry = outgoing(us, replace(SAID, **change))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed) as caught:
        send(us, entry)
    assert caught.value.code == code
    assert us.messages.all() == ()


def test_nothing_goes_out_without_a_file_a_partner_or_a_name(
    us: Postroom, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(NotFound, match="exchange_no_file"):
        send(us, outgoing(us, scanned=False))
    with pytest.raises(NotFound, match="partner"):
        send(us, outgoing(us), ["Sở Y"])
    with (
        office(tmp_path / "ai", clock, organ_id="") as nobody,
        pytest.raises(SettingsInvalid, match="exchange_no_organ"),
    ):
        send(nobody, outgoing(nobody), ["H53.19"])
