"""Whether the history is whole: every event fits the one before it, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, Text, select, type_coerce

from pipeline.model.seal import Seal
from pipeline.register.acting import GENESIS, OPEN, SECRET, Act, chain_hash
from pipeline.register.audit_faults import (
    Audit,
    Fault,
    Finding,
    Logged,
    Suspect,
    judged,
    logged,
)
from pipeline.register.audit_log import LogCriteria, condition
from pipeline.register.audit_seals import against_seals
from pipeline.register.database import reading, writing
from pipeline.register.entries import Look, What
from pipeline.register.office_schema import chain
from pipeline.register.schema import events

_AT_ONCE = 10_000
_SUSPECTED = 4
"""Hashes of an altered event that the next one may have been chained to."""


class Trail:
    """The history of one register as a whole."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def audit(self, seals: Sequence[Seal] = ()) -> Audit:
        """Checks every event but those of secrets, and whether this is what was sealed."""
        with reading(self._engine, self._path) as connection:
            return audit(connection, seals)

    def audit_secrets(self) -> Audit:
        """Checks every event of secrets; only for who may know that there are any."""
        with reading(self._engine, self._path) as connection:
            return audit(connection, history=SECRET)

    def head(self) -> Seal:
        """The seal of the history as it stands, unchecked."""
        with reading(self._engine, self._path) as connection:
            row = connection.execute(select(chain).where(chain.c.id == OPEN)).one()
        return Seal(row.events, row.hash)

    def note(self, looks: Sequence[Look]) -> None:
        """What was seen or taken away goes into the history, in one transaction."""
        with writing(self._engine, self._path) as connection:
            for look in looks:
                act = Act(connection, look.at, look.who)
                act.note(look.what, look.object_kind, look.object_id, new=look.new)

    def events(self, asked: LogCriteria) -> Iterator[Logged]:
        """Oldest first; a few at a time, never all at once."""
        histories = (OPEN, SECRET) if asked.secrets else (OPEN,)
        ways = [self._events(asked, history) for history in histories]
        return merge(*ways, key=lambda event: str(event.at))

    def newest(
        self, asked: LogCriteria, before: int | None = None, limit: int = 100
    ) -> tuple[Logged, ...]:
        """The newest first, of the open history, or of that of secrets where they are asked for.

        `before`: the number of the last event that was shown.
        """
        own = events.c.id < 0 if asked.secrets else events.c.id > 0
        query = _told().where(condition(asked), own)
        if before is not None:
            query = query.where(events.c.id > before if asked.secrets else events.c.id < before)
        order = events.c.id if asked.secrets else events.c.id.desc()
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query.order_by(order).limit(limit)).all()
        return tuple(logged(row) for row in rows)

    def _events(self, asked: LogCriteria, history: int) -> Iterator[Logged]:
        after: int | None = None
        while True:
            with reading(self._engine, self._path) as connection:
                some = _some(connection, history, after, condition(asked))
            yield from (logged(row) for row in some)
            if len(some) < _AT_ONCE:
                return
            after = some[-1].id


def audit(connection: Connection, seals: Sequence[Seal] = (), history: int = OPEN) -> Audit:
    """As `Trail.audit`; events of secrets are told by how many they are after the first."""
    head = connection.execute(select(chain).where(chain.c.id == history)).first()
    redacted = _redacted(connection, history)
    walk = _Walk(seals, None if head is None else head.events, redacted)
    after: int | None = None
    while rows := _some(connection, history, after):
        for row in rows:
            walk.take(row)
        after = rows[-1].id
    findings = [*walk.findings, *judged(walk.suspects)]
    findings += walk.end(None if head is None else head.hash)
    findings += against_seals(seals, walk.number, walk.sealed, walk.found)
    findings.sort(key=lambda finding: finding.event)
    return Audit(walk.number, walk.fitting[0], tuple(dict.fromkeys(findings)))


class _Walk:
    """What is known of the events so far."""

    def __init__(
        self, seals: Sequence[Seal], counted: int | None, redacted: Mapping[int, str]
    ) -> None:
        self.findings: list[Finding] = []
        self.suspects: list[Suspect] = []
        self.number = 0
        self.fitting: tuple[str, ...] = (GENESIS,)
        """Hashes that the next event may be chained to: as stored, then as it should be."""
        self.sealed: dict[int, str] = {0: GENESIS}
        self.found: set[str] = set()
        self._last: Logged | None = None
        self._added: Logged | None = None
        self._counted = counted
        self._redacted = redacted
        self._numbers = {seal.events for seal in seals}
        self._hashes = [seal.hash for seal in seals if seal.events is None]

    def take(self, row: Any) -> None:
        """The next row, in the order in which they were written."""
        number = abs(row.id)
        if number == 0:
            self.findings.append(Finding(Fault.ADDED, 0, 0, logged(row)))
            return
        if number > self.number + 1:
            self._missing(number, row)
        elif number in self._redacted:
            self._check_redacted(number, row)
        else:
            self._check(number, row)
        self.number, self._last = number, logged(row)
        if number in self._numbers:
            self.sealed[number] = row.hash
        self.found.update(one for one in self._hashes if str(row.hash).startswith(one))
        if self._counted is not None and number == self._counted + 1:
            self._added = self._last

    def end(self, counted_hash: str | None) -> Iterator[Finding]:
        """What the count of the events says of their end."""
        counted = self._counted
        if counted is None:
            yield Finding(Fault.UNCOUNTED, self.number, self.number, self._last)
        elif self.number < counted:
            yield Finding(Fault.CUT, self.number + 1, counted, self._last)
        elif self.number > counted:
            yield Finding(Fault.ADDED, counted + 1, self.number, self._added)
        elif counted_hash not in self.fitting and not self._doubted():
            yield Finding(Fault.MISCOUNTED, self.number, self.number, self._last)

    def _doubted(self) -> bool:
        """Whether the last event is suspected already."""
        return bool(self.suspects) and self.suspects[-1].number == self.number

    def _missing(self, number: int, row: Any) -> None:
        first, last = self.number + 1, number - 1
        self.findings.append(Finding(Fault.MISSING, first, last, self._last, logged(row)))
        if number in self._redacted:
            self._check_redacted(number, row)
            return
        # What it was chained to is gone, and so is what it could be checked by.
        self.findings.append(Finding(Fault.UNCHECKED, number, number, logged(row)))
        self.fitting = (row.hash,)

    def _check_redacted(self, number: int, row: Any) -> None:
        """It says less than what was written; the history of secrets has its hash."""
        true = self._redacted[number]
        if row.hash != true or row.old is not None or row.new is not None:
            self.suspects.append(Suspect(number, tuple(row), self.fitting[0], None))
        self.fitting = (true,)

    def _check(self, number: int, row: Any) -> None:
        made = [chain_hash(before, row[:-1]) for before in self.fitting]
        if row.hash in made:
            if row.hash != made[0] and self._doubted():
                self.suspects[-1].hash_alone = True
            self.fitting = (row.hash,)
            return
        self.suspects.append(Suspect(number, tuple(row), self.fitting[0], self._last))
        self.fitting = (row.hash, *made)[:_SUSPECTED]


def _redacted(connection: Connection, history: int) -> dict[int, str]:
    """Number → hash of the events of a history that say nothing any more."""
    told = select(events.c.field, events.c.new).where(
        events.c.id < 0, events.c.what == What.REDACTED.value
    )
    sign = "" if history == OPEN else "-"
    named = [(row.field.removeprefix(sign), row) for row in connection.execute(told)]
    return {
        int(number): row.new
        for number, row in named
        if number.isdecimal() and row.field == f"{sign}{number}"
    }


def _some(
    connection: Connection,
    history: int,
    after: int | None,
    wanted: ColumnElement[bool] | None = None,
) -> Sequence[Any]:
    """The next rows of a history."""
    column = events.c
    query = _told()
    if wanted is not None:
        query = query.where(wanted)
    if history == OPEN:
        query = query.where(column.id >= 0 if after is None else column.id > after)
        return connection.execute(query.order_by(column.id).limit(_AT_ONCE)).all()
    query = query.where(column.id < (after or 0))
    return connection.execute(query.order_by(column.id.desc()).limit(_AT_ONCE)).all()


def _told() -> Select[Any]:
    """What an event says; its time as it is kept, whatever it is."""
    column = events.c
    said = (column.who, column.what, column.object_kind, column.object_id)
    at = type_coerce(column.at, Text).label("at")
    return select(at, column.id, *said, column.field, column.old, column.new, column.hash)
