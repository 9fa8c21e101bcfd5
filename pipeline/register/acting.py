"""A transaction of somebody: what it does goes into the history, each event chained to the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be noted of one object."""

    what: What
    kind: ObjectKind
    object_id: str
    field: str | None = None
    old: str | None = None
    new: str | None = None


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
        self.connection.execute(select(chain).with_for_update()).one()

    def note(
        self,
        what: What,
        kind: ObjectKind,
        object_id: str,
        *,
        field: str | None = None,
        old: str | None = None,
        new: str | None = None,
    ) -> None:
        self.note_all((Noted(what, kind, object_id, field, old, new),))

    def note_all(self, noted: Iterable[Noted]) -> None:
        """In their order."""
        head = self.connection.execute(select(chain).with_for_update()).one()
        number, last = head.events, head.hash
        rest = iter(noted)
        while some := tuple(islice(rest, _AT_ONCE)):
            rows = []
            for one in some:
                number += 1
                row = self._row(number, one)
                last = event_hash(last, row)
                rows.append({**row, "hash": last})
            self.connection.execute(insert(events), rows)
        self.connection.execute(update(chain).values(events=number, hash=last))

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
    said = json.dumps([before, at, *(row[name] for name in names)], ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()
