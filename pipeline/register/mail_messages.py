"""E-mails that were taken in: each once, by its Message-ID and by its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, insert, not_, select, true, update

from pipeline.model.mail import BoxPlace, MailState, StoredMail
from pipeline.register.database import reading, writing
from pipeline.register.office_schema import mail_seen, messages
from pipeline.register.rows import AnyRow

_TRANSPORT = "mail"
_OPEN = not_(messages.c.stored_path.like("quarantine/%"))


class MailMessages:
    """Every writing operation is one transaction."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def take(self, mail: StoredMail, place: BoxPlace | None = None) -> bool:
        """Notes a message that is kept, and where it lay; whether it was not there yet."""
        values = {
            "id": mail.id,
            "direction": "in",
            "transport": _TRANSPORT,
            "partner": mail.sender,
            "kind": _TRANSPORT,
            "state": mail.state.value,
            "reason": _reason(mail.reason, {}),
            "sha256": mail.sha256,
            "stored_path": mail.stored_path,
            "at": mail.at,
        }
        with writing(self._engine, self._path) as connection:
            known = select(messages.c.id).where(messages.c.id == mail.id)
            new = connection.execute(known).first() is None
            if new:
                connection.execute(insert(messages).values(values))
            if place is not None:
                _see(connection, place, mail.id)
        return new

    def see(self, place: BoxPlace, mail_id: str) -> None:
        """Notes where a message lies that was taken before."""
        with writing(self._engine, self._path) as connection:
            _see(connection, place, mail_id)

    def seen(self, box: str, validity: int) -> frozenset[int]:
        """UIDs of a box that need not be fetched again."""
        own = (mail_seen.c.box == box, mail_seen.c.validity == validity)
        with reading(self._engine, self._path) as connection:
            return frozenset(connection.scalars(select(mail_seen.c.uid).where(*own)))

    def any_unmarked(self, box: str) -> bool:
        """Whether the server may have to be told of something."""
        query = select(mail_seen.c.uid).where(mail_seen.c.box == box, mail_seen.c.marked == 0)
        with reading(self._engine, self._path) as connection:
            return connection.execute(query.limit(1)).first() is not None

    def unmarked(self, box: str, validity: int) -> tuple[int, ...]:
        """UIDs of a box whose messages are settled, and of which the server was not told."""
        query = (
            select(mail_seen.c.uid)
            .join(messages, messages.c.id == mail_seen.c.message_id)
            .where(mail_seen.c.box == box, mail_seen.c.validity == validity)
            .where(mail_seen.c.marked == 0, messages.c.state != MailState.WAITING.value)
        )
        with reading(self._engine, self._path) as connection:
            return tuple(connection.scalars(query.order_by(mail_seen.c.uid)))

    def mark(self, place: BoxPlace) -> None:
        """Notes that the server was told of a message."""
        with writing(self._engine, self._path) as connection:
            connection.execute(update(mail_seen).where(*_at(place)).values(marked=1))

    def settle(
        self, mail: StoredMail, state: MailState, reason: str | None, outcomes: Mapping[str, int]
    ) -> None:
        """How a message that waited ended, and where it lies."""
        values = {
            "state": state.value,
            "reason": _reason(reason, outcomes),
            "stored_path": mail.stored_path,
        }
        with writing(self._engine, self._path) as connection:
            connection.execute(update(messages).where(messages.c.id == mail.id).values(values))

    def of_bytes(self, sha256: str) -> StoredMail | None:
        return next(iter(self._where(messages.c.sha256 == sha256)), None)

    def by_id(self, mail_id: str) -> StoredMail | None:
        return next(iter(self._where(messages.c.id == mail_id)), None)

    def all(
        self, states: Iterable[MailState] = MailState, *, secrets: bool = True
    ) -> tuple[StoredMail, ...]:
        """In the order in which they were taken; `secrets`: those in quarantine too."""
        seen = true() if secrets else _OPEN
        return self._where(messages.c.state.in_([state.value for state in states]), seen)

    def _where(self, *wanted: object) -> tuple[StoredMail, ...]:
        query = select(messages).where(messages.c.transport == _TRANSPORT, *wanted)  # type: ignore[arg-type]
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query.order_by(messages.c.at, messages.c.id)).all()
        return tuple(_mail(row) for row in rows)


def _at(place: BoxPlace) -> tuple[ColumnElement[bool], ...]:
    return (
        mail_seen.c.box == place.box,
        mail_seen.c.validity == place.validity,
        mail_seen.c.uid == place.uid,
    )


def _see(connection: Connection, place: BoxPlace, mail_id: str) -> None:
    if connection.execute(select(mail_seen.c.uid).where(*_at(place))).first() is None:
        values = {"box": place.box, "validity": place.validity, "uid": place.uid}
        connection.execute(insert(mail_seen).values(values | {"message_id": mail_id}))


def _reason(reason: str | None, outcomes: Mapping[str, int]) -> str:
    return json.dumps({"reason": reason, "outcomes": dict(outcomes)})


def _mail(row: AnyRow) -> StoredMail:
    said = json.loads(row.reason)
    return StoredMail(
        row.id,
        row.partner,
        MailState(row.state),
        row.sha256,
        row.stored_path,
        row.at,
        said["reason"],
        said["outcomes"],
    )
