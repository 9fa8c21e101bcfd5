"""Which events of the history somebody asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from pipeline.model.record import State
from pipeline.register.entries import ObjectKind
from pipeline.register.schema import documents, events


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


def condition(asked: LogCriteria) -> ColumnElement[bool]:
    return and_(true(), *_wanted(asked))


def _wanted(asked: LogCriteria) -> Iterator[ColumnElement[bool]]:
    column = events.c
    if not asked.secrets:
        # What was locked away since had an open history before.
        locked = select(documents.c.id).where(documents.c.state == State.QUARANTINED.value)
        of_document = column.object_kind == ObjectKind.DOCUMENT.value
        yield or_(not_(of_document), column.object_id.not_in(locked))
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
