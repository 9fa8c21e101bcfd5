"""Messages that hold something secret: theirs alone who keep secrets, until it is let out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sqlalchemy import Connection, insert, select, update

from pipeline.model.entry import NewEntry, NewForm
from pipeline.model.message import MessageState, StoredMessage
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.register import entry_acts
from pipeline.register.acting import Act
from pipeline.register.entries import ObjectKind, What
from pipeline.register.message_rows import message_values
from pipeline.register.notice_acts import announce
from pipeline.register.office_schema import forms, messages
from pipeline.register.receipts import new_receipt
from pipeline.register.rows import Values
from pipeline.register.schema import events
from pipeline.register.secret_reach import MAIL

_FIELD = "message"
"""Of the events that say which message holds a document."""


@dataclass(frozen=True, slots=True)
class Held:
    """A message in quarantine, and the documents for which it is there."""

    id: str
    transport: str
    stored_path: str
    """Its place in quarantine, relative to the archive."""
    document_ids: tuple[str, ...]


def hold(act: Act, ids: Iterable[str], document_ids: Sequence[str]) -> None:
    """Messages that came or went become a keeper's; nothing of them is sent or told any more."""
    rows = act.connection.execute(select(messages).where(messages.c.id.in_(list(ids)))).all()
    for row in rows:
        name = PurePosixPath(row.stored_path).name
        values: Values = {"stored_path": f"quarantine/{name}"}
        if row.transport != MAIL and row.state != MessageState.LOCKED.value:
            was = json.dumps({"state": row.state, "reason": row.reason})
            values |= {"state": MessageState.LOCKED.value, "reason": was, "next_try_at": None}
        act.connection.execute(update(messages).where(messages.c.id == row.id).values(values))
        _note(act, row.id, document_ids)


def keep_held(act: Act, message: StoredMessage, ids: Sequence[str]) -> bool:
    """A message that is known as secret when it comes; keepers are told that something waits."""
    known = select(messages.c.id).where(messages.c.id == message.id)
    if act.connection.execute(known).first() is not None:
        return False
    was = json.dumps({"state": message.state.value, "reason": message.reason})
    values = message_values(replace(message, state=MessageState.LOCKED, reason=was))
    act.connection.execute(insert(messages).values(values))
    _note(act, message.id, ids)
    theirs = select(forms.c.entry_id).where(forms.c.document_id.in_(list(ids)))
    for entry_id in act.connection.scalars(theirs.where(forms.c.entry_id < 0)).all():
        announce(act, entry_id, (NewNotice(NoticeKind.QUARANTINED),))
    return True


def held(connection: Connection, document_id: str | None = None) -> tuple[Held, ...]:
    """All messages in quarantine, or those of a document; in the order of their ids."""
    told = select(events.c.object_id, events.c.new).where(
        events.c.id < 0, events.c.what == What.LOCKED.value, events.c.field == _FIELD
    )
    of_message: dict[str, list[str]] = {}
    for event in connection.execute(told.order_by(events.c.id.desc())):
        of_message.setdefault(event.new, []).append(event.object_id)
    place = messages.c.stored_path.like("quarantine/%")
    found = []
    for row in connection.execute(select(messages).where(place).order_by(messages.c.id)):
        ids = tuple(dict.fromkeys(of_message.get(row.id, ())))
        if document_id is None or document_id in ids:
            found.append(Held(row.id, row.transport, row.stored_path, ids))
    return tuple(found)


def mails_of(connection: Connection, document_id: str) -> tuple[str, ...]:
    """Ids of e-mails that went into quarantine for a document, the last one last."""
    told = select(events.c.new).where(
        events.c.id < 0,
        events.c.what == What.LOCKED.value,
        events.c.field == _FIELD,
        events.c.object_id == document_id,
        events.c.new.in_(select(messages.c.id).where(messages.c.transport == MAIL)),
    )
    return tuple(connection.scalars(told.order_by(events.c.id.desc())))


def give_back(act: Act, message_id: str, stored_path: str) -> bool:
    """A message is like any other again; False when it was already."""
    act.stand_in_line()
    row = act.connection.execute(select(messages).where(messages.c.id == message_id)).one()
    if row.stored_path == stored_path:
        return False
    values: Values = {"stored_path": stored_path}
    if row.transport != MAIL:
        values |= json.loads(row.reason)
    act.connection.execute(update(messages).where(messages.c.id == message_id).values(values))
    return True


def enter_again(
    act: Act, message_id: str, stored_path: str, new: NewEntry, more: Sequence[NewForm], told: str
) -> None:
    """As `give_back`, with an entry for what it brings, as when it came."""
    if not give_back(act, message_id, stored_path):
        return
    entry_id = entry_acts.arrive(act, new, new_receipt(), receive=True)
    for form in more:
        entry_acts.add_form(act, entry_id, form)
    entry_acts.opinion(act, entry_id, told)
    own = messages.c.id == message_id
    act.connection.execute(update(messages).where(own).values(entry_id=entry_id))


def _note(act: Act, message_id: str, document_ids: Sequence[str]) -> None:
    for one in document_ids:
        kind = ObjectKind.DOCUMENT
        act.note(What.LOCKED, kind, one, field=_FIELD, new=message_id, secret=True)
