"""A secret that came by exchange: its message, entry and files are nowhere but in quarantine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.desk import Desk
from pipeline.digitize import digitize
from pipeline.exchange.edxml.model import Business, BusinessType, DocumentMessage
from pipeline.exchange.edxml.writer import write
from pipeline.model.entry import Channel, Described, Entry, NewForm, Status
from pipeline.model.message import MessageState
from pipeline.model.record import State
from pipeline.office.exchange_in import Outcome, Received, receive
from pipeline.office.exchange_inbox import fetch
from pipeline.office.exchange_out import queue_statuses
from pipeline.office.postroom import Postroom
from pipeline.office.quarantine import finish, let_out, lock, lock_entry, settle
from pipeline.register.entries import Source
from pipeline.verification import verify_archive
from tests.exchange.edxml.made import a_message, partner
from tests.office.exchange_room import BEGUN, Clock, office
from tests.register.conftest import address, postgres
from tests.stack_archive import DIGEST, Here
from tests.steps.documents.conftest import Sheets

__all__ = ["address", "postgres"]
"""Fixtures: each test runs on both databases."""
RARE = "điều hiếm có"


class Stamped(Here):
    """Every page has a stamp, and is read where it was cleared."""

    def __init__(self, *, secret: bool = True) -> None:
        self.secret = secret

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]:
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "inspect": lambda: {"kind": "pdf", "page_count": 1, "signed": False},
            "signatures": lambda: {"signatures": [], "anchors": ""},
            "read": lambda: self._read(arguments),
        }
        if job not in answers:
            return super().submit(job, arguments, timeout_s)
        done: Future[dict[str, Any]] = Future()
        done.set_result(answers[job]())
        return done

    def _read(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if self.secret and not arguments.get("cleared"):
            return {"number": 1, "secret": "Tuyệt mật"}
        folder = ArchiveFolder(Path(arguments["archive"]))
        Ledger(folder, arguments["sha256"], DIGEST).write(replace(Sheets.decision(), number=1))
        return {"number": 1, "secret": None}


@dataclass
class Office:
    room: Postroom
    desk: Desk

    def digitized(self, place: str) -> State:
        """A file of the archive goes the way of any other."""
        register = self.desk.register
        batch = register.begin_batch(None, place, new_name=place[-20:], now=BEGUN, who="ai")
        path = self.room.archive.root / place
        (entry,) = register.add_inputs(batch, [Source(str(path), path.name)])
        return digitize(entry, None, self.desk)

    def entries(self) -> list[Entry]:
        return list(self.desk.register.entries.entries())


def desk_of(room: Postroom) -> Desk:
    """The desk of whoever digitises in this office."""
    return Desk(
        archive=room.archive,
        register=room.registry.register,
        jobs=Stamped(),
        settings=room.registry.settings,
        digest=DIGEST,
        workers=1,
        who="văn thư",
        now=room.registry.now,
        stop=threading.Event(),
        page_done=lambda: None,
    )


@pytest.fixture
def here(tmp_path: Path, address: str | None) -> Iterator[Office]:
    with office(tmp_path / "kho", Clock(), address) as room:
        yield Office(room, desk_of(room))


def a_secret(**changes: Any) -> DocumentMessage:
    header = replace(a_message().header, subject=RARE, content=RARE, **changes)
    return a_message(header=header)


def came(here: Office) -> Received:
    received = receive(here.room, write(a_secret(), partner()), "folder")
    queue_statuses(here.room)
    return received


def is_nowhere_else(here: Office) -> bool:
    """Nothing of the message is anywhere but in quarantine."""
    root = here.room.archive.root
    places = {path.relative_to(root).parts[0] for path in root.rglob("*") if path.is_file()}
    telling = [
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.parent.name != "quarantine"
        and RARE.encode() in path.read_bytes()
    ]
    findings = verify_archive(
        here.room.archive, here.desk.register, here.desk.settings, secrets=True
    )
    return telling == [] and "messages" not in places and findings[1] == ()


def test_what_turns_out_to_be_secret_takes_its_message_along(here: Office) -> None:
    (place,) = came(here).files
    assert here.digitized(place) is State.QUARANTINED
    assert finish(here.desk) == 1
    assert is_nowhere_else(here)
    (entry,) = here.entries()
    assert (entry.described, entry.status) == (Described(), Status.RECALLED)
    assert {(one.sha256, one.message_id) for one in entry.forms} == {(None, None)}
    assert here.room.messages.of_entry(entry.id) == here.room.messages.all() == ()
    assert queue_statuses(here.room) == 0
    assert here.room.messages.due(BEGUN) == ()
    assert here.desk.register.notices.waiting()[0].entry is not None
    assert {one.notice.entry_id for one in here.desk.register.notices.waiting()} == {-1}
    assert here.desk.register.trail.audit().findings == ()
    assert list(here.desk.register.entries.differences(secrets=True)) == []


def test_its_receipt_tells_nothing(here: Office) -> None:
    received = came(here)
    assert received.entry is not None
    here.digitized(received.files[0])
    assert here.desk.register.entries.by_receipt(received.entry.receipt) is None


def test_it_comes_once_more(here: Office, tmp_path: Path) -> None:
    here.digitized(came(here).files[0])
    again = receive(here.room, write(a_secret(), partner()), "folder")
    assert (again.outcome, again.entry) == (Outcome.HELD, None)
    other = write(a_secret(document_id="H53.19,2026/11/21,216/SYT-VP"), partner())
    held = receive(here.room, other, "http")
    assert (held.outcome, held.entry, held.files) == (Outcome.HELD, None, ())
    box = tmp_path / "inbox"
    box.mkdir()
    (box / "a.edxml").write_bytes(other)
    (fetched,) = fetch(here.room, box, "vi")
    assert fetched.received is not None
    assert fetched.received.outcome is Outcome.HELD
    assert [path for path in box.rglob("*") if path.is_file()] == []
    finish(here.desk)
    assert is_nowhere_else(here)
    assert len(here.entries()) == 1


def test_what_is_about_it_is_held_too(here: Office) -> None:
    here.digitized(came(here).files[0])
    business = Business(BusinessType.UPDATE, document_id="H53.19,2026/11/20,215/SYT-VP")
    update = replace(a_secret(), business=business, attachments=())
    assert receive(here.room, write(update, partner()), "folder").outcome is Outcome.HELD
    recall = replace(update, business=replace(business, type=BusinessType.RECALL, reason=RARE))
    assert receive(here.room, write(recall, partner()), "folder").outcome is Outcome.HELD
    finish(here.desk)
    assert is_nowhere_else(here)


def released(here: Office, document_id: str) -> tuple[str, ...]:
    secrets = here.desk.register.secrets
    asked = secrets.ask_release(document_id, "báo nhầm", BEGUN, "lan")
    return let_out(secrets.decide(asked.id, granted=True, now=BEGUN, who="minh"), here.desk)


def test_what_is_released_is_back_with_its_message(here: Office) -> None:
    received = came(here)
    here.digitized(received.files[0])
    finish(here.desk)
    (document,) = here.desk.register.secrets.quarantined()
    assert released(here, document.id) == (document.id,)
    former, entry = here.entries()
    assert (entry.earlier_id, entry.described.subject) == (former.id, RARE)
    assert [one.document_id for one in entry.forms] == [document.id, None]
    stored = here.room.messages.message(received.message_id)
    assert stored is not None
    assert (stored.state, stored.entry_id) == (MessageState.TAKEN, entry.id)
    assert (here.room.archive.root / stored.stored_path).exists()
    assert queue_statuses(here.room) > 0
    assert settle(here.desk) == 0
    again = receive(here.room, write(a_secret(), partner()), "folder")
    assert (again.outcome, again.entry) == (Outcome.DUPLICATE, entry)


@pytest.mark.parametrize("step", ["let_out", "bring_back", "_enter", "finish"])
def test_a_release_that_breaks_off_is_ended(
    here: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from pipeline.office import quarantine
    from tests.office.test_quarantine import Killed, _killed

    here.digitized(came(here).files[0])
    finish(here.desk)
    (document,) = here.desk.register.secrets.quarantined()
    whose = here.desk.register.secrets if step == "finish" else quarantine
    if step != "let_out":
        with monkeypatch.context() as patched:
            patched.setattr(whose, step, _killed)
            with pytest.raises(Killed):
                released(here, document.id)
        assert settle(here.desk) == 1
    else:
        released(here, document.id)
    former, entry = here.entries()
    assert (entry.earlier_id, entry.forms[0].document_id) == (former.id, document.id)
    assert list(here.room.archive.quarantine.iterdir()) == []


def test_a_lock_by_hand_takes_the_message_and_other_forms_along(here: Office) -> None:
    received = came(here)
    here.desk.jobs.secret = False  # type: ignore[attr-defined]
    assert here.digitized(received.files[0]) is not State.QUARANTINED
    (document,) = here.desk.register.documents()
    assert received.entry is not None
    register = here.desk.register
    register.exchange.was_read(document.sha256, document.id, BEGUN, "ai")
    paper = here.room.archive.root / "giay.pdf"
    paper.write_bytes(b"%PDF-1.4 paper")
    here.digitized("giay.pdf")
    paper.unlink()
    (scan,) = [one for one in register.documents() if one.id != document.id]
    form = NewForm(Channel.PAPER, BEGUN, scan.id, scan.sha256)
    register.entries.add_form(received.entry.id, form, BEGUN, "ai")
    lock(document, "Mật", here.desk)
    assert is_nowhere_else(here)
    assert list(register.documents()) == []
    # The message waits until nothing of it is secret any more.
    released(here, document.id)
    assert here.room.messages.all() == ()
    released(here, scan.id)
    states = {one.id: one.state for one in here.room.messages.all()}
    assert states[received.message_id] is MessageState.TAKEN
    assert settle(here.desk) == 0


def test_an_entry_of_which_nothing_was_read_is_locked_too(here: Office) -> None:
    received = came(here)
    assert received.entry is not None
    document_id = lock_entry(received.entry, "Mật", here.desk)
    assert is_nowhere_else(here)
    released(here, document_id)
    _, entry = here.entries()
    assert entry.described.subject == RARE
