"""What came by e-mail and what became of it, for a person who looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import ScanRejected
from pipeline.exchange.mail_message import read_mail
from pipeline.model.entry import Entry
from pipeline.model.mail import MailState, StoredMail
from pipeline.office.mail_subject import subject_of
from pipeline.office.people import Asker
from pipeline.register.store import Register
from pipeline.sections.mail import MailLimits

_HEAD_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A message, what it said it was about, and its entries."""

    stored: StoredMail
    subject: str
    """Empty where it says none, or cannot be read."""
    entries: tuple[Entry, ...]


def listed(
    register: Register,
    archive: ArchiveFolder,
    asker: Asker,
    limits: MailLimits,
    states: Iterable[MailState],
) -> Iterator[Listed]:
    """The newest first; what is in quarantine is there for a keeper alone."""
    for stored in reversed(register.mail.all(states, secrets=asker.keeper)):
        found = register.entries.by_message(stored.id)
        seen = tuple(entry for entry in found if entry.book not in asker.hidden)
        yield Listed(stored, _subject(archive, stored, limits), seen)


def _subject(archive: ArchiveFolder, stored: StoredMail, limits: MailLimits) -> str:
    path = archive.root / stored.stored_path
    if not path.exists():
        return ""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    try:
        return subject_of(read_mail(head, limits))
    except ScanRejected:
        return ""
