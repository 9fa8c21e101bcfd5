"""E-mail becomes documents and entries, each once, whatever breaks in the middle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.masters import document_id_of
from pipeline.exchange.mail_folder import RawMail
from pipeline.model.entry import Channel, Direction
from pipeline.model.mail import MailState
from pipeline.model.record import Reason, Record
from pipeline.office.arriving import Coming
from pipeline.office.mail_in import Fetched, fetch
from pipeline.office.registry import Registry
from pipeline.register.entries import NewQuarantined, ObjectKind, Source
from pipeline.steps.office.secret_entry import secret_entry
from pipeline.verification import verify_archive
from tests.office.conftest import NOW, RECORD
from tests.register.test_register import DOCUMENT, MASTER

PDF = b"%PDF-1.4 a"


def mail(number: int, *files: tuple[bytes, str], subject: str = "Gửi văn bản") -> RawMail:
    message = EmailMessage()
    message["From"] = "Văn thư <vanthu@example.vn>"
    message["Subject"] = subject
    message["Message-ID"] = f"<{number}@example.vn>"
    message.set_content("Kính gửi")
    for data, name in files:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    data = message.as_bytes()
    return RawMail(f"{number}.eml", data, len(data))


@pytest.fixture
def archive(desk: Registry, tmp_path: Path) -> ArchiveFolder:
    assert desk
    folder = ArchiveFolder(tmp_path / "archive")
    folder.prepare()
    return folder


def digitizer(
    desk: Registry, *, secret: bool = False, record: Record = RECORD
) -> Callable[[tuple[str, ...]], None]:
    """Registers each file as a document, as a batch does."""

    def digitize(paths: tuple[str, ...]) -> None:
        register = desk.register
        batch = register.begin_batch(None, "d", new_name="thư", now=NOW, who="ai")
        sources = [Source(path, Path(path).name) for path in paths]
        for entry in register.add_inputs(batch, sources):
            sha = hashlib.sha256(Path(entry.source.path).read_bytes()).hexdigest()
            if register.documents_of_master(sha):
                continue
            name = f"masters/{sha[:2]}/{sha}.pdf"
            register.store_master(replace(MASTER, sha256=sha, stored_path=name), NOW, "ai")
            if secret:
                why = (Reason("secrecy_stamp", {"level": "Mật"}),)
                quarantined = NewQuarantined(document_id_of(sha), sha, 1, 1, "Mật", why, "d", "s")
                book = desk.settings.registers.book_for(Direction.INCOMING, secret=True)
                waits = secret_entry(quarantined.id, sha, "Mật", NOW, book)
                register.secrets.register(quarantined, entry, NOW, "ai", waits)
                continue
            new = replace(DOCUMENT, id=document_id_of(sha), sha256=sha, record=record)
            register.register_document(new, entry, NOW, "ai")
        register.finish_batch(batch, NOW, "ai")

    return digitize


def taken(desk: Registry, archive: ArchiveFolder, *box: RawMail, secret: bool = False) -> Fetched:
    coming = Coming(desk.settings.registers.book("den"), NOW, Channel.EMAIL)
    return fetch(desk, archive, box, coming, digitizer(desk, secret=secret))


def test_each_document_of_a_message_has_an_entry_with_its_sender_in_the_history(
    desk: Registry, archive: ArchiveFolder
) -> None:
    raw = mail(1, (PDF, "a.pdf"), (PDF + b"2", "b.pdf"), (b"PK\x03\x04", "c.docx"))
    fetched = taken(desk, archive, raw)
    (settled,) = fetched.mails
    assert settled.outcomes == {"entered": 2, "not_opened": 1}
    assert (settled.state, settled.named) == (MailState.LOOK, (("c.docx", "not_opened"),))
    entries = desk.register.entries.by_message("mail:1@example.vn")
    assert [entry.key for entry in entries] == ["den/2026/1", "den/2026/2"]
    assert {entry.channel for entry in entries} == {Channel.EMAIL}
    history = desk.register.history(ObjectKind.ENTRY, str(entries[0].id))
    assert "vanthu@example.vn" in f"{history[-1].new}"
    kept = archive.root / settled.stored.stored_path
    assert kept.read_bytes() == raw.data
    assert list((archive.messages / "files").rglob("*.pdf")) == []


def test_the_same_message_twice_is_harmless(desk: Registry, archive: ArchiveFolder) -> None:
    first = mail(1, (PDF, "a.pdf"))
    again = replace(first, data=b"Received: by another way\r\n" + first.data)
    fetched = taken(desk, archive, first, first, again)
    assert (fetched.found, fetched.known, len(fetched.mails)) == (3, 2, 1)
    assert taken(desk, archive, first).known == 1
    assert desk.register.entries.last_numbers() == {("den", 2026): 1}


def test_another_message_of_the_same_id_does_not_vanish(
    desk: Registry, archive: ArchiveFolder
) -> None:
    taken(desk, archive, mail(1, (PDF, "a.pdf")))
    assert len(taken(desk, archive, mail(1, (PDF + b"2", "a.pdf"))).mails) == 1
    assert desk.register.entries.last_numbers() == {("den", 2026): 2}


def test_a_file_that_came_before_is_another_form_of_its_entry(
    desk: Registry, archive: ArchiveFolder
) -> None:
    taken(desk, archive, mail(1, (PDF, "a.pdf")))
    (settled,) = taken(desk, archive, mail(2, (PDF, "b.pdf"))).mails
    assert settled.outcomes == {"known": 1}
    (entry,) = settled.entries
    assert [form.message_id for form in entry.forms] == ["mail:1@example.vn", "mail:2@example.vn"]


def test_a_fetch_that_breaks_goes_on_where_it_stopped(
    desk: Registry, archive: ArchiveFolder
) -> None:
    class Broken(Exception): ...

    def breaks(paths: tuple[str, ...]) -> None:
        digitizer(desk)(paths[:1])
        raise Broken

    coming = Coming(desk.settings.registers.book("den"), NOW, Channel.EMAIL)
    box = (mail(1, (PDF, "a.pdf")), mail(2, (PDF + b"2", "b.pdf")))
    with pytest.raises(Broken):
        fetch(desk, archive, box, coming, breaks)
    # The box may be empty by then: the messages are kept.
    fetched = taken(desk, archive)
    assert [one.state for one in fetched.mails] == [MailState.ENTERED, MailState.ENTERED]
    assert desk.register.entries.last_numbers() == {("den", 2026): 2}


def test_a_message_with_a_secret_goes_into_quarantine_with_it(
    desk: Registry, archive: ArchiveFolder
) -> None:
    subject = "Bí mật ABC"
    (settled,) = taken(desk, archive, mail(1, (PDF, "ten.pdf"), subject=subject), secret=True).mails
    assert (settled.outcomes, settled.named, settled.entries) == ({"quarantined": 1}, (), ())
    assert subject not in settled.name
    assert [path for path in archive.messages.rglob("*") if path.is_file()] == []
    assert settled.stored.stored_path.startswith("quarantine/")
    _, findings = verify_archive(archive, desk.register, desk.settings)
    assert [one for one in findings if one.code == "unknown_file"] == []
    assert taken(desk, archive, mail(1, (PDF, "ten.pdf"), subject=subject)).known == 1


def test_what_brings_no_document_is_listed_with_its_reason(
    desk: Registry, archive: ArchiveFolder
) -> None:
    bounce = EmailMessage()
    bounce["X-Failed-Recipients"] = "a@example.vn"
    bounce.set_content("x")
    bounce.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    raw = RawMail("b", bounce.as_bytes(), 1)
    long = RawMail("c", b"Subject: " + b"a" * 2_000_000 + b"\n\n", 2_000_000)
    large = RawMail("d", b"", 10**9)
    fetched = taken(desk, archive, mail(1), raw, long, large)
    reasons = {one.reason for one in fetched.mails}
    assert reasons == {"no_attachment", "bounce", "mail_headers"}
    assert fetched.found == fetched.known + len(fetched.too_large) + len(fetched.mails)
    assert desk.register.entries.last_numbers() == {}
