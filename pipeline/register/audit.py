"""Whether the history is whole: every event fits the one before it, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from pipeline.register.acting import GENESIS, OPEN, SECRET, event_hash
from pipeline.register.database import reading
from pipeline.register.entries import What
from pipeline.register.office_schema import chain
from pipeline.register.schema import events

_AT_ONCE = 10_000


class Fault(StrEnum):
    """What is wrong with a place of the history."""

    CHANGED = "changed"
    """The event is not what was written, or not in its place."""
    MISSING = "missing"
    """No event of this number."""
    CUT = "cut"
    """The history ends before its last event."""
    ADDED = "added"
    """There are more events than were written."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the number of the event it concerns."""

    fault: Fault
    event: int
    last: int
    """Of a range of events, the last one."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What a check of the whole history found; `hash` is what to note on paper as its seal."""

    events: int
    hash: str
    findings: tuple[Finding, ...]


class Trail:
    """The history of one register as a whole."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def audit(self) -> Audit:
        """Checks every event but those of secrets, a few at a time."""
        with reading(self._engine, self._path) as connection:
            return audit(connection)

    def audit_secrets(self) -> Audit:
        """Checks every event of secrets; only for who may know that there are any."""
        with reading(self._engine, self._path) as connection:
            return audit(connection, SECRET)


def audit(connection: Connection, history: int = OPEN) -> Audit:
    """As `Trail.audit`; events of secrets are told by how many they are after the first."""
    head = connection.execute(select(chain).where(chain.c.id == history)).first()
    redacted = _redacted(connection) if history == OPEN else {}
    findings: list[Finding] = []
    number, last = 0, GENESIS
    for row in _events(connection, history):
        at = abs(row["id"])
        if at > number + 1:
            findings.append(Finding(Fault.MISSING, number + 1, at - 1))
        number = at
        if not _is_sound(row, last, redacted.get(number)):
            findings.append(Finding(Fault.CHANGED, number, number))
        # What follows is judged by what stands there, so that one fault is told once.
        last = row["hash"]
    known = (0, "") if head is None else (head.events, head.hash)
    if number < known[0]:
        findings.append(Finding(Fault.CUT, number + 1, known[0]))
    elif number > known[0]:
        findings.append(Finding(Fault.ADDED, known[0] + 1, number))
    elif last != known[1]:
        findings.append(Finding(Fault.CHANGED, number, number))
    return Audit(number, last, tuple(dict.fromkeys(findings)))


def _is_sound(row: dict[str, Any], before: str, redacted: str | None) -> bool:
    """As it was written; of one that was redacted the history of secrets has the hash."""
    if redacted is None:
        return bool(row["hash"] == event_hash(before, row))
    return row["hash"] == redacted and row["old"] is None and row["new"] is None


def _redacted(connection: Connection) -> dict[int, str]:
    """Number → hash of the events that say nothing any more."""
    told = select(events.c.field, events.c.new).where(
        events.c.id < 0, events.c.what == What.REDACTED.value
    )
    return {int(row.field): row.new for row in connection.execute(told)}


def _events(connection: Connection, history: int) -> Iterator[dict[str, Any]]:
    order = events.c.id if history == OPEN else events.c.id.desc()
    after = 0
    while rows := connection.execute(
        select(events)
        .where(events.c.id > after if history == OPEN else events.c.id < after)
        .order_by(order)
        .limit(_AT_ONCE)
    ).all():
        for row in rows:
            yield dict(row._mapping)
        after = rows[-1].id
