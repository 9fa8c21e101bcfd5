"""Announcements that wait, and how far each came with each gateway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, or_, select, update

from pipeline.model.entry import Entry
from pipeline.model.notice import Delivery, GatewayTrouble, NewNotice, Notice, NoticeKind
from pipeline.register import entry_queries
from pipeline.register.database import reading, writing
from pipeline.register.office_schema import deliveries, entries, notices
from pipeline.register.rows import AnyRow, Values

_AT_ONCE = 500
_OF_DAYS = (NoticeKind.OVERDUE, NoticeKind.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An announcement that has not come everywhere, its entry, and how far it came."""

    notice: Notice
    entry: Entry | None
    deliveries: Mapping[str, Delivery]
    """Gateway → how far."""


class Notices:
    """Those of one register. Every writing operation is one transaction."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def add(self, new: Iterable[tuple[int | None, NewNotice]], now: datetime) -> None:
        """Announcements (entry id, notice) that belong to no other transaction."""
        rows = [
            {"at": now, "kind": one.kind.value, "entry_id": entry_id, "facts": dict(one.facts)}
            for entry_id, one in new
        ]
        with writing(self._engine, self._path) as connection:
            for start in range(0, len(rows), _AT_ONCE):
                connection.execute(insert(notices), rows[start : start + _AT_ONCE])

    def waiting(self, after: int = 0) -> tuple[Waiting, ...]:
        """Some of those that are not settled, from those after the id `after`, oldest first."""
        wanted = (notices.c.sent_at.is_(None), notices.c.id > after)
        query = select(notices).where(*wanted).order_by(notices.c.id).limit(_AT_ONCE)
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query).all()
            known = _entries(connection, {row.entry_id for row in rows} - {None})
            came = _deliveries(connection, [row.id for row in rows])
        return tuple(
            Waiting(_notice_from(row), known.get(row.entry_id), came.get(row.id, {}))
            for row in rows
        )

    def told_of_days(self) -> frozenset[tuple[int, NoticeKind, date]]:
        """Of which entries it was said already that this due day comes or has passed."""
        query = (
            select(notices.c.entry_id, notices.c.kind, notices.c.facts)
            .join(entries, entries.c.id == notices.c.entry_id)
            .where(notices.c.kind.in_([kind.value for kind in _OF_DAYS]))
            .where(entries.c.status.in_([status.value for status in entry_queries.OPEN]))
        )
        with reading(self._engine, self._path) as connection:
            return frozenset(
                (row.entry_id, NoticeKind(row.kind), date.fromisoformat(row.facts["due_on"]))
                for row in connection.execute(query)
            )

    def claim(
        self, gateway: str, ids: Sequence[int], now: datetime, until: datetime
    ) -> dict[int, int]:
        """Takes what is due to send it; no other process does so before `until`.

        Notice → the number of this try.
        """
        with writing(self._engine, self._path) as connection:
            came = _deliveries(connection, ids)
            new = {one for one in ids if gateway not in came.get(one, {})}
            rows: list[Values] = [
                {"notice_id": one, "gateway": gateway, "tries": 0} for one in ids if one in new
            ]
            if rows:
                connection.execute(insert(deliveries), rows)
            due = [one for one in ids if one in new or _is_due(came[one][gateway], now)]
            for some in _some(due):
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.gateway == gateway, deliveries.c.notice_id.in_(some))
                    .values(next_try_at=until, tries=deliveries.c.tries + 1)
                )
        return {one: 1 + (0 if one in new else came[one][gateway].tries) for one in due}

    def delivered(self, gateway: str, ids: Sequence[int], now: datetime) -> None:
        self._write(gateway, ids, {"sent_at": now, "next_try_at": None, "failure": None})

    def failed(self, gateway: str, ids: Sequence[int], failure: str, next_try: datetime) -> None:
        self._write(gateway, ids, {"next_try_at": next_try, "failure": failure})

    def settle(self, ids: Sequence[int], now: datetime) -> None:
        """Nothing is left to do: everybody was told, or there is nobody to tell."""
        with writing(self._engine, self._path) as connection:
            for some in _some(ids):
                of_them = notices.c.id.in_(some)
                connection.execute(update(notices).where(of_them).values(sent_at=now))

    def count(self, *, secrets: bool = False) -> tuple[int, datetime | None]:
        """How many wait, and since when; those of secrets only for whoever may know of them."""
        query = select(func.count(), func.min(notices.c.at)).where(notices.c.sent_at.is_(None))
        if not secrets:
            open_one = or_(notices.c.entry_id.is_(None), notices.c.entry_id > 0)
            query = query.where(open_one, notices.c.kind != NoticeKind.QUARANTINED.value)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).one()
        return row[0], row[1]

    def troubles(self) -> tuple[GatewayTrouble, ...]:
        """Gateways that failed with something that still waits, by name."""
        open_ones = (deliveries.c.sent_at.is_(None), deliveries.c.failure.is_not(None))
        query = (
            select(
                deliveries.c.gateway,
                func.count().label("notices"),
                func.max(deliveries.c.tries).label("tries"),
                func.max(deliveries.c.failure).label("failure"),
            )
            .join(notices, notices.c.id == deliveries.c.notice_id)
            .where(*open_ones, notices.c.sent_at.is_(None))
            .group_by(deliveries.c.gateway)
            .order_by(deliveries.c.gateway)
        )
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query).all()
        return tuple(
            GatewayTrouble(row.gateway, row.notices, row.tries, row.failure) for row in rows
        )

    def _write(self, gateway: str, ids: Sequence[int], values: Values) -> None:
        with writing(self._engine, self._path) as connection:
            for some in _some(ids):
                of_them = (deliveries.c.gateway == gateway, deliveries.c.notice_id.in_(some))
                connection.execute(update(deliveries).where(*of_them).values(values))


def _is_due(one: Delivery, now: datetime) -> bool:
    return one.sent_at is None and (one.next_try_at is None or one.next_try_at <= now)


def _entries(connection: Connection, ids: set[int]) -> dict[int, Entry]:
    wanted = entries.c.id.in_(sorted(ids))
    return {entry.id: entry for entry in entry_queries.some(connection, wanted, secrets=True)}


def _deliveries(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, Delivery]]:
    found: dict[int, dict[str, Delivery]] = {}
    for some in _some(ids):
        query = select(deliveries).where(deliveries.c.notice_id.in_(some))
        for row in connection.execute(query):
            found.setdefault(row.notice_id, {})[row.gateway] = Delivery(
                row.notice_id, row.gateway, row.sent_at, row.tries, row.next_try_at, row.failure
            )
    return found


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """A few at a time: no database takes any number of values."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _notice_from(row: AnyRow) -> Notice:
    return Notice(row.id, row.at, NoticeKind(row.kind), row.entry_id, row.facts)
