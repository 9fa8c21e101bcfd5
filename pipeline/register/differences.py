"""Whether entries are what their history says: a field altered behind the register's back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_queries import FIRST
from pipeline.register.entry_rows import said, text_of
from pipeline.register.office_schema import entries
from pipeline.register.rows import AnyRow
from pipeline.register.schema import events

_AT_ONCE = 2000
_WHOLE = (What.ARRIVED.value, What.WITHDRAWN.value)
"""Events that say all of an entry; what came before a withdrawal may have been taken out."""
_COMPARED = tuple(
    column.name
    for column in entries.c
    if column.name not in ("id", "code_key", "issuer_key", "arrived_on")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an entry that nobody wrote so; `field` is "" for an entry without a beginning."""

    entry_id: int
    field: str
    written: str | None
    found: str | None


def differences(connection: Connection, *, secrets: bool = False) -> Iterator[Difference]:
    """Reads all entries with their events, a few at a time; `secrets`: of secret books too."""
    after = FIRST if secrets else 0
    query = select(entries).order_by(entries.c.id).limit(_AT_ONCE)
    while rows := connection.execute(query.where(entries.c.id > after)).all():
        after = rows[-1].id
        written = _written(connection, [str(row.id) for row in rows])
        for row in rows:
            yield from _of_entry(row, written.get(str(row.id)))


def _of_entry(row: AnyRow, written: dict[str, str | None] | None) -> Iterator[Difference]:
    if written is None:
        yield Difference(row.id, "", None, None)
        return
    found = _texts(json.loads(said({name: row._mapping[name] for name in _COMPARED})))
    for name in _COMPARED:
        if written.get(name) != found.get(name):
            yield Difference(row.id, name, written.get(name), found.get(name))


def _written(connection: Connection, ids: list[str]) -> dict[str, dict[str, str | None]]:
    """What the events say of these entries, field by field."""
    query = (
        select(events)
        .where(events.c.object_kind == ObjectKind.ENTRY.value, events.c.object_id.in_(ids))
        # Those of secrets count down.
        .order_by(func.abs(events.c.id))
    )
    written: dict[str, dict[str, str | None]] = {}
    for event in connection.execute(query):
        if event.what in _WHOLE and event.new is not None:
            written[event.object_id] = _texts(json.loads(event.new))
        elif event.what == What.CHANGED.value and event.object_id in written:
            written[event.object_id][event.field] = event.new or None
    return written


def _texts(values: dict[str, Any]) -> dict[str, str | None]:
    return {name: text_of(value) for name, value in values.items()}
