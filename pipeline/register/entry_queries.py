"""Questions to the registers of documents within one reading transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from pipeline.errors import NotFound
from pipeline.model.entry import Criteria, Entry, Form, Lack, Status
from pipeline.model.reference import citation_key
from pipeline.register.entry_rows import code_key, entry_from, form_from
from pipeline.register.office_schema import entries, forms, refusals
from pipeline.register.rows import AnyRow

CHUNK = 500
FIRST = -(2**31)
"""Before the ids of secrets, which are negative."""
OPEN = (Status.ARRIVED, Status.RECEIVED, Status.ASSIGNED, Status.IN_WORK, Status.RECALL_REFUSED)
"""What somebody still has to work on."""
_KEY = re.compile(r"([^/\s]+)/(\d{4})/(#?)(-?\d{1,18})")
_CODE = re.compile(r"\s*(\d+[a-z]?)\s*[/-]\s*(.+)", re.IGNORECASE)


def named(connection: Connection, name: str, *, secrets: bool = False) -> Entry:
    """By `den/2026/153`, `den/2026/#1207` or the id 1207. Raises: NotFound."""
    if match := _KEY.fullmatch(name.strip()):
        book, year, by_id, number = match.groups()
        column = entries.c.id if by_id else entries.c.number
        of_book = and_(entries.c.book == book, entries.c.year == int(year))
        wanted = and_(of_book, column == int(number))
    elif re.fullmatch(r"\s*-?[0-9]{1,18}\s*", name):
        wanted = entries.c.id == int(name)
    else:
        raise NotFound("entry", {"name": name})
    found = some(connection, wanted, secrets=secrets)
    if not found:
        raise NotFound("entry", {"name": name})
    return found[0]


def some(
    connection: Connection,
    wanted: ColumnElement[bool],
    after: int | None = None,
    limit: int = CHUNK,
    *,
    newest_first: bool = False,
    secrets: bool = False,
) -> tuple[Entry, ...]:
    """Those after the id `after`, in the order of ids, with their forms."""
    query = select(entries).where(wanted)
    if not secrets:
        query = query.where(entries.c.id > 0)
    if after is not None:
        query = query.where(entries.c.id < after if newest_first else entries.c.id > after)
    order = entries.c.id.desc() if newest_first else entries.c.id
    return with_forms(connection, connection.execute(query.order_by(order).limit(limit)).all())


def count(connection: Connection, asked: Criteria, at_most: int) -> int:
    """Counts no further than `at_most`, so that a wide question is not dear."""
    query = select(entries.c.id).where(condition(asked))
    if not asked.secrets:
        query = query.where(entries.c.id > 0)
    found = query.limit(at_most).subquery()
    return connection.scalar(select(func.count()).select_from(found)) or 0


def with_forms(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Entry, ...]:
    by_entry: dict[int, list[Form]] = {row.id: [] for row in rows}
    query = select(forms).where(forms.c.entry_id.in_(list(by_entry))).order_by(forms.c.id)
    for row in connection.execute(query) if by_entry else ():
        by_entry[row.entry_id].append(form_from(row))
    return tuple(entry_from(row, by_entry[row.id]) for row in rows)


def of_form(
    connection: Connection, column: str, value: str, *, secrets: bool = False
) -> tuple[Entry, ...]:
    """Entries with a form whose `document_id`, `sha256` or `message_id` is this."""
    ids = select(forms.c.entry_id).where(forms.c[column] == value)
    return some(connection, entries.c.id.in_(ids), secrets=secrets)


def lacks(connection: Connection, entry_id: int) -> tuple[Lack, ...]:
    """Why an entry was refused."""
    query = select(refusals).where(refusals.c.entry_id == entry_id).order_by(refusals.c.position)
    return tuple(Lack(row.rule, row.part, row.clause) for row in connection.execute(query))


def condition(asked: Criteria) -> ColumnElement[bool]:
    column = entries.c
    plain = {
        column.direction: None if asked.direction is None else asked.direction.value,
        column.book: asked.book,
        column.year: asked.year,
        column.channel: None if asked.channel is None else asked.channel.value,
        column.issuer_key: None if asked.issuer is None else citation_key(asked.issuer),
        column.unit: asked.unit,
        column.assignee: asked.assignee,
        column.file_code: asked.file_code,
        column.paper_class: asked.paper_class,
    }
    wanted: list[ColumnElement[bool]] = [
        one == value for one, value in plain.items() if value is not None
    ]
    if asked.statuses:
        wanted.append(column.status.in_([status.value for status in asked.statuses]))
    if asked.arrived_from is not None:
        wanted.append(column.arrived_on >= asked.arrived_from.isoformat())
    if asked.arrived_to is not None:
        wanted.append(column.arrived_on <= asked.arrived_to.isoformat())
    if asked.unsure:
        wanted.append(column.unsure != "")
    if asked.code is not None:
        wanted.append(_of_code(asked.code))
    if asked.overdue_on is not None:
        wanted.append(column.due_on < asked.overdue_on.isoformat())
        wanted.append(column.status.in_([status.value for status in OPEN]))
    if asked.without_books:
        wanted.append(column.book.not_in(sorted(asked.without_books)))
    return and_(*wanted) if wanted else true()


def _of_code(code: str) -> ColumnElement[bool]:
    """By number and symbol; a number alone is looked for among all."""
    match = _CODE.fullmatch(code)
    if match:
        return entries.c.code_key == code_key(match[1], match[2])
    return entries.c.code_number == code.strip()
