"""What lies in `messages/` is checked: what is missing, altered or unknown there is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.exchange.edxml.writer import write
from pipeline.office.exchange_in import receive
from pipeline.office.exchange_out import queue_statuses
from pipeline.office.postroom import Postroom
from pipeline.verification import verify_archive
from tests.exchange.edxml.made import a_message, partner
from tests.office.exchange_room import Clock, office
from tests.office.test_mail_in import PDF, mail, taken


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Postroom]:
    """A message with two files, the statuses that answer it, and an e-mail."""
    with office(tmp_path / "kho", Clock()) as room:
        receive(room, write(a_message(), partner()), "folder")
        queue_statuses(room)
        taken(room.registry, room.archive, mail(1, (PDF, "a.pdf")))
        yield room


def found(room: Postroom) -> set[tuple[str, str]]:
    register, settings = room.registry.register, room.registry.settings
    _, findings = verify_archive(room.archive, register, settings)
    return {
        (one.code, str(one.params["file"]))
        for one in findings
        if str(one.params.get("file", "")).startswith("messages/")
    }


def files(room: Postroom) -> list[Path]:
    return [path for path in room.archive.messages.rglob("*") if path.is_file()]


def test_what_was_kept_is_there_and_as_it_was(room: Postroom) -> None:
    assert found(room) == set()
    assert len(files(room)) == 5


def test_each_file_that_is_altered_is_named(room: Postroom) -> None:
    for path in files(room):
        content = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(content + b" ")
        assert found(room) == {("altered", room.archive.relative(path))}
        path.write_bytes(content)
    assert found(room) == set()


def test_each_file_that_is_missing_is_named(room: Postroom) -> None:
    for path in files(room):
        content = path.read_bytes()
        path.unlink()
        ((code, name),) = found(room)
        assert code == "missing"
        assert name.removesuffix(".*") in room.archive.relative(path)
        path.write_bytes(content)


def test_what_nobody_knows_of_is_named(room: Postroom) -> None:
    for place in ("la.edxml", "files/aa/la.pdf", "files/mail/la/1/a.pdf"):
        path = room.archive.messages / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        assert found(room) == {("unknown_file", f"messages/{place}")}
        path.unlink()
