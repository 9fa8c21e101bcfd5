"""The entry that a message brings, with a form for each of its files."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.archive.messages import keep_brought
from pipeline.exchange.edxml.kinds import kind_name, urgency_name
from pipeline.exchange.edxml.model import Attachment, DocumentMessage, Header
from pipeline.model.entry import (
    Channel,
    Described,
    Direction,
    Matter,
    NewEntry,
    NewForm,
    SignatureState,
)
from pipeline.office.postroom import Postroom

_BEGINNINGS = {
    b"%PDF-": ".pdf",
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n": ".png",
    b"II*\x00": ".tif",
    b"MM\x00*": ".tif",
}
_PACKED = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a message brings."""

    new: NewEntry
    more: tuple[NewForm, ...]
    told: str
    """What the register has no field for: names of the files, content."""
    files: tuple[str, ...]
    """Places of those that can be digitised, relative to the archive."""


def brought(room: Postroom, message: DocumentMessage, message_id: str) -> Brought:
    """Keeps the files and says what is to be registered. Raises: ArchiveUnusable."""
    now = room.registry.now()
    described = described_by(room, message.header)
    forms: dict[str, NewForm] = {}
    files = []
    for attachment in message.attachments:
        suffix = suffix_of(attachment)
        sha256, place = keep_brought(room.archive, attachment.content, suffix)
        if sha256 in forms:
            continue
        signed = SignatureState.NONE
        if suffix == ".pdf":
            signed = room.judge(room.archive.root / place)
        forms[sha256] = NewForm(
            Channel.AXIS, now, sha256=sha256, message_id=message_id, signatures=signed
        )
        if suffix in _BEGINNINGS.values():
            files.append(place)
    first, *more = list(forms.values()) or [NewForm(Channel.AXIS, now, message_id=message_id)]
    book = room.registry.settings.registers.book_for(Direction.INCOMING)
    term = room.registry.due(described, Matter.DOCUMENT, room.today)
    due = message.header.due_date or (term.on if term else None)
    new = NewEntry(Direction.INCOMING, book.key, described, first, due_on=due)
    return Brought(new, tuple(more), _told(message), tuple(files))


def described_by(room: Postroom, header: Header) -> Described:
    partner = room.partner_of(header.sender.organ_id)
    other, signer = header.other, header.signer
    on = header.promulgation_date
    return Described(
        type=kind_name(header.document_type, partner, room.partners),
        code_number=header.code_number,
        code_notation=header.code_notation,
        issued_on=on.isoformat() if on else None,
        issuer=header.sender.name,
        issuer_id=header.sender.organ_id,
        subject=header.subject,
        signer_name=signer.full_name if signer else None,
        signer_position=signer.position if signer else None,
        urgency=urgency_name(other.priority if other else None, partner),
        page_amount=other.page_amount if other else None,
        to_places="; ".join(header.to_places) or None,
    )


def suffix_of(attachment: Attachment) -> str:
    """By what the file is; of its name only a known ending is believed."""
    for beginning, suffix in _BEGINNINGS.items():
        if attachment.content.startswith(beginning):
            return suffix
    if attachment.content.startswith(b"PK\x03\x04"):
        for suffix in _PACKED:
            if attachment.name.lower().endswith(suffix):
                return suffix
    return ".bin"


def _told(message: DocumentMessage) -> str:
    header = message.header
    parts = [f"edXML {header.document_id or ''}".strip()]
    if header.content and header.content != header.subject:
        parts.append(header.content)
    parts += [
        f"{one.name}: {one.description}" if one.description else one.name
        for one in message.attachments
    ]
    return " · ".join(parts)
