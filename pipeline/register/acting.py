"""A transaction of somebody: what it does goes into the history, each event chained to the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.register.entries import ObjectKind, What
from pipeline.register.office_schema import chain
from pipeline.register.schema import events

GENESIS = "0" * 64
"""What the first event is chained to."""
_AT_ONCE = 1000
OPEN, SECRET = 1, 2
"""The two histories, by their row of `chain`: events of secrets count down from -1, so that the
history of all else is the same whether there are secrets or not."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be noted of one object."""

    what: What
    kind: ObjectKind
    object_id: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    secret: bool = False
    """It goes into the history of secrets; entries with a negative id always do."""

    @property
    def history(self) -> int:
        of_secret = self.kind is ObjectKind.ENTRY and self.object_id.startswith("-")
        return SECRET if self.secret or of_secret else OPEN


@dataclass(frozen=True, slots=True)
class Act:
    """A transaction of somebody at a moment; what it does to objects goes into the history."""

    connection: Connection
    now: datetime
    who: str

    def stand_in_line(self) -> None:
        """Waits for other writers, here and on every database: two can't continue one history.

        To be called before what is read to be written again: numbers, the state of an entry.
        """
        self.connection.execute(select(chain).order_by(chain.c.id).with_for_update()).all()

    def note(
        self,
        what: What,
        kind: ObjectKind,
        object_id: str,
        *,
        field: str | None = None,
        old: str | None = None,
        new: str | None = None,
        secret: bool = False,
    ) -> None:
        self.note_all((Noted(what, kind, object_id, field, old, new, secret),))

    def note_all(self, noted: Iterable[Noted]) -> None:
        """In their order."""
        rest = iter(noted)
        while some := tuple(islice(rest, _AT_ONCE)):
            for history in (OPEN, SECRET):
                of_it = [one for one in some if one.history == history]
                if of_it:
                    self._append(of_it, history)

    def _append(self, noted: Sequence[Noted], history: int) -> None:
        own = chain.c.id == history
        head = self.connection.execute(select(chain).where(own).with_for_update()).one()
        number, last = head.events, head.hash
        rows = []
        for one in noted:
            number += 1
            row = self._row(number if history == OPEN else -number, one)
            last = event_hash(last, row)
            rows.append({**row, "hash": last})
        self.connection.execute(insert(events), rows)
        self.connection.execute(update(chain).where(own).values(events=number, hash=last))

    def _row(self, number: int, noted: Noted) -> dict[str, Any]:
        return {
            "id": number,
            "at": self.now,
            "who": self.who,
            "what": noted.what.value,
            "object_kind": noted.kind.value,
            "object_id": noted.object_id,
            "field": noted.field,
            "old": noted.old,
            "new": noted.new,
        }


def event_hash(before: str, row: dict[str, Any]) -> str:
    """SHA-256 (hex) of an event and the hash of the event before it.

    `row` has the columns of the event by name, `at` an aware time.
    """
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    names = ("id", "who", "what", "object_kind", "object_id", "field", "old", "new")
    return chain_hash(before, (at, *(row[name] for name in names)))


def chain_hash(before: str, said: Sequence[Any]) -> str:
    """As `event_hash`, of what the table has: the time first, then the other columns.

    Whatever somebody put there has a hash, and another one than what was written.
    """
    text = json.dumps([before, *said], ensure_ascii=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()
