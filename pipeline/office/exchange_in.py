"""A message of exchange comes in: it becomes an entry, or says something of one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.messages import keep_message, keep_secret
from pipeline.errors import NotAllowed
from pipeline.exchange.edxml.model import (
    BusinessType,
    DocumentMessage,
    Header,
    StatusMessage,
)
from pipeline.exchange.edxml.reader import Read, read
from pipeline.model.entry import Entry, Status
from pipeline.model.message import MessageKind, MessageState, StoredMessage
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.record import Reason
from pipeline.office.exchange_entry import Brought, brought
from pipeline.office.exchange_ids import about, earlier_ids, message_id_of, outgoing_id
from pipeline.office.exchange_secrets import secrets_in, secrets_of
from pipeline.office.postroom import Postroom
from pipeline.office.reconciling import run


class Outcome(StrEnum):
    """What became of a message that was read."""

    REGISTERED = "registered"
    DUPLICATE = "duplicate"
    RECALL = "recall"
    STATUS = "status"
    WAITING = "waiting"
    """It is kept, and a person has to look at it."""
    HELD = "held"
    """What it brings, or is about, is in quarantine: there it went too, and nobody reads it."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message, and what became of it."""

    outcome: Outcome
    message_id: str
    sender: str
    """Its OrganId."""
    entry: Entry | None
    remarks: tuple[Reason, ...] = ()
    files: tuple[str, ...] = ()
    """What it brought and can be digitised, relative to the archive."""


_KINDS = {
    BusinessType.NEW: MessageKind.DOCUMENT,
    BusinessType.RECALL: MessageKind.RECALL,
    BusinessType.UPDATE: MessageKind.UPDATE,
    BusinessType.REPLACEMENT: MessageKind.REPLACEMENT,
}
Keep = Callable[[ArchiveFolder, bytes, str], tuple[str, str]]
_RECALLABLE = (Status.ARRIVED, Status.RECEIVED, Status.ASSIGNED, Status.IN_WORK)


def receive(room: Postroom, data: bytes, transport: str) -> Received:
    """Takes a message in: all that it asks for, or nothing.

    Raises:
        ScanRejected: it cannot be read.
        NotAllowed: it is not for this office, or came before with other content.
        ArchiveBusy, ArchiveUnusable.
    """
    return take(room, opened(room, data), data, transport)


def opened(room: Postroom, data: bytes) -> Read:
    """The message in `data`. Raises: ScanRejected."""
    return read(data, room.partner_of, room.settings.max_bytes)


def take(room: Postroom, found: Read, data: bytes, transport: str) -> Received:
    """As `receive`, what was read already."""
    sha256 = hashlib.sha256(data).hexdigest()
    message = found.message
    sender = (
        message.sender if isinstance(message, StatusMessage) else message.header.sender
    ).organ_id
    same = room.messages.of_bytes(sha256)
    if same is not None:
        return _again(room, same, sender)
    if isinstance(message, StatusMessage):
        return _status(room, found, message, data, transport)
    _check_receiver(room, message.header)
    message_id = message_id_of(room, message, sha256)
    known = room.messages.message(message_id)
    if known is not None:
        _check_same(room, known, message)
        return _again(room, known, sender)
    kind = _KINDS[message.purpose]
    if secret := secrets_in(room, message):
        return _held(room, message_id, kind, sender, data, transport, secret)
    row = _row(room, message_id, kind, sender, data, transport)
    if message.purpose is BusinessType.RECALL:
        return _recall(room, found, message, row)
    return _register(room, found, message, row)


def _register(
    room: Postroom, found: Read, message: DocumentMessage, row: StoredMessage
) -> Received:
    made = brought(room, message, row.id)
    earlier = _earlier(room, message)
    open_ones = [one for one in earlier if one.status in _RECALLABLE]
    opinions = [made.told, *(f"{row.kind.value}: {one.key}" for one in earlier)]
    entry_id = room.messages.register_entry(
        row,
        made.new,
        made.more,
        room.registry.now(),
        room.who,
        receive=room.settings.receive_at_once,
        opinions=opinions,
        ask_back=open_ones,
        why=f"{row.kind.value}: {about(message)}",
        notices=_notices(made),
    )
    if entry_id is None:
        return _again(room, row, row.partner)
    entry = room.registry.register.entries.by_id(entry_id)
    if room.registry.matcher is not None:
        # The sender is told of this entry; whether its paper came already, a person says.
        run(room.registry.matcher, iter((entry,)), room.registry.now(), room.who)
    ended = (one.key for one in earlier if one not in open_ones)
    remarks = [*found.remarks, *(Reason("exchange_waits", {"entry": key}) for key in ended)]
    if message.purpose is not BusinessType.NEW and not earlier:
        remarks.append(Reason("exchange_unknown_document", {"id": about(message)}))
    return Received(Outcome.REGISTERED, row.id, row.partner, entry, tuple(remarks), made.files)


def _recall(room: Postroom, found: Read, message: DocumentMessage, row: StoredMessage) -> Received:
    """The sender wants a document back: it waits for a person (13)."""
    reason = (message.business.reason if message.business else None) or "thu hồi"
    entry = next(iter(_earlier(room, message)), None)
    remarks = list(found.remarks)
    to = None
    if entry is None:
        remarks.append(Reason("exchange_unknown_document", {"id": about(message)}))
    elif entry.status in _RECALLABLE:
        to = Status.RECALL_ASKED
    else:
        remarks.append(Reason("exchange_waits", {"entry": entry.key}))
    state = MessageState.TAKEN if to else MessageState.WAITING
    row = replace(row, entry_id=entry.id if entry else None, state=state, reason=reason)
    notices = (NewNotice(NoticeKind.RECALL_ASKED),) if entry else ()
    room.messages.take(
        row,
        room.registry.now(),
        room.who,
        opinion=reason,
        to=to,
        expected=entry.status if entry else None,
        notices=notices,
    )
    outcome = Outcome.RECALL if to else Outcome.WAITING
    now = room.registry.register.entries.by_id(entry.id) if entry else None
    return Received(outcome, row.id, row.partner, now, tuple(remarks))


def _status(
    room: Postroom, found: Read, message: StatusMessage, data: bytes, transport: str
) -> Received:
    """How far a receiver is with what we sent: noted, and nothing else changes."""
    about = message.response_for.document_id or message.response_for.code or "—"
    sender = message.sender.organ_id
    row_id = f"in-status:{room.code_of(sender)}:{about}:{message.code}:{message.at.isoformat()}"
    known = room.messages.message(row_id)
    if known is not None:
        return _again(room, known, sender)
    sent = room.messages.message(outgoing_id(about, room.code_of(sender)))
    if sent is not None and sent.state is MessageState.LOCKED:
        secret = secrets_of(room, (sent.id,))
        return _held(room, row_id, MessageKind.STATUS, sender, data, transport, secret)
    row = _row(room, row_id, MessageKind.STATUS, sender, data, transport)
    entry_id = sent.entry_id if sent else None
    state = MessageState.TAKEN if sent else MessageState.WAITING
    row = replace(row, entry_id=entry_id, state=state, reason=message.code)
    told = f"{message.code} · {message.sender.name or sender}"
    if message.description:
        told = f"{told}: {message.description}"
    room.messages.take(row, room.registry.now(), room.who, opinion=told)
    if entry_id is None:
        why = Reason("exchange_unknown_document", {"id": about})
        return Received(Outcome.WAITING, row_id, sender, None, (*found.remarks, why))
    entry = room.registry.register.entries.by_id(entry_id)
    return Received(Outcome.STATUS, row_id, sender, entry, found.remarks)


def _again(room: Postroom, known: StoredMessage, sender: str) -> Received:
    stored = room.messages.message(known.id) or known
    if stored.state is MessageState.LOCKED:
        return Received(Outcome.HELD, known.id, sender, None)
    entry_id = stored.entry_id
    entry = room.registry.register.entries.by_id(entry_id) if entry_id is not None else None
    return Received(Outcome.DUPLICATE, known.id, sender, entry)


def _check_receiver(room: Postroom, header: Header) -> None:
    ours = room.settings.organ_id
    to = [organ.organ_id for organ in header.to]
    if ours and not any(room.partners.same(ours, one, room.today) for one in to):
        raise NotAllowed("exchange_not_for_us", {"organ": ours, "to": ", ".join(to)[:200]})


def _check_same(room: Postroom, known: StoredMessage, message: DocumentMessage) -> None:
    """Sent once more it may have other traces; nothing else."""
    before = opened(room, (room.archive.root / known.stored_path).read_bytes()).message
    assert isinstance(before, DocumentMessage)
    if (before.header, before.attachments) != (message.header, message.attachments):
        entry = _again(room, known, known.partner).entry
        key = entry.key if entry else "—"
        raise NotAllowed("exchange_same_id", {"id": about(message), "entry": key})


def _earlier(room: Postroom, message: DocumentMessage) -> tuple[Entry, ...]:
    """Entries of the documents that this one recalls, updates or replaces; of its own sender."""
    found = []
    for one in earlier_ids(room, message):
        known = room.messages.message(one)
        if known is not None and known.entry_id is not None:
            found.append(room.registry.register.entries.by_id(known.entry_id))
    return tuple(found)


def _notices(made: Brought) -> tuple[NewNotice, ...]:
    urgency = made.new.described.urgency
    return (NewNotice(NoticeKind.URGENT_ARRIVAL, {"urgency": urgency}),) if urgency else ()


def _held(
    room: Postroom,
    message_id: str,
    kind: MessageKind,
    sender: str,
    data: bytes,
    transport: str,
    document_ids: tuple[str, ...],
) -> Received:
    """Into quarantine, where what it speaks of is; its text is written nowhere else."""
    row = _row(room, message_id, kind, sender, data, transport, keep_secret)
    secrets, now = room.registry.register.secrets, room.registry.now()
    secrets.keep_held(row, document_ids, now, room.who)
    return Received(Outcome.HELD, row.id, row.partner, None)


def _row(
    room: Postroom,
    message_id: str,
    kind: MessageKind,
    sender: str,
    data: bytes,
    transport: str,
    keep: Keep = keep_message,
) -> StoredMessage:
    """Its bytes are kept before anything speaks of them."""
    sha256, place = keep(room.archive, data, ".edxml")
    now = room.registry.now()
    return StoredMessage(
        message_id,
        outgoing=False,
        transport=transport,
        partner=room.code_of(sender),
        kind=kind,
        state=MessageState.TAKEN,
        entry_id=None,
        sha256=sha256,
        stored_path=place,
        at=now,
    )
