"""E-mail comes in: the message is kept, what is attached becomes documents and their entries."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.archive.folder import PRIVATE, ArchiveFolder, usable
from pipeline.archive.messages import keep_message, lock_message, mail_folder
from pipeline.engines.file_kind import HEAD_BYTES, scan_kind
from pipeline.errors import ScanRejected
from pipeline.exchange.mail_folder import RawMail
from pipeline.exchange.mail_message import Attachment, Mail, read_mail
from pipeline.model.entry import Channel, Entry, NewForm
from pipeline.model.mail import MailState, StoredMail
from pipeline.model.names import printable
from pipeline.model.record import State
from pipeline.office.arriving import ENTERED, Coming, arrive
from pipeline.office.mail_subject import subject_of
from pipeline.office.registry import Registry
from pipeline.register.entries import Document, ObjectKind, What
from pipeline.register.secret_acts import MAIL_TOLD

Digitize = Callable[[tuple[str, ...]], None]
"""Takes files the way of documents, in one batch."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch came to; `mails` and `known`, `too_large` add up to `found`."""

    found: int
    known: int
    """Taken before, by their Message-ID or bytes."""
    too_large: tuple[RawMail, ...]
    """Left in the box."""
    mails: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A message and what became of it."""

    stored: StoredMail
    name: str
    """Subject, or where it lay."""
    state: MailState
    reason: str | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of its attachments: entered, known, quarantined, refused, not_opened, left_out."""
    named: tuple[tuple[str, str], ...] = ()
    """(name, outcome) of those that are no document, for a person; not of what is secret."""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A message that waits, as it was read from its master."""

    stored: StoredMail
    mail: Mail
    files: tuple[tuple[Attachment, Path], ...]
    """Attachments that may be documents, and where they lie for the batch."""


def fetch(
    desk: Registry,
    archive: ArchiveFolder,
    box: Iterable[RawMail],
    coming: Coming,
    digitize: Digitize,
) -> Fetched:
    """Takes what is new in a box, and ends what a broken fetch left.

    A message is kept before anything is made of it; what is done twice changes nothing.

    Raises:
        ArchiveBusy, ArchiveUnusable, and what `digitize` and `box` raise: called again, it goes
            on where it stopped.
    """
    found = known = 0
    too_large = []
    archive.prepare()
    for raw in box:
        found += 1
        if not raw.data and raw.size:
            too_large.append(raw)
        elif not _take(desk, archive, raw):
            known += 1
    waiting = desk.register.mail.all((MailState.WAITING,))
    settled, read = [], []
    for stored in waiting:
        try:
            read.append(_read(desk, archive, stored))
        except ScanRejected as error:
            desk.register.mail.settle(stored, MailState.UNREADABLE, error.code, {})
            state = MailState.UNREADABLE
            settled.append(Settled(stored, stored.id, state, error.code))
    paths = tuple(str(path) for one in read for _, path in one.files)
    if paths:
        digitize(paths)
    settled += [_settle(desk, archive, one, coming) for one in read]
    return Fetched(found, known, tuple(too_large), tuple(settled))


def _take(desk: Registry, archive: ArchiveFolder, raw: RawMail) -> bool:
    """Keeps a message; False where it is there already."""
    sha256 = hashlib.sha256(raw.data).hexdigest()
    known = desk.register.mail.of_bytes(sha256)
    if known is not None:
        return _known(desk, raw, known)
    mail = None
    try:
        mail = read_mail(raw.data, desk.settings.mail)
    except ScanRejected:
        mail_id = f"sha256:{sha256}"
    else:
        mail_id = f"mail:{mail.message_id}" if mail.message_id else f"sha256:{sha256}"
        same = desk.register.mail.by_id(mail_id)
        if same is not None:
            if _content(desk, archive, same) == mail.content:
                return _known(desk, raw, same)
            # Another message under a name that was used: it must not vanish behind the first.
            mail_id = f"{mail_id}#{sha256[:12]}"
    _, place = keep_message(archive, raw.data, ".eml")
    sender = printable(mail.sender) if mail else ""
    stored = StoredMail(mail_id, sender, MailState.WAITING, sha256, place, desk.now())
    return desk.register.mail.take(stored, raw.place)


def _known(desk: Registry, raw: RawMail, stored: StoredMail) -> bool:
    """It need not be fetched again from where it lies; always False."""
    if raw.place is not None:
        desk.register.mail.see(raw.place, stored.id)
    return False


def _content(desk: Registry, archive: ArchiveFolder, stored: StoredMail) -> str | None:
    path = _place(archive, stored)
    try:
        return read_mail(path.read_bytes(), desk.settings.mail).content if path.exists() else None
    except ScanRejected:
        return None


def _read(desk: Registry, archive: ArchiveFolder, stored: StoredMail) -> _Read:
    """Lays the attachments that may be documents ready. Raises: ScanRejected."""
    with usable(archive.root):
        data = _place(archive, stored).read_bytes()
    mail = read_mail(data, desk.settings.mail)
    files = []
    if mail.automatic is None:
        folder = _folder(archive, stored)
        for number, one in enumerate(mail.attachments, 1):
            if one.left_out is None and scan_kind(one.data[:HEAD_BYTES]) is not None:
                files.append((one, _lay(archive, folder / str(number), one)))
    return _Read(stored, mail, tuple(files))


def _lay(archive: ArchiveFolder, folder: Path, one: Attachment) -> Path:
    path = folder / one.name
    with usable(archive.root):
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        path.write_bytes(one.data)
    return path


def _folder(archive: ArchiveFolder, stored: StoredMail) -> Path:
    """Its own for each message: only our numbers and names that are no paths."""
    return mail_folder(archive, stored.sha256)


def _settle(desk: Registry, archive: ArchiveFolder, read: _Read, coming: Coming) -> Settled:
    """Enters what the attachments became, and ends the message."""
    outcomes: Counter[str] = Counter()
    named: list[tuple[str, str]] = []
    entries: list[Entry] = []
    as_files = {id(one) for one, _ in read.files}
    for one in read.mail.attachments:
        if id(one) in as_files:
            outcome, made = _enter(desk, read, one, coming)
            entries += made
        else:
            outcome = "left_out" if one.left_out else "not_opened"
        outcomes[outcome] += 1
        if outcome not in ("entered", "known", "quarantined"):
            named.append((one.name, outcome))
    state, reason = _state(read.mail, outcomes)
    stored = _locked(desk, archive, read) if outcomes["quarantined"] else read.stored
    # Before the message is ended: a fetch that is broken here lays them again and removes them.
    with usable(archive.root):
        shutil.rmtree(_folder(archive, read.stored), ignore_errors=True)
    desk.register.mail.settle(stored, state, reason, outcomes)
    name = "—" if outcomes["quarantined"] else subject_of(read.mail) or read.stored.id
    return Settled(stored, name, state, reason, outcomes, tuple(named), tuple(entries))


def _enter(
    desk: Registry, read: _Read, one: Attachment, coming: Coming
) -> tuple[str, Sequence[Entry]]:
    """The documents of an attachment in the register: how it ended, and their entries."""
    sha256 = hashlib.sha256(one.data).hexdigest()
    documents = desk.register.documents_of_master(sha256)
    if not documents:
        return "refused", ()
    if any(document.state is State.QUARANTINED for document in documents):
        return "quarantined", ()
    made = [_entry(desk, read, document, coming) for document in documents if _enters(document)]
    new = any(fresh for _, fresh in made)
    return "entered" if new else "known", [entry for entry, _ in made]


def _enters(document: Document) -> bool:
    return document.state in ENTERED


def _entry(desk: Registry, read: _Read, document: Document, coming: Coming) -> tuple[Entry, bool]:
    """Its entry with this message in its history; and whether the message brought it first."""
    arrival = arrive(desk, replace(coming, message_id=read.stored.id), document)
    entry, mail_id = arrival.entry, read.stored.id
    mine = any(form.message_id == mail_id for form in entry.forms)
    if not mine:
        # It was there before: the same file came once more, by mail.
        form = NewForm(Channel.EMAIL, coming.arrived_at, sha256=document.sha256, message_id=mail_id)
        entry = desk.register.entries.add_form(entry.id, form, desk.now(), desk.person.name)
    told = f"{MAIL_TOLD}{read.stored.sender or '—'} · {printable(subject_of(read.mail))}"
    history = desk.register.history(ObjectKind.ENTRY, str(entry.id))
    if not any(event.what is What.OPINION and event.new == told for event in history):
        desk.register.entries.opinion(entry.id, told, desk.now(), desk.person.name)
    return entry, arrival.new or mine


def _state(mail: Mail, outcomes: Counter[str]) -> tuple[MailState, str | None]:
    if mail.automatic is not None:
        return MailState.NOTHING, mail.automatic
    if outcomes["refused"]:
        return MailState.LOOK, "refused"
    if outcomes["not_opened"]:
        return MailState.LOOK, "not_opened"
    if outcomes["entered"] or outcomes["known"] or outcomes["quarantined"]:
        return MailState.ENTERED, None
    return MailState.NOTHING, "no_attachment"


def _locked(desk: Registry, archive: ArchiveFolder, read: _Read) -> StoredMail:
    """The message holds the secret file too: nobody but its keeper may read either."""
    found = [
        document.id
        for one, _ in read.files
        for document in desk.register.documents_of_master(hashlib.sha256(one.data).hexdigest())
        if document.state is State.QUARANTINED
    ]
    desk.register.secrets.hold(read.stored.id, found, desk.now(), desk.person.name)
    place = archive.relative(archive.quarantine / _place(archive, read.stored).name)
    lock_message(archive, place)
    return replace(read.stored, stored_path=place)


def _place(archive: ArchiveFolder, stored: StoredMail) -> Path:
    """Where it lies: in quarantine already, when a fetch was broken off just then."""
    place = archive.root / stored.stored_path
    return place if place.exists() else archive.quarantine / place.name
