"""Whether entries are what their history says: what was altered behind the register's back."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, func, select, type_coerce

from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_queries import FIRST
from pipeline.register.entry_rows import code_key, day_of, issuer_key, said, text_of
from pipeline.register.office_schema import entries, refusals
from pipeline.register.rows import AnyRow
from pipeline.register.schema import events

_AT_ONCE = 2000
_FOLLOWS = ("code_key", "issuer_key", "arrived_on")
"""Columns that follow from others."""
_COMPARED = tuple(
    column.name for column in entries.c if column.name != "id" and column.name not in _FOLLOWS
)
_WHOLE = (What.ARRIVED.value, What.WITHDRAWN.value)
"""Events that say all of an entry; what came before a withdrawal may have been taken out."""
_AS_KEPT = tuple(
    type_coerce(column, Text).label(column.name) if column.name == "arrived_at" else column
    for column in entries.c
)
"""A time that was altered need not be one."""
_OF_ENTRIES = events.c.object_kind == ObjectKind.ENTRY.value


_NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an entry that nobody wrote so.

    `field` is "" for an entry that has no beginning in the history, or that has one there and is
    gone, `written` then; "refusals" for what it lacks.
    """

    entry_id: int
    field: str
    written: str | None
    found: str | None


@dataclass(slots=True)
class _Written:
    """What the events say of one entry."""

    values: dict[str, str | None] = field(default_factory=dict)
    lacks: str | None = None


def differences(connection: Connection, *, secrets: bool = False) -> Iterator[Difference]:
    """Reads all entries with their events, a few at a time; `secrets`: of secret books too."""
    first = FIRST if secrets else 0
    after = first
    query = select(*_AS_KEPT).order_by(entries.c.id).limit(_AT_ONCE)
    while rows := connection.execute(query.where(entries.c.id > after)).all():
        ids = [row.id for row in rows]
        written = _written(connection, ids)
        lacks = _lacks(connection, ids)
        for row in rows:
            yield from _of_entry(row, written.get(row.id), lacks.get(row.id))
        after = rows[-1].id
    yield from _gone(connection, first)


def _of_entry(row: AnyRow, written: _Written | None, lacks: str | None) -> Iterator[Difference]:
    if written is None:
        yield Difference(row.id, "", None, None)
        return
    kept = {name: _no_bytes(row._mapping[name]) for name in _COMPARED}
    found = _texts(json.loads(said(kept)))
    for name in _COMPARED:
        if written.values.get(name) != found.get(name):
            yield Difference(row.id, name, written.values.get(name), found.get(name))
    follows = {
        "code_key": code_key(row.code_number, row.code_notation),
        "issuer_key": issuer_key(row.issuer),
        "arrived_on": _day(row.arrived_at),
    }
    for name in _FOLLOWS:
        if row._mapping[name] != follows[name]:
            yield Difference(row.id, name, follows[name], row._mapping[name])
    if written.lacks != lacks:
        yield Difference(row.id, "refusals", written.lacks, lacks)


def _written(connection: Connection, ids: list[int]) -> dict[int, _Written]:
    """What the events say of these entries, field by field."""
    names = [str(one) for one in ids]
    columns = (events.c.object_id, events.c.what, events.c.field, events.c.new)
    query = select(*columns).where(_OF_ENTRIES, events.c.object_id.in_(names))
    written: dict[int, _Written] = {}
    # Those of secrets count down.
    for event in connection.execute(query.order_by(func.abs(events.c.id))):
        entry_id = int(event.object_id)
        if event.what in _WHOLE and event.new is not None:
            written[entry_id] = _Written(_texts(_read(event.new)))
        elif entry_id not in written:
            continue
        elif event.what == What.CHANGED.value:
            written[entry_id].values[event.field] = event.new or None
        elif event.what == What.REFUSED.value and event.new is not None:
            written[entry_id].lacks = _lacks_of(event.new)
    return written


def _read(text: str) -> dict[str, Any]:
    """What an event says was written; of one that was altered perhaps nothing."""
    try:
        values: Any = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _lacks_of(text: str) -> str | None:
    """As `_one_text`; an event that was altered as it stands."""
    try:
        return _one_text(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return text


def _lacks(connection: Connection, ids: list[int]) -> dict[int, str]:
    """What is kept of each refused one, as `_one_text`."""
    query = select(refusals).where(refusals.c.entry_id.in_(ids)).order_by(refusals.c.position)
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in connection.execute(query):
        lack = {"rule": row.rule, "part": row.part, "clause": row.clause}
        found[row.entry_id].append(lack)
    return {
        entry_id: text for entry_id, all_of_it in found.items() if (text := _one_text(all_of_it))
    }


def _one_text(lacks: list[dict[str, str]]) -> str | None:
    return "; ".join(f"{lack['rule']}: {lack['part']} ({lack['clause']})" for lack in lacks) or None


def _gone(connection: Connection, first: int) -> Iterator[Difference]:
    """Entries that began, by an event after `first`, and are not there."""
    query = (
        select(events.c.id, events.c.object_id, events.c.new)
        .where(_OF_ENTRIES, events.c.what == What.ARRIVED.value)
        .order_by(events.c.id)
        .limit(_AT_ONCE)
    )
    after = first
    # A few at a time: PostgreSQL compares each event with every entry when asked for all at once.
    while rows := connection.execute(query.where(events.c.id > after)).all():
        began = {int(row.object_id): row for row in rows if _NUMBER.fullmatch(row.object_id)}
        known = select(entries.c.id).where(entries.c.id.in_(list(began)))
        there = set(connection.scalars(known))
        for entry_id, row in began.items():
            if entry_id not in there:
                yield Difference(entry_id, "", row.new or row.object_id, None)
        after = rows[-1].id


def _no_bytes(value: Any) -> Any:
    """SQLite keeps whatever somebody puts into a column."""
    return repr(value) if isinstance(value, bytes) else value


def _day(arrived_at: Any) -> str | None:
    """The day at the office; None for a time that is none."""
    try:
        return day_of(datetime.fromisoformat(arrived_at)).isoformat()
    except (TypeError, ValueError):
        return None


def _texts(values: dict[str, Any]) -> dict[str, str | None]:
    return {name: text_of(value) for name, value in values.items()}
