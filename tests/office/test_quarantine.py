"""Into quarantine and out of it: whatever breaks off, nothing is elsewhere, and it can be ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import traces
from pipeline.desk import Desk
from pipeline.documents import documents_of
from pipeline.errors import NotAllowed, NotFound
from pipeline.indexing import rebuild
from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.model.record import State
from pipeline.model.secret import Release
from pipeline.office import quarantine
from pipeline.office.quarantine import let_out, lock, settle
from pipeline.register.store import Register, open_register
from pipeline.search.opening import open_index
from pipeline.verification import verify_archive
from tests.stack_archive import DIGEST, NOW, SHA, Here, desk_with, hand_in
from tests.steps.documents.conftest import Sheets

ID = SHA[:16]
PAGES = ("decision", "plain")


class Killed(BaseException):
    """As a kill: nobody catches it."""


class Reads(Here):
    """Reads pages as they were read before; one with a stamp only where it is cleared."""

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]:
        done: Future[dict[str, Any]] = Future()
        if job == "read":
            done.set_result(_read(arguments))
        elif job == "signatures":
            done.set_result({"signatures": [], "anchors": ""})
        else:
            return super().submit(job, arguments, timeout_s)
        return done


def _read(arguments: Mapping[str, Any]) -> dict[str, Any]:
    from pipeline.archive.folder import ArchiveFolder

    number = arguments["number"]
    if not arguments.get("cleared"):
        return {"number": number, "secret": "Mật"}
    page = replace(getattr(Sheets, PAGES[number - 1])(), number=number)
    Ledger(ArchiveFolder(Path(arguments["archive"])), arguments["sha256"], DIGEST).write(page)
    return {"number": number, "secret": None}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, register: Register) -> Desk:
    """A document of two pages, in the register, in a book, in the index and in the log."""
    made, scan = desk_with(
        tmp_path / "archive", register, [getattr(Sheets, page)() for page in PAGES]
    )
    made = replace(made, jobs=Reads())
    register.register_documents(documents_of(scan, made), hand_in(register), NOW, "vanthu")
    form = NewForm(Channel.PAPER, NOW, ID, SHA)
    told = Described(subject="điều hiếm có", issuer="SỞ Y TẾ")
    register.entries.arrive(NewEntry(Direction.INCOMING, "den", told, form), NOW, "vanthu")
    made.archive.log.write_text(f"01 {ID} accepted a.pdf\n02 something else\n", encoding="utf-8")
    rebuild(made.archive, register, made.settings)
    return made


def document_of(desk: Desk, *, secrets: bool = False) -> Any:
    return desk.register.document(ID, secrets=secrets)


def is_gone(desk: Desk) -> bool:
    """Nothing of it is anywhere but in quarantine, and everything agrees."""
    index = open_index(desk.archive.index)
    try:
        held = index.ids()
    finally:
        index.close()
    named = [path for path in desk.archive.root.rglob("*") if SHA[:16] in path.name]
    return (
        not held
        and [desk.archive.relative(path) for path in named] == [f"quarantine/{SHA}.pdf"]
        and ID not in desk.archive.log.read_text(encoding="utf-8")
        and "hiếm có".encode() not in (desk.archive.root / "sohoa.db").read_bytes()
        and verify_archive(desk.archive, desk.register, desk.settings, secrets=True)[1] == ()
    )


def test_what_is_locked_is_nowhere_else(desk: Desk) -> None:
    lock(document_of(desk), "Mật", desk)
    assert is_gone(desk)
    assert document_of(desk, secrets=True).state is State.QUARANTINED
    assert "02 something else" in desk.archive.log.read_text(encoding="utf-8")
    with pytest.raises(NotFound):
        document_of(desk)
    with pytest.raises(NotFound, match="quarantined"):
        lock(document_of(desk, secrets=True), "Mật", desk)
    assert settle(desk) == 0


STEPS = ("lock_master", "_forget_lines", "rebuild")


def _killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", STEPS)
def test_a_lock_that_was_broken_off_is_ended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(quarantine, step, _killed)
        with pytest.raises(Killed):
            lock(document_of(desk), "Mật", desk)
    # From the first step on nobody is told of it, not even by what was left over.
    with pytest.raises(NotFound):
        document_of(desk)
    others = verify_archive(desk.archive, desk.register, desk.settings)[1]
    assert others == ()
    keepers = verify_archive(desk.archive, desk.register, desk.settings, secrets=True)[1]
    assert "secret_unfinished" in {finding.code for finding in keepers}
    assert settle(desk) == 1
    assert is_gone(desk)


def test_a_lock_killed_before_the_register_let_go_has_not_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(desk.register.secrets, "lock", _killed)
        with pytest.raises(Killed):
            lock(document_of(desk), "Mật", desk)
    assert settle(desk) == 1
    assert document_of(desk).state is not State.QUARANTINED
    assert verify_archive(desk.archive, desk.register, desk.settings, secrets=True)[1] == ()


def granted(desk: Desk) -> Release:
    secrets = desk.register.secrets
    asked = secrets.ask_release(ID, "báo nhầm", NOW, "lan")
    return secrets.decide(asked.id, granted=True, now=NOW, who="minh")


def is_out(desk: Desk) -> bool:
    rebuild(desk.archive, desk.register, desk.settings)
    return (
        document_of(desk).state in (State.ACCEPTED, State.REVIEW)
        and not list(desk.archive.quarantine.iterdir())
        and verify_archive(desk.archive, desk.register, desk.settings, secrets=True)[1] == ()
    )


def test_what_is_released_is_like_any_other(desk: Desk) -> None:
    lock(document_of(desk), "Mật", desk)
    release = granted(desk)
    assert let_out(release, desk) == (ID,)
    assert is_out(desk)
    assert let_out(release, desk) == (ID,)
    assert settle(desk) == 0


@pytest.mark.parametrize(
    "step", ["take_in", "read_pages", "documents_of", "keep_master", "judge_once"]
)
def test_a_release_that_was_broken_off_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    lock(document_of(desk), "Mật", desk)
    release = granted(desk)
    with monkeypatch.context() as patched:
        patched.setattr(quarantine, step, _killed)
        with pytest.raises(Killed):
            let_out(release, desk)
    settle(desk)
    assert is_out(desk)


def test_a_release_killed_before_the_register_knew_tells_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(document_of(desk), "Mật", desk)
    release = granted(desk)
    with monkeypatch.context() as patched:
        patched.setattr(desk.register.secrets, "put_out", _killed)
        with pytest.raises(Killed):
            let_out(release, desk)
    # Its pages were read again and lie there: only keepers are told.
    assert next(traces(desk.archive, SHA), None) is not None
    assert verify_archive(desk.archive, desk.register, desk.settings)[1] == ()
    assert settle(desk) == 1
    assert is_out(desk)


def test_what_was_out_and_is_locked_again_takes_another_release(desk: Desk) -> None:
    lock(document_of(desk), "Mật", desk)
    let_out(granted(desk), desk)
    lock(document_of(desk), "Tối mật", desk)
    assert settle(desk) == 0
    (spent,) = desk.register.secrets.releases()
    with pytest.raises(NotAllowed, match="release_decided"):
        let_out(spent, desk)
    assert document_of(desk, secrets=True).state is State.QUARANTINED
    again = granted(desk)
    assert again.pending
    let_out(again, desk)
    assert is_out(desk)


def test_a_denied_release_changes_nothing(desk: Desk) -> None:
    lock(document_of(desk), "Mật", desk)
    asked = desk.register.secrets.ask_release(ID, "báo nhầm", NOW, "lan")
    desk.register.secrets.decide(asked.id, granted=False, now=NOW, who="minh")
    assert settle(desk) == 0
    assert is_gone(desk)
