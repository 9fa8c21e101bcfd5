"""Questions to the register within one reading transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, not_, or_, select, tuple_

from pipeline.errors import NotFound
from pipeline.model.access import Holding, Rights, unit_name
from pipeline.model.record import Record, State
from pipeline.model.reference import citation_key
from pipeline.register.entries import Batch, Document, Tally
from pipeline.register.office_schema import signatures
from pipeline.register.rows import (
    AnyRow,
    bare_record,
    batch_from,
    document_from,
    holding_from,
)
from pipeline.register.schema import batches, citations, documents, inputs

Place = tuple[int, int, int, str]
"""Batch, position, first page and id: the order of the documents."""

_CHUNK = 100
_NEWEST = 300
"""Records of an issuer that are asked about a new one of it."""
_OPEN = documents.c.state != State.QUARANTINED.value
"""What is secret is not there for whoever does not ask for secrets."""
_ORDER = (documents.c.batch_id, documents.c.position, documents.c.first_page, documents.c.id)


def document(connection: Connection, document_id: str, *, secrets: bool = False) -> Document:
    """Raises: NotFound, also for what is quarantined and not asked for."""
    query = _documents() if secrets else _documents().where(_OPEN)
    if not document_id.isascii() or not document_id:
        raise NotFound("document", {"id": ascii(document_id)})
    row = connection.execute(query.where(documents.c.id == document_id)).first()
    if row is not None:
        return document_from(row)
    rows = connection.execute(
        query.where(documents.c.id >= document_id, documents.c.id < document_id + "\x7f")
        .order_by(documents.c.id)
        .limit(2)
    ).all()
    if not rows:
        raise NotFound("document", {"id": document_id})
    if len(rows) > 1:
        raise NotFound("document_ambiguous", {"id": document_id})
    return document_from(rows[0])


def documents_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Document]:
    """Those of the documents that are there and not in quarantine."""
    query = _documents().where(_OPEN, documents.c.id.in_(list(ids)))
    return {row.id: document_from(row) for row in connection.execute(query)}


def documents_after(
    connection: Connection,
    after: Place | None,
    batch: str | None,
    state: State | None,
    cites: str | None = None,
    *,
    secrets: bool = False,
) -> tuple[tuple[Document, ...], Place | None]:
    """The next few documents, and the place to go on from: None after the last.

    `cites` is a code or a name as one would cite it: those that name such a document.
    """
    query = _documents().order_by(*_ORDER).limit(_CHUNK)
    if not secrets:
        query = query.where(_OPEN)
    if batch is not None:
        query = query.where(batches.c.name == batch)
    if state is not None:
        query = query.where(documents.c.state == state.value)
    if cites is not None:
        key = citation_key(cites)
        named = or_(citations.c.code_key == key, citations.c.name_key == key)
        query = query.where(documents.c.id.in_(select(citations.c.document_id).where(named)))
    if after is not None:
        query = query.where(tuple_(*_ORDER) > after)
    rows = connection.execute(query).all()
    found = tuple(document_from(row) for row in rows)
    return found, _place(rows[-1]) if len(rows) == _CHUNK else None


def newest_documents(
    connection: Connection, rights: Rights, states: Sequence[State], limit: int
) -> tuple[Document, ...]:
    """What came last of what the rights reach."""
    query = (
        _documents()
        # No bare column: SQLite would gather all of a state and sort them, where walking back
        # through the order of the documents has enough after a few.
        .where(func.coalesce(documents.c.state, "").in_([state.value for state in states]))
        .where(documents.c.access.in_(sorted(level.value for level in rights.access)))
        .order_by(*(column.desc() for column in _ORDER))
        .limit(limit)
    )
    if rights.units is not None:
        units = {unit_name(unit) for unit in rights.units} - {""}
        query = query.where(documents.c.unit.in_(sorted(units)))
    return tuple(document_from(row) for row in connection.execute(query))


def document_ids(connection: Connection, states: tuple[State, ...]) -> frozenset[str]:
    query = select(documents.c.id)
    if states:
        query = query.where(documents.c.state.in_([state.value for state in states]))
    return frozenset(connection.scalars(query))


def holdings(
    connection: Connection, ids: Sequence[str], states: Sequence[State]
) -> dict[str, Holding]:
    # By id alone: with the states in the question SQLite walks through all that are in one of them.
    wanted = {state.value for state in states}
    found: dict[str, Holding] = {}
    for first in range(0, len(ids), _CHUNK):
        query: Select[*tuple[Any, ...]] = select(
            documents.c.id, documents.c.state, documents.c.access, documents.c.unit
        ).where(documents.c.id.in_(ids[first : first + _CHUNK]))
        rows = connection.execute(query)
        found |= {row.id: holding_from(row) for row in rows if row.state in wanted}
    return found


def documents_of_master(connection: Connection, sha256: str) -> tuple[Document, ...]:
    query = _documents().where(documents.c.sha256 == sha256)
    rows = connection.execute(query.order_by(documents.c.first_page, documents.c.id))
    return tuple(document_from(row) for row in rows)


def records_of(connection: Connection, issuer: str, year: str | None) -> dict[str, Record]:
    """The newest records of an issuer; of what is quarantined none."""
    query = (
        select(documents.c.id, documents.c.record)
        .where(documents.c.issuer == issuer, documents.c.state != State.QUARANTINED.value)
        .order_by(documents.c.batch_id.desc(), documents.c.position.desc(), documents.c.id)
        .limit(_NEWEST)
    )
    if year is not None:
        query = query.where(documents.c.date.startswith(year, autoescape=True))
    return {row.id: bare_record(row.record) for row in connection.execute(query)}


def tally(connection: Connection, batch: Batch) -> Tally:
    by_state = dict.fromkeys(State, 0)
    pending = 0
    counted = (
        select(inputs.c.state, func.count())
        .where(inputs.c.batch_id == batch.id)
        .group_by(inputs.c.state)
    )
    for state, number in connection.execute(counted):
        if state is None:
            pending = number
        else:
            by_state[State(state)] = number
    made, page_count = connection.execute(
        select(func.count(), func.coalesce(func.sum(documents.c.page_count), 0)).where(
            documents.c.batch_id == batch.id
        )
    ).one()
    return Tally(sum(by_state.values()) + pending, pending, made, page_count, by_state)


Counts = dict[State | None, int]
"""Inputs by state; None: not ended yet."""


def recent_batches(
    connection: Connection, limit: int, before: int | None
) -> tuple[tuple[Batch, Counts, Counts], ...]:
    """The newest first, each with its inputs: those of secrets, the same bytes again included,
    are counted by themselves."""
    query = select(batches).order_by(batches.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(batches.c.id < before)
    found = [batch_from(row) for row in connection.execute(query)]
    held = select(documents.c.sha256).where(not_(_OPEN))
    locked = or_(
        inputs.c.state == State.QUARANTINED.value,
        and_(inputs.c.sha256.is_not(None), inputs.c.sha256.in_(held)),
    )
    secret = case((locked, 1), else_=0).label("secret")
    rows = (
        select(inputs.c.batch_id, inputs.c.state, secret)
        .where(inputs.c.batch_id.in_([batch.id for batch in found]))
        .subquery()
    )
    columns = (rows.c.batch_id, rows.c.state, rows.c.secret)
    counted = select(*columns, func.count()).group_by(*columns)
    states: dict[int, tuple[Counts, Counts]] = {batch.id: ({}, {}) for batch in found}
    for batch_id, state, is_secret, number in connection.execute(counted):
        states[batch_id][is_secret][None if state is None else State(state)] = number
    return tuple((batch, states[batch.id][0], states[batch.id][1]) for batch in found)


def document_counts(connection: Connection, *, secrets: bool = False) -> dict[State, int]:
    counted = select(documents.c.state, func.count()).group_by(documents.c.state)
    if not secrets:
        counted = counted.where(_OPEN)
    found = {State(state): number for state, number in connection.execute(counted)}
    return {state: found.get(state, 0) for state in State}


def _documents() -> Select[*tuple[Any, ...]]:
    return (
        select(documents, batches.c.name.label("batch"), signatures.c.state.label("signatures"))
        .join(batches, batches.c.id == documents.c.batch_id)
        .outerjoin(signatures, signatures.c.sha256 == documents.c.sha256)
    )


def _place(row: AnyRow) -> Place:
    return row.batch_id, row.position, row.first_page, row.id
