"""Many entries at once, within one transaction: a register that was kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import NotAllowed
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
        if entry_acts.begins_after_secrets(act, entries):
            values = _numbered(values)
        insert_all = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
        try:
            ids = act.connection.execute(insert_all, values).scalars().all()
        except IntegrityError as error:
            raise _doubled(values) from error
        made = [form_values(one, past.new.form) for one, past in zip(ids, some, strict=True)]
        numbered = entry_acts.begins_after_secrets(act, forms)
        act.connection.execute(insert(forms), _numbered(made) if numbered else made)
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


def _numbered(values: list[Values]) -> list[Values]:
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


def _doubled(values: list[Values]) -> NotAllowed:
    """The transaction is lost by now; what doubled is looked for among the new ones alone."""
    seen: set[tuple[object, ...]] = set()
    for value in values:
        place = (value["book"], value["year"], value["number"])
        if value["number"] is not None and place in seen:
            break
        seen.add(place)
    else:
        place = (values[0]["book"], values[0]["year"], "?")
    book, year, number = map(str, place)
    return NotAllowed("entry_doubled", {"entry": f"{book}/{year}/{number}"})


def _in_batches(past: Iterable[PastEntry]) -> Iterator[tuple[PastEntry, ...]]:
    rest = iter(past)
    while together := tuple(islice(rest, _AT_ONCE)):
        yield together
