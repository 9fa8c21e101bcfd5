"""What a report tells of refusals, and of documents that came in more than one form."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from pipeline.model.entry import Channel, Status
from pipeline.model.report import Asked, Count, Meetings, Ranked, Refusals
from pipeline.register.entry_rows import day_of
from pipeline.register.office_schema import entries, forms
from pipeline.register.office_schema import refusals as lacking
from pipeline.register.report_spread import spread_of_days


def refusals(connection: Connection, asked: Asked, came: ColumnElement[bool]) -> Refusals:
    """Of what arrived in the period: what was refused and why, and what came again."""
    column = entries.c
    refused = and_(came, column.status == Status.REFUSED.value)
    issuers: Counter[str | None] = Counter()
    names: dict[str | None, str] = {}
    for key, issuer in connection.execute(select(column.issuer_key, column.issuer).where(refused)):
        issuers[key] += 1
        names.setdefault(key, issuer)
    most = sorted(issuers.items(), key=lambda item: (-item[1], item[0] or ""))
    again = entries.alias()
    query = (
        select(column.id, column.done_on, func.min(again.c.arrived_on).label("came"))
        .join(again, again.c.earlier_id == column.id)
        .where(refused)
        .group_by(column.id, column.done_on)
    )
    between: Counter[int] = Counter()
    for row in connection.execute(query):
        between[(date.fromisoformat(row.came) - date.fromisoformat(row.done_on)).days] += 1
    rest = most[asked.top :]
    return Refusals(
        count=sum(issuers.values()),
        lacks=_lacks(connection, refused),
        issuers=Ranked(
            tuple(Count(names[key], count) for key, count in most[: asked.top]),
            sum(count for _, count in rest),
            len(rest),
        ),
        resubmitted=sum(between.values()),
        days_between=spread_of_days(between),
    )


def _lacks(connection: Connection, refused: ColumnElement[bool]) -> tuple[tuple[Count, str], ...]:
    column = lacking.c
    query = (
        select(column.part, column.clause, func.count().label("number"))
        .join(entries, entries.c.id == column.entry_id)
        .where(refused)
        .group_by(column.part, column.clause)
    )
    rows = sorted(connection.execute(query).all(), key=lambda row: (-row.number, row.part))
    return tuple((Count(row.part, row.number), row.clause) for row in rows)


def meetings(connection: Connection, came: ColumnElement[bool]) -> Meetings:
    """Of what arrived in the period: what came on paper and electronically."""
    column = forms.c
    several = select(column.entry_id).group_by(column.entry_id).having(func.count() > 1)
    query = (
        select(column.entry_id, column.channel, func.min(column.arrived_at).label("came"))
        .join(entries, entries.c.id == column.entry_id)
        .where(column.entry_id.in_(several), came)
        .group_by(column.entry_id, column.channel)
    )
    paper: dict[int, date] = {}
    electronic: dict[int, date] = {}
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
