"""What reports count in the registers, within one reading transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from pipeline.model.entry import Channel, Direction, Matter, SignatureState, Status
from pipeline.model.reference import citation_key
from pipeline.model.report import Asked, Count, Ranked, Report, Work
from pipeline.register.entry_queries import OPEN
from pipeline.register.office_schema import entries
from pipeline.register.report_details import meetings, refusals
from pipeline.register.report_spread import spread_of_days

_SHOULD_BE_ELECTRONIC = "should_be_electronic"
_BY = ("channel", "matter", "paper_class", "type", "signatures", "status")
"""What one pass over the entries counts by; with the day before them, the order of an index."""
Key = tuple[str | None, ...]


def report(connection: Connection, asked: Asked) -> Report:
    """All figures of one period."""
    incoming = _counted(connection, asked, Direction.INCOMING)
    outgoing = _counted(connection, asked, Direction.OUTGOING)
    channels = _by(incoming, "channel")
    classes = _by(incoming, "paper_class", channel=Channel.PAPER.value)
    signatures = _by((row for row in incoming if row.channel != Channel.PAPER.value), "signatures")
    came = wanted(asked, Direction.INCOMING)
    senders = _senders(connection, came)
    return Report(
        asked=asked,
        channels=tuple((one, channels.get(one.value, 0)) for one in Channel),
        dossiers=_by(incoming, "matter").get(Matter.DOSSIER.value, 0),
        paper_classes=_most_first(classes),
        should_be_electronic=_ranked(connection, senders, "should", asked.top),
        kinds_in=_most_first(_by(incoming, "type", matter=Matter.DOCUMENT.value)),
        kinds_out=_most_first(_by(outgoing, "type")),
        issuers=_ranked(connection, senders, "documents", asked.top),
        signatures=tuple(
            (state, signatures[state.value])
            for state in SignatureState
            if signatures.get(state.value)
        ),
        work=_work(incoming),
        refusals=refusals(connection, asked, came),
        completion=_completion(connection, came),
        meetings=meetings(connection, came),
    )


def wanted(asked: Asked, direction: Direction) -> ColumnElement[bool]:
    """The entries of the period, unit and issuer."""
    column = entries.c
    conditions: list[ColumnElement[bool]] = [
        column.direction == direction.value,
        column.arrived_on.between(asked.first.isoformat(), asked.last.isoformat()),
    ]
    if asked.without_books:
        conditions.append(column.book.not_in(sorted(asked.without_books)))
    if asked.unit is not None:
        conditions.append(column.unit == asked.unit)
    if asked.issuer is not None:
        conditions.append(column.issuer_key == citation_key(asked.issuer))
    return and_(*conditions)


def _senders(connection: Connection, came: ColumnElement[bool]) -> list[Any]:
    """Each issuer with its documents, and with how many of them should have been electronic.

    By the day too at first: so the entries come in the order of an index, and none is sorted.
    """
    column = entries.c
    inner = (
        select(
            column.issuer_key,
            _sum(column.matter == Matter.DOCUMENT.value).label("documents"),
            _sum(column.paper_class == _SHOULD_BE_ELECTRONIC).label("should"),
        )
        .where(came)
        .group_by(column.arrived_on, column.issuer_key)
        .subquery()
    )
    sums = [func.sum(inner.c[name]).label(name) for name in ("documents", "should")]
    query = select(inner.c.issuer_key, *sums).group_by(inner.c.issuer_key)
    return list(connection.execute(query).all())


def _ranked(connection: Connection, senders: Iterable[Any], counted: str, top: int) -> Ranked:
    """Issuers by how many they sent; each under a name that it was written by."""
    counts = [(row.issuer_key, int(getattr(row, counted))) for row in senders]
    counts = [(key, count) for key, count in counts if count]
    counts.sort(key=lambda one: (-one[1], one[0] or ""))
    names = _names(connection, [key for key, _ in counts[:top]])
    return Ranked(
        tuple(Count(names.get(key), count) for key, count in counts[:top]),
        sum(count for _, count in counts[top:]),
        len(counts[top:]),
    )


def _names(connection: Connection, keys: Iterable[str | None]) -> dict[str | None, str]:
    names: dict[str | None, str] = {}
    for key in keys:
        if key is not None:
            one = select(entries.c.issuer).where(entries.c.issuer_key == key).limit(1)
            names[key] = connection.scalar(one) or key
    return names


def _counted(connection: Connection, asked: Asked, direction: Direction) -> list[Any]:
    """One row for each combination of `_BY`, with how many, and how many of them in time.

    By the day too at first: so the entries come in the order of an index, and none is sorted.
    """
    column = entries.c
    by = [column[name] for name in _BY]
    done = column.status == Status.DONE.value
    late = and_(
        column.status.in_([status.value for status in OPEN]), column.due_on < asked.on.isoformat()
    )
    inner = (
        select(
            *by,
            func.count().label("number"),
            _sum(and_(done, column.due_on >= column.done_on)).label("on_time"),
            _sum(and_(done, column.due_on < column.done_on)).label("late"),
            _sum(late).label("overdue"),
        )
        .where(wanted(asked, direction))
        .group_by(column.arrived_on, *by)
        .subquery()
    )
    sums = [
        func.sum(inner.c[name]).label(name) for name in ("number", "on_time", "late", "overdue")
    ]
    keys = [inner.c[name] for name in _BY]
    return list(connection.execute(select(*keys, *sums).group_by(*keys)).all())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _by(rows: Iterable[Any], name: str, **only: str) -> dict[str | None, int]:
    counted: Counter[str | None] = Counter()
    for row in rows:
        if all(getattr(row, column) == value for column, value in only.items()):
            counted[getattr(row, name)] += int(row.number)
    return counted


def _most_first(counted: Mapping[str | None, int]) -> tuple[Count, ...]:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0] or ""))
    return tuple(Count(name, count) for name, count in ordered)


def _work(rows: Iterable[Any]) -> Work:
    rows = list(rows)
    status = _by(rows, "status")
    on_time, late, overdue = (
        sum(int(getattr(row, name)) for row in rows) for name in ("on_time", "late", "overdue")
    )
    refused, recalled = status.get(Status.REFUSED.value, 0), status.get(Status.RECALLED.value, 0)
    done = status.get(Status.DONE.value, 0)
    return Work(
        done_on_time=on_time,
        done_late=late,
        done_without_term=done - on_time - late,
        refused=refused,
        recalled=recalled,
        open=sum(status.values()) - done - refused - recalled,
        open_overdue=overdue,
    )


def _completion(connection: Connection, came: ColumnElement[bool]) -> Any:
    column = entries.c
    query = (
        select(column.arrived_on, column.done_on, func.count().label("number"))
        .where(came, column.status == Status.DONE.value, column.done_on.is_not(None))
        .group_by(column.arrived_on, column.done_on)
    )
    days: Counter[int] = Counter()
    for row in connection.execute(query):
        days[(date.fromisoformat(row.done_on) - date.fromisoformat(row.arrived_on)).days] += (
            row.number
        )
    return spread_of_days(days)
