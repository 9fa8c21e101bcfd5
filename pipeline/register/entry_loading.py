"""Many entries at once, within one transaction: a register that was kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import Table, func, insert, select, update

from pipeline.errors import NotAllowed, Param
from pipeline.model.entry import UNNUMBERED, PastEntry
from pipeline.register import entry_acts
from pipeline.register.acting import Act, Noted
from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_rows import entry_values, form_values, said, text_of
from pipeline.register.office_schema import counters, entries, forms
from pipeline.register.rows import Values

_AT_ONCE = 2000


def load(act: Act, past: Iterable[PastEntry], new_receipt: Callable[[], str]) -> int:
    """Takes entries over as they stand; the counters go on after the highest numbers.

    Returns how many. Gaps in the numbers are facts of that register.

    Raises:
        NotAllowed: a number of a book and year is there twice; nothing is taken over.
    """
    act.stand_in_line()
    count = 0
    for some in _in_batches(past):
        values = [_values(one, new_receipt()) for one in some]
        _check_numbers(act, values)
        act.connection.execute(insert(entries), _ready(act, entries, values))
        ids = _ids(act, values)
        made = [form_values(one, past.new.form) for one, past in zip(ids, some, strict=True)]
        act.connection.execute(insert(forms), _ready(act, forms, made))
        act.note_all(
            Noted(
                What.ARRIVED,
                ObjectKind.ENTRY,
                str(form["entry_id"]),
                new=said(
                    value | {name: form[name] for name in ("document_id", "sha256", "message_id")}
                ),
            )
            for value, form in zip(values, made, strict=True)
        )
        count += len(some)
    _count_on(act)
    return count


def _ready(act: Act, table: Table, values: list[Values]) -> list[Values]:
    """With ids where the database would not give the right ones."""
    if not entry_acts.begins_after_secrets(act, table):
        return values
    return [one | {"id": number} for number, one in enumerate(values, 1)]


def _values(past: PastEntry, receipt: str) -> Values:
    new = past.new
    return entry_values(new, new.receipt or receipt) | {
        "number": None if past.number == UNNUMBERED else past.number,
        "status": past.status.value,
        "received_on": text_of(past.received_on),
        "done_on": text_of(past.done_on),
    }


def _count_on(act: Act) -> None:
    column = entries.c
    highest = (
        select(column.book, column.year, func.max(column.number).label("last"))
        .where(column.number.is_not(None))
        .group_by(column.book, column.year)
    )
    known = {(row.book, row.year): row.last for row in act.connection.execute(select(counters))}
    for row in act.connection.execute(highest).all():
        of_it = {"book": row.book, "year": row.year}
        if (row.book, row.year) not in known:
            act.connection.execute(insert(counters).values(last=row.last, **of_it))
        elif known[row.book, row.year] < row.last:
            counter = update(counters).filter_by(**of_it)
            act.connection.execute(counter.values(last=row.last))


def _ids(act: Act, values: list[Values]) -> list[int]:
    """Of entries just written, in their order: no database tells them of many at once."""
    receipts = [value["receipt"] for value in values]
    query = select(entries.c.receipt, entries.c.id).where(entries.c.receipt.in_(receipts))
    ids = {row.receipt: row.id for row in act.connection.execute(query)}
    return [ids[receipt] for receipt in receipts]


def _check_numbers(act: Act, values: list[Values]) -> None:
    """Raises: NotAllowed: two have the same number; both are named."""
    numbered = [value for value in values if value["number"] is not None]
    seen: dict[tuple[str, int, int], Values] = {}
    for value in numbered:
        place = (value["book"], value["year"], value["number"])
        if place in seen:
            raise _doubled(place, seen[place], value)
        seen[place] = value
    for book, year in {(book, year) for book, year, _ in seen}:
        numbers = [number for one, other, number in seen if (one, other) == (book, year)]
        column = entries.c
        there = select(entries).where(column.book == book, column.year == year)
        row = act.connection.execute(there.where(column.number.in_(numbers)).limit(1)).first()
        if row is not None:
            place = (book, year, row.number)
            raise _doubled(place, dict(row._mapping), seen[place])


def _doubled(place: tuple[str, int, int], one: Values, other: Values) -> NotAllowed:
    book, year, number = place
    params: dict[str, Param] = {
        "entry": f"{book}/{year}/{number}",
        "one": _called(one),
        "other": _called(other),
    }
    return NotAllowed("entry_doubled", params)


def _called(value: Values) -> str:
    """By what one finds it in the source again."""
    parts = (value["code_number"], value["code_notation"], value["issuer"], value["subject"])
    return " · ".join(part for part in parts if part) or "—"


def _in_batches(past: Iterable[PastEntry]) -> Iterator[tuple[PastEntry, ...]]:
    rest = iter(past)
    while together := tuple(islice(rest, _AT_ONCE)):
        yield together
