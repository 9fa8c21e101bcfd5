"""Messages of exchange go out: documents to their receivers, statuses to their senders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.archive.messages import keep_message
from pipeline.errors import NotAllowed, NotFound, Param
from pipeline.exchange.edxml.kinds import LETTER, document_type, priority_of
from pipeline.exchange.edxml.model import (
    Attachment,
    DocumentMessage,
    Header,
    Message,
    Organ,
    OtherInfo,
    ResponseFor,
    Signer,
    StatusMessage,
    Trace,
    clean,
    document_id_of,
)
from pipeline.exchange.edxml.writer import write
from pipeline.model.entry import Direction, Entry, Status
from pipeline.model.message import MessageKind, MessageState, StoredMessage
from pipeline.model.record import State
from pipeline.office.exchange_ids import outgoing_id
from pipeline.office.exchange_in import opened
from pipeline.office.postroom import Postroom
from pipeline.register.exchange_messages import NewStatus
from pipeline.sections.partner import Partner

_NEEDED = ("code_number", "code_notation", "issued_on", "subject")


def send(room: Postroom, entry: Entry, to: Sequence[str] = ()) -> tuple[StoredMessage, ...]:
    """Puts a document into the outbox, a message for each receiver; sent before is not again.

    `to`: codes of organs, or keys or names of partners; empty: the places that it goes to.

    Raises:
        NotAllowed: it is secret, no outgoing document, or not ready.
        NotFound: no such partner, or it has no file.
        SettingsInvalid: this office has no code.
    """
    us = room.us()
    _check(room, entry)
    organs = _receivers(room, entry, to)
    files = _files(room, entry)
    queued = []
    for organ_id in organs:
        partner = room.partner_of(organ_id)
        named = partner.name if partner is not room.partners.default else None
        message = _document(room, entry, us, Organ(organ_id, named), partner, files)
        document_id = message.header.document_id
        assert document_id is not None
        row = _row(room, message, partner, outgoing_id(document_id, room.code_of(organ_id)))
        queued.append(replace(row, entry_id=entry.id, partner=room.code_of(organ_id)))
    room.messages.queue(queued, room.registry.now(), room.who)
    return tuple(known for row in queued if (known := room.messages.message(row.id)))


def queue_statuses(room: Postroom) -> int:
    """Tells the senders what became of theirs since it was told last; how many messages."""
    if not room.settings.organ_id:
        return 0
    rows = [row for new in room.messages.untold() if (row := _status(room, new))]
    return room.messages.queue(rows, room.registry.now(), room.who)


def _check(room: Postroom, entry: Entry) -> None:
    key = entry.key
    secret = room.registry.settings.registers.secret_books
    if entry.described.secrecy or entry.book in secret:
        raise NotAllowed("exchange_secret", {"entry": key})
    if entry.direction is not Direction.OUTGOING:
        raise NotAllowed("exchange_not_outgoing", {"entry": key})
    missing = [name for name in _NEEDED if not getattr(entry.described, name)]
    if _day(entry.described.issued_on) is None and "issued_on" not in missing:
        missing.append("issued_on")
    if missing:
        raise NotAllowed("exchange_incomplete", {"entry": key, "fields": ", ".join(missing)})
    if unsure := [name for name in entry.unsure if name in _NEEDED]:
        raise NotAllowed("exchange_unsure", {"entry": key, "fields": ", ".join(unsure)})


def _receivers(room: Postroom, entry: Entry, to: Sequence[str]) -> tuple[str, ...]:
    if to:
        return tuple(dict.fromkeys(room.partners.organ(name) for name in to))
    places = [place.strip() for place in (entry.described.to_places or "").split(";")]
    known = [partner for place in places if place and (partner := room.partners.named(place))]
    found = tuple(dict.fromkeys(one.organ_ids[0] for one in known if one.organ_ids))
    if not found:
        params: dict[str, Param] = {"entry": entry.key, "places": "; ".join(places) or "—"}
        raise NotAllowed("exchange_to_whom", params)
    return found


def _files(room: Postroom, entry: Entry) -> tuple[Attachment, ...]:
    """The signed original where that is a PDF, else the searchable PDF/A."""
    found: list[Attachment] = []
    for form in entry.forms:
        if form.document_id is None:
            continue
        document = room.registry.register.document(form.document_id)
        if document.state is State.QUARANTINED:
            raise NotAllowed("exchange_secret", {"entry": entry.key})
        master = room.registry.register.master(document.sha256)
        place = document.pdf.path if document.pdf else None
        if master.signed and master.stored_path.endswith(".pdf"):
            place = master.stored_path
        if place is not None:
            name = _file_name(entry, len(found) + 1)
            data = (room.archive.root / place).read_bytes()
            found.append(Attachment(name, data, "application/pdf"))
    if not found:
        raise NotFound("exchange_no_file", {"entry": entry.key})
    return tuple(found)


def _file_name(entry: Entry, number: int) -> str:
    code = (entry.described.code or "").replace("/", "_")
    return f"{code}.pdf" if number == 1 else f"{code}-{number}.pdf"


def _document(
    room: Postroom,
    entry: Entry,
    us: Organ,
    to: Organ,
    partner: Partner,
    files: tuple[Attachment, ...],
) -> DocumentMessage:
    said = entry.described
    on = _day(said.issued_on)
    number, notation = _text(said.code_number), _text(said.code_notation)
    assert on is not None
    assert number is not None
    assert notation is not None
    signer = Signer(position=_text(said.signer_position), full_name=_text(said.signer_name))
    places = tuple(part for one in (said.to_places or "").split(";") if (part := clean(one)))
    header = Header(
        sender=us,
        to=(to,),
        code_number=number,
        code_notation=notation,
        promulgation_date=on,
        document_type=document_type(_text(said.type) or LETTER, partner, room.partners),
        subject=_text(said.subject),
        content=_text(said.subject),
        signer=signer,
        due_date=entry.due_on,
        to_places=places,
        other=OtherInfo(
            priority=priority_of(said.urgency, partner),
            promulgation_amount=said.issued_amount,
            page_amount=said.page_amount,
        ),
        document_id=document_id_of(us.organ_id, on, number, notation),
    )
    sent = (Trace(us.organ_id, room.registry.now().replace(microsecond=0)),)
    return DocumentMessage(header, sent, attachments=files)


def _status(room: Postroom, new: NewStatus) -> StoredMessage | None:
    partner = room.partner_of(new.message.partner)
    if new.code.value not in partner.statuses:
        return None
    brought = opened(room, (room.archive.root / new.message.stored_path).read_bytes()).message
    assert isinstance(brought, DocumentMessage)
    header = brought.header
    code = new.entry.described.code
    answer = StatusMessage(
        sender=room.us(),
        response_for=ResponseFor(
            header.sender.organ_id,
            clean(code) if code else None,
            header.promulgation_date,
            header.document_id,
        ),
        code=new.code.value,
        at=new.at.replace(microsecond=0),
        description=_why(room, new),
    )
    row = _row(room, answer, partner, f"status-{new.event_id:012}-{new.code.value}")
    return replace(row, entry_id=new.entry.id, partner=new.message.partner)


def _why(room: Postroom, new: NewStatus) -> str | None:
    """A refusal says what is missing; nothing else of our work is the sender's business."""
    if new.code is not Status.REFUSED:
        return None
    lacks = room.registry.register.entries.lacks(new.entry.id)
    return clean("; ".join(f"{lack.part} ({lack.clause})" for lack in lacks)) or None


def _row(room: Postroom, message: Message, partner: Partner, message_id: str) -> StoredMessage:
    sha256, place = keep_message(room.archive, write(message, partner), ".edxml")
    status = isinstance(message, StatusMessage)
    return StoredMessage(
        message_id,
        outgoing=True,
        transport=partner.transport,
        partner=partner.key,
        kind=MessageKind.STATUS if status else MessageKind.DOCUMENT,
        state=MessageState.QUEUED,
        entry_id=None,
        sha256=sha256,
        stored_path=place,
        at=room.registry.now(),
    )


def _text(text: str | None) -> str | None:
    return (clean(text) or None) if text else None


def _day(text: str | None) -> date | None:
    """None for a date of which a part is unknown."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
