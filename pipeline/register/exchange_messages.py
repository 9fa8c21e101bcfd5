"""Messages of exchange in the register: what came in, and the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Text,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from pipeline.model.entry import Entry, NewEntry, NewForm, Status
from pipeline.model.message import BRINGING, MessageState, StoredMessage
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.register import entry_acts, entry_queries
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_rows import said
from pipeline.register.message_rows import message_from, message_values
from pipeline.register.notice_acts import announce
from pipeline.register.office_schema import forms, messages
from pipeline.register.receipts import new_receipt
from pipeline.register.rows import AnyRow
from pipeline.register.schema import events

EDXML = ("folder", "http")
"""Transports of these messages; mail has its own."""


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A status that the sender of an entry is to be told."""

    event_id: int
    entry: Entry
    code: Status
    at: datetime
    message: StoredMessage
    """The message that brought the entry."""


class ExchangeMessages:
    """Every writing operation is one transaction.

    Raises:
        ArchiveBusy, ArchiveUnusable: as `Register`.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def message(self, message_id: str) -> StoredMessage | None:
        return next(iter(self._where(messages.c.id == message_id)), None)

    def of_bytes(self, sha256: str) -> StoredMessage | None:
        """The message that came with exactly these bytes."""
        came = and_(messages.c.sha256 == sha256, messages.c.direction == "in")
        return next(iter(self._where(came)), None)

    def of_entry(self, entry_id: int, *, secrets: bool = False) -> tuple[StoredMessage, ...]:
        seen = true() if secrets else _OPEN
        return self._where(and_(seen, messages.c.entry_id == entry_id))

    def all(
        self, *, state: MessageState | None = None, secrets: bool = False
    ) -> tuple[StoredMessage, ...]:
        """Those of edXML in the order of their time; `secrets`: those in quarantine too."""
        wanted = true() if state is None else messages.c.state == state.value
        return self._where(and_(true() if secrets else _OPEN, wanted))

    def due(self, now: datetime) -> tuple[StoredMessage, ...]:
        """What is to be delivered now."""
        waited = or_(messages.c.next_try_at.is_(None), messages.c.next_try_at <= now)
        out = and_(messages.c.direction == "out", messages.c.state == MessageState.QUEUED.value)
        return self._where(and_(out, waited))

    def brought(self) -> dict[str, bool]:
        """Files that messages brought: hash → whether it still waits to be digitised."""
        of_exchange = select(messages.c.id).where(messages.c.transport.in_(EDXML))
        query = select(forms.c.sha256, forms.c.document_id).where(
            forms.c.sha256.is_not(None), forms.c.message_id.in_(of_exchange)
        )
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query).all()
        read = {row.sha256 for row in rows if row.document_id is not None}
        return {row.sha256: row.sha256 not in read for row in rows}

    def register_entry(
        self,
        message: StoredMessage,
        new: NewEntry,
        more: Sequence[NewForm],
        now: datetime,
        who: str,
        *,
        receive: bool,
        opinions: Sequence[str] = (),
        ask_back: Sequence[Entry] = (),
        why: str = "",
        notices: Iterable[NewNotice] = (),
    ) -> int | None:
        """The entry that a message brings and the message itself, both or neither.

        `ask_back`: entries that it is to take the place of, if a person agrees, and `why`.
        None when the message is there already: somebody else took it a moment ago.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            if not self._is_new(act, message):
                return None
            entry_id = entry_acts.arrive(act, new, new_receipt(), receive=receive, notices=notices)
            for form in more:
                entry_acts.add_form(act, entry_id, form)
            for text in opinions:
                entry_acts.opinion(act, entry_id, text)
            for entry in ask_back:
                asked = (NewNotice(NoticeKind.RECALL_ASKED),)
                to, was = Status.RECALL_ASKED, entry.status
                entry_acts.move(act, entry.id, to, reason=why, expected=was, notices=asked)
            _write(act, message, entry_id)
            return entry_id

    def take(
        self,
        message: StoredMessage,
        now: datetime,
        who: str,
        *,
        opinion: str = "",
        to: Status | None = None,
        expected: Status | None = None,
        notices: Iterable[NewNotice] = (),
    ) -> bool:
        """A message about an entry that is there: noted, and the entry moved where it asks.

        False when the message is there already.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            if not self._is_new(act, message):
                return False
            if message.entry_id is not None:
                if to is not None:
                    entry_acts.move(act, message.entry_id, to, expected=expected, notices=notices)
                if opinion:
                    entry_acts.opinion(act, message.entry_id, opinion)
            _write(act, message, message.entry_id)
            return True

    def was_read(self, sha256: str, document_id: str, now: datetime, who: str) -> int | None:
        """A file that a message brought is a document now: its form says so.

        The entry's id; None where no message brought it, or its form has a document already.
        """
        brought = and_(forms.c.sha256 == sha256, forms.c.message_id.is_not(None))
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            query = select(forms).where(brought, forms.c.document_id.is_(None))
            row = connection.execute(query.order_by(forms.c.id)).first()
            if row is None:
                return None
            values = {"document_id": document_id}
            connection.execute(update(forms).where(forms.c.id == row.id).values(values))
            told = said({"document_id": document_id, "sha256": sha256, "channel": row.channel})
            act.note(What.FORM_ADDED, ObjectKind.ENTRY, str(row.entry_id), new=told)
            return int(row.entry_id)

    def queue(self, outgoing: Iterable[StoredMessage], now: datetime, who: str) -> int:
        """Puts messages into the outbox; how many were not there yet."""
        count = 0
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            for message in outgoing:
                if self._is_new(act, message):
                    _write(act, message, message.entry_id)
                    count += 1
        return count

    def claim(self, message: StoredMessage, until: datetime) -> bool:
        """Whether this process is the one that delivers it now; another may after `until`."""
        same = and_(messages.c.id == message.id, messages.c.tries == message.tries)
        with writing(self._engine, self._path) as connection:
            done = connection.execute(
                update(messages)
                .where(same, messages.c.state == MessageState.QUEUED.value)
                .values(tries=message.tries + 1, next_try_at=until)
            )
            return done.rowcount == 1

    def ended(
        self,
        message: StoredMessage,
        state: MessageState,
        now: datetime,
        who: str,
        *,
        reason: str | None = None,
        next_try_at: datetime | None = None,
        notices: Iterable[NewNotice] = (),
    ) -> None:
        """How a delivery ended."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            values = {"state": state.value, "next_try_at": next_try_at, "reason": reason}
            # What was locked away while it was delivered stays so.
            own = and_(messages.c.id == message.id, _OPEN)
            if connection.execute(update(messages).where(own).values(values)).rowcount == 0:
                return
            announce(act, message.entry_id, notices)

    def untold(self) -> tuple[NewStatus, ...]:
        """Statuses of entries that came by exchange, since the last one that was queued.

        They are taken from the history, so none is lost whoever moved the entry and how.
        """
        with reading(self._engine, self._path) as connection:
            last = connection.scalar(
                select(func.max(messages.c.id)).where(messages.c.id.like("status-%"))
            )
            after = int(last.split("-")[1]) if last else 0
            brought = and_(
                messages.c.direction == "in",
                messages.c.kind.in_(_BRINGING),
                messages.c.transport.in_(EDXML),
                # Of what went into quarantine nobody is told any more.
                _OPEN,
                cast(messages.c.entry_id, Text) == events.c.object_id,
            )
            rows = connection.execute(
                select(events, messages.c.id.label("message_id"), messages.c.entry_id)
                .join(messages, brought)
                .where(events.c.id > after, events.c.object_kind == ObjectKind.ENTRY.value)
                # One that was joined to an entry of before has no forms: its end is no news.
                .where(messages.c.entry_id.in_(select(forms.c.entry_id)))
                .where(or_(events.c.what == What.ARRIVED.value, events.c.field == "status"))
                .order_by(events.c.id)
            ).all()
            found = []
            for row in rows:
                entry = entry_queries.named(connection, str(row.entry_id))
                message = connection.execute(
                    select(messages).where(messages.c.id == row.message_id)
                ).one()
                found += [
                    NewStatus(row.id, entry, code, row.at, message_from(message))
                    for code in _codes(row)
                ]
            return tuple(found)

    def _where(self, wanted: ColumnElement[bool]) -> tuple[StoredMessage, ...]:
        query = select(messages).where(messages.c.transport.in_(EDXML), wanted)
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query.order_by(messages.c.at, messages.c.id)).all()
        return tuple(message_from(row) for row in rows)

    def _is_new(self, act: Act, message: StoredMessage) -> bool:
        known = select(messages.c.id).where(messages.c.id == message.id)
        return act.connection.execute(known).first() is None


_OPEN = messages.c.state != MessageState.LOCKED.value
_BRINGING = tuple(kind.value for kind in BRINGING)


def _codes(row: AnyRow) -> tuple[Status, ...]:
    """What an event tells: an arrival that was received at once tells both."""
    if row.what != What.ARRIVED.value:
        return (Status(row.new),)
    written: Mapping[str, Any] = json.loads(row.new)
    status = Status(written["status"])
    return (Status.ARRIVED,) if status is Status.ARRIVED else (Status.ARRIVED, status)


def _write(act: Act, message: StoredMessage, entry_id: int | None) -> None:
    act.connection.execute(
        insert(messages).values(message_values(message) | {"entry_id": entry_id})
    )
