"""Which events of the history somebody asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, and_, cast, or_, select, true

from pipeline.model.access import Rights, unit_name
from pipeline.model.record import State
from pipeline.register.entries import ObjectKind
from pipeline.register.schema import batches, documents, events, inputs


@dataclass(frozen=True, slots=True)
class Sight:
    """Which events somebody sees who may not see everything."""

    kinds: frozenset[ObjectKind]
    documents: Rights | None = None
    """Events of documents that these reach; None: of all that the kinds let through."""


@dataclass(frozen=True, slots=True)
class LogCriteria:
    """All of them hold."""

    kind: ObjectKind | None = None
    object_id: str | None = None
    who: str | None = None
    what: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    secrets: bool = False
    """Those of the history of secrets too."""
    sight: Sight | None = None
    """None: whoever asks holds the archive's folder."""


def condition(asked: LogCriteria) -> ColumnElement[bool]:
    return and_(true(), *_wanted(asked))


def _wanted(asked: LogCriteria) -> Iterator[ColumnElement[bool]]:
    column = events.c
    if not asked.secrets:
        yield from _of_nothing_locked()
    if asked.sight is not None:
        yield column.object_kind.in_(sorted(asked.sight.kinds))
        if asked.sight.documents is not None:
            reached = column.object_id.in_(_reached(asked.sight.documents))
            yield or_(column.object_kind != ObjectKind.DOCUMENT.value, reached)
    if asked.kind is not None:
        yield column.object_kind == asked.kind.value
    if asked.object_id is not None:
        yield column.object_id == asked.object_id
    if asked.who is not None:
        yield column.who == asked.who
    if asked.what is not None:
        yield column.what == asked.what
    if asked.since is not None:
        yield column.at >= asked.since
    if asked.before is not None:
        yield column.at < asked.before


def _of_nothing_locked() -> Iterator[ColumnElement[bool]]:
    """What was locked away since had an open history before, as had its file wherever it came."""
    locked = documents.c.state == State.QUARANTINED.value
    files = select(documents.c.sha256).where(locked)
    of_files = inputs.c.sha256.in_(files)
    named = batches.c.name + "/" + cast(inputs.c.position, Text)
    came = select(named).join_from(inputs, batches, batches.c.id == inputs.c.batch_id)
    yield _not_of(ObjectKind.DOCUMENT, select(documents.c.id).where(locked))
    yield _not_of(ObjectKind.MASTER, files)
    yield _not_of(ObjectKind.INPUT, came.where(of_files))


def _not_of(kind: ObjectKind, ids: Select[tuple[str]]) -> ColumnElement[bool]:
    return or_(events.c.object_kind != kind.value, events.c.object_id.not_in(ids))


def _reached(rights: Rights) -> Select[tuple[str]]:
    """The ids of the documents that these rights let through."""
    query = select(documents.c.id).where(documents.c.access.in_(sorted(rights.access)))
    if rights.units is None:
        return query
    own = sorted(unit_name(unit) for unit in rights.units)
    return query.where(documents.c.unit.in_(own), documents.c.unit != "")
