"""What bears the numbers before and after a document's, in its own series and year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, select

from pipeline.model.access import Rights
from pipeline.model.doubt import Near, Neighbours
from pipeline.model.record import State
from pipeline.register.entries import Document
from pipeline.register.entry_rows import issuer_key
from pipeline.register.office_schema import entries
from pipeline.register.reach import reached
from pipeline.register.rows import AnyRow
from pipeline.register.schema import documents

FARTHEST = 60
"""Numbers to each side that are looked for; what is farther says little."""
_DAYS = 40
"""Documents of the nearest days that are looked at where the number is not known."""


def neighbours(
    connection: Connection,
    document: Document,
    rights: Rights,
    number: str | None,
    limit: int,
    hidden_books: Collection[str] | None,
) -> Neighbours:
    """The nearest `limit` to each side of `number`; where it is none, of the days around.

    `hidden_books`: registers that whoever asks may not see; None: they may see none.
    """
    issuer, notation = document.record.issuer.value, document.record.notation.value
    day = document.record.date.value
    if not isinstance(issuer, str) or not isinstance(notation, str) or not isinstance(day, str):
        return Neighbours()
    series = (issuer, notation, day)
    if number is not None and number.isdecimal():
        found = _documents_by_number(connection, document, rights, series, int(number))
        if hidden_books is not None:
            found += _entries(connection, series, int(number), hidden_books)
        return _around(found, int(number), limit)
    by_day = _documents_by_day(connection, document, rights, series)
    before = [near for near in by_day if near.date <= day]
    after = [near for near in by_day if near.date > day]
    return Neighbours(
        tuple(sorted(before, key=lambda near: near.date, reverse=True)[:limit]),
        tuple(sorted(after, key=lambda near: near.date)[:limit]),
    )


_Series = tuple[str, str, str]
"""Issuer, notation and date as they are read."""


def _documents_by_number(
    connection: Connection, document: Document, rights: Rights, series: _Series, number: int
) -> list[Near]:
    issuer, notation, day = series
    query = select(*_COLUMNS).where(
        documents.c.issuer == issuer,
        documents.c.notation == notation,
        documents.c.number.in_(_written(number)),
        documents.c.date.startswith(day[:4], autoescape=True),
        *_seen(document, rights),
    )
    return [near for row in connection.execute(query) if (near := _near(row)) is not None]


def _documents_by_day(
    connection: Connection, document: Document, rights: Rights, series: _Series
) -> list[Near]:
    issuer, notation, day = series
    own = (documents.c.issuer == issuer, *_seen(document, rights))
    year = documents.c.date.startswith(day[:4], autoescape=True)
    before = select(*_COLUMNS).where(*own, year, documents.c.date <= day)
    after = select(*_COLUMNS).where(*own, year, documents.c.date > day)
    rows = [
        *connection.execute(before.order_by(documents.c.date.desc()).limit(_DAYS)),
        *connection.execute(after.order_by(documents.c.date).limit(_DAYS)),
    ]
    of_series = (row for row in rows if row.notation == notation)
    return [near for row in of_series if (near := _near(row)) is not None]


_COLUMNS: tuple[Column[Any], ...] = (
    documents.c.id,
    documents.c.number,
    documents.c.notation,
    documents.c.code,
    documents.c.date,
    documents.c.subject,
)


def _seen(document: Document, rights: Rights) -> tuple[ColumnElement[bool], ...]:
    return (
        documents.c.id != document.id,
        documents.c.state != State.QUARANTINED.value,
        reached(rights, documents.c.access, documents.c.unit),
    )


def _entries(
    connection: Connection, series: _Series, number: int, hidden_books: Collection[str]
) -> list[Near]:
    """Of the registers, whatever its form was: what has no document here."""
    issuer, notation, day = series
    query = select(entries).where(
        entries.c.id > 0,
        entries.c.issuer_key == issuer_key(issuer),
        entries.c.issued_on.startswith(day[:4], autoescape=True),
        entries.c.code_notation == notation,
        entries.c.code_number.in_(_written(number)),
        entries.c.book.not_in(list(hidden_books)),
    )
    return [
        Near(
            number=int(row.code_number),
            code=f"{row.code_number}/{row.code_notation}",
            date=row.issued_on or "",
            subject=row.subject or "",
            entry_id=row.id,
        )
        for row in connection.execute(query)
    ]


def _written(number: int) -> list[str]:
    """The numbers around, each as it may be written (NĐ 30/2020, Phụ lục I: below 10 with a 0)."""
    near = [n for n in range(number - FARTHEST, number + FARTHEST + 1) if n > 0]
    return [text for n in near for text in dict.fromkeys((str(n), f"{n:02}", f"{n:03}"))]


def _near(row: AnyRow) -> Near | None:
    if not (row.number or "").isdecimal():
        return None
    code = row.code or row.number
    return Near(int(row.number), code, row.date or "", row.subject or "", document_id=row.id)


def _around(found: Iterable[Near], number: int, limit: int) -> Neighbours:
    """One of each number, that of the archive first."""
    by_number: dict[int, Near] = {}
    for near in found:
        by_number.setdefault(near.number, near)
    before = sorted((n for n in by_number if n < number), reverse=True)[:limit]
    after = sorted(n for n in by_number if n > number)[:limit]
    same = [number] if number in by_number else []
    return Neighbours(
        tuple(by_number[n] for n in [*same, *before]), tuple(by_number[n] for n in after)
    )
