"""What a report tells of refusals, and of documents that came in more than one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from pipeline.model.entry import Channel, Status
from pipeline.model.report import Asked, Count, Meetings, Ranked, Refusals
from pipeline.register.entry_rows import day_of
from pipeline.register.office_schema import entries, forms
from pipeline.register.office_schema import refusals as lacking
from pipeline.register.report_spread import spread_of_days

_CHUNK = 500


def refusals(connection: Connection, asked: Asked, came: ColumnElement[bool]) -> Refusals:
    """Of what arrived in the period: what was refused and why, and what came again."""
    column = entries.c
    refused = and_(came, column.status == Status.REFUSED.value)
    issuers: Counter[str | None] = Counter()
    names: dict[str | None, str] = {}
    rows = connection.execute(select(column.id, column.issuer_key, column.issuer).where(refused))
    ids = []
    for entry_id, key, issuer in rows:
        ids.append(entry_id)
        issuers[key] += 1
        names.setdefault(key, issuer)
    most = sorted(issuers.items(), key=lambda item: (-item[1], item[0] or ""))
    between = _between(connection, ids)
    rest = most[asked.top :]
    return Refusals(
        count=sum(issuers.values()),
        lacks=_lacks(connection, ids),
        issuers=Ranked(
            tuple(Count(names[key], count) for key, count in most[: asked.top]),
            sum(count for _, count in rest),
            len(rest),
        ),
        resubmitted=sum(between.values()),
        days_between=spread_of_days(between),
    )


def _between(connection: Connection, ids: Sequence[int]) -> Counter[int]:
    """Days from a refusal to the next try → how often."""
    again = entries.alias()
    between: Counter[int] = Counter()
    for some in _chunks(ids):
        query = (
            select(entries.c.id, entries.c.done_on, func.min(again.c.arrived_on).label("came"))
            .join(again, again.c.earlier_id == entries.c.id)
            .where(entries.c.id.in_(some))
            .group_by(entries.c.id, entries.c.done_on)
        )
        for row in connection.execute(query):
            days = date.fromisoformat(row.came) - date.fromisoformat(row.done_on)
            between[days.days] += 1
    return between


def _lacks(connection: Connection, ids: Sequence[int]) -> tuple[tuple[Count, str], ...]:
    column = lacking.c
    counted: Counter[tuple[str, str]] = Counter()
    for some in _chunks(ids):
        query = select(column.part, column.clause).where(column.entry_id.in_(some))
        counted.update((row.part, row.clause) for row in connection.execute(query))
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple((Count(part, number), clause) for (part, clause), number in ordered)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """So few that a statement takes them."""
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


def meetings(connection: Connection, came: ColumnElement[bool]) -> Meetings:
    """Of what arrived in the period: what came on paper and electronically."""
    column = forms.c
    several = select(column.entry_id).group_by(column.entry_id).having(func.count() > 1)
    paper: dict[int, date] = {}
    electronic: dict[int, date] = {}
    # Few have several: joined with the entries at once, a database asks first for all of those.
    for some in _chunks(connection.scalars(several).all()):
        query = (
            select(column.entry_id, column.channel, func.min(column.arrived_at).label("came"))
            .join(entries, entries.c.id == column.entry_id)
            .where(column.entry_id.in_(some), came)
            .group_by(column.entry_id, column.channel)
        )
        for row in connection.execute(query):
            first = paper if row.channel == Channel.PAPER.value else electronic
            day = day_of(row.came)
            first[row.entry_id] = min(day, first.get(row.entry_id, day))
    ahead: Counter[int] = Counter()
    waited: Counter[int] = Counter()
    for entry_id in paper.keys() & electronic.keys():
        days = (paper[entry_id] - electronic[entry_id]).days
        (ahead if days >= 0 else waited)[abs(days)] += 1
    both = sum(ahead.values()) + sum(waited.values())
    return Meetings(both, spread_of_days(ahead), spread_of_days(waited))
