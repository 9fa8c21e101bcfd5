"""E-mails that were taken in: each once, by its Message-ID and by its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from pipeline.model.mail import MailState, StoredMail
from pipeline.register.database import reading, writing
from pipeline.register.office_schema import messages
from pipeline.register.rows import AnyRow

_TRANSPORT = "mail"


class MailMessages:
    """Every writing operation is one transaction."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def take(self, mail: StoredMail) -> bool:
        """Notes a message that is kept; whether it was not there yet."""
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
            if connection.execute(known).first() is not None:
                return False
            connection.execute(insert(messages).values(values))
        return True

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

    def all(self, states: Iterable[MailState] = MailState) -> tuple[StoredMail, ...]:
        """In the order in which they were taken."""
        return self._where(messages.c.state.in_([state.value for state in states]))

    def _where(self, *wanted: object) -> tuple[StoredMail, ...]:
        query = select(messages).where(messages.c.transport == _TRANSPORT, *wanted)  # type: ignore[arg-type]
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query.order_by(messages.c.at, messages.c.id)).all()
        return tuple(_mail(row) for row in rows)


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
