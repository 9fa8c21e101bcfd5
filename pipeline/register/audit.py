"""Whether the history is whole: every event fits the one before it, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from pipeline.register.acting import GENESIS, event_hash
from pipeline.register.database import reading
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
        """Checks every event, a few at a time."""
        with reading(self._engine, self._path) as connection:
            return audit(connection)


def audit(connection: Connection) -> Audit:
    """As `Trail.audit`."""
    head = connection.execute(select(chain)).first()
    findings: list[Finding] = []
    number, last = 0, GENESIS
    for row in _events(connection):
        if row["id"] > number + 1:
            findings.append(Finding(Fault.MISSING, number + 1, row["id"] - 1))
        number = row["id"]
        if row["hash"] != event_hash(last, row):
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


def _events(connection: Connection) -> Iterator[dict[str, Any]]:
    after = 0
    while rows := connection.execute(
        select(events).where(events.c.id > after).order_by(events.c.id).limit(_AT_ONCE)
    ).all():
        for row in rows:
            yield dict(row._mapping)
        after = rows[-1].id
