"""The story of a register that was kept elsewhere: understood row by row, taken over whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from pipeline.errors import SettingsInvalid
from pipeline.import_rules import ColumnMap, default_columns
from pipeline.model.entry import UNNUMBERED, PastEntry
from pipeline.model.record import Reason
from pipeline.model.sheet import SheetRow
from pipeline.papers.table_reading import read_table
from pipeline.register.store import Register
from pipeline.steps.importing.columns import (
    LOOKED_AT,
    Columns,
    absent,
    find_columns,
    is_numbering,
)
from pipeline.steps.importing.encoding import text_in
from pipeline.steps.importing.rows import ORIGIN, Target, past_entry, row_hash

_NUMBERED_WITHIN = 2
"""The line "(1) (2) (3)" stands right below the headers."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A row that is no entry yet, and why."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Understood:
    """A file as it would be taken over."""

    columns: Columns
    rows: tuple[tuple[int, PastEntry], ...]
    """Row number → its entry."""
    left: tuple[NotUnderstood, ...]
    known: int = 0
    """Rows that the register has already, not among `rows`."""


def understand(path: Path, said: ColumnMap, target: Target) -> Understood:
    """Reads a file; nothing is written.

    Raises:
        SettingsInvalid: no table, no headers, or a header of the map that is not there.
    """
    known = default_columns()
    rest = read_table(path, said.sheet, text_in)
    first = list(islice(rest, LOOKED_AT))
    columns = find_columns(first, known, said)
    if columns is None:
        raise SettingsInvalid("table_no_headers", {"file": path.name})
    if lost := absent(columns, said):
        shown = ", ".join(header for header in columns.headers if header)
        params = {"file": path.name, "headers": ", ".join(lost), "known": shown}
        raise SettingsInvalid("table_header", dict(params))
    found: list[tuple[int, PastEntry]] = []
    left = []
    for row in _below(columns, chain(first, rest)):
        entry = past_entry(row, columns, target, known, said)
        if isinstance(entry, Reason):
            left.append(NotUnderstood(row.number, entry))
        else:
            found.append((row.number, _marked(entry, target)))
    return _each_once(Understood(columns, tuple(found), tuple(left)))


def compared(understood: Understood, register: Register) -> Understood:
    """Without the rows that the register has; a number that it gave to another is told."""
    ids = [entry.new.form.message_id or "" for _, entry in understood.rows]
    had = register.imports.known(ids)
    new = [(row, entry) for row, entry in understood.rows if entry.new.form.message_id not in had]
    by_year: dict[tuple[str, int], list[int]] = defaultdict(list)
    for _, entry in new:
        if entry.number != UNNUMBERED:
            by_year[_year_of(entry)].append(entry.number)
    taken = {
        (*place, number)
        for place, numbers in by_year.items()
        for number in register.imports.taken(*place, numbers)
    }
    free, left = [], list(understood.left)
    for row, entry in new:
        if (*_year_of(entry), entry.number) in taken:
            left.append(NotUnderstood(row, _given(entry)))
        else:
            free.append((row, entry))
    left.sort(key=lambda one: one.row)
    return replace(understood, rows=tuple(free), left=tuple(left), known=len(ids) - len(new))


def take_over(understood: Understood, register: Register, now: datetime, who: str) -> int:
    """Writes all of it or nothing; how many entries. Raises: NotAllowed."""
    return register.entries.load((entry for _, entry in understood.rows), now, who)


def _below(columns: Columns, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    for row in rows:
        below = row.number - columns.header_row
        numbered = below <= _NUMBERED_WITHIN and is_numbering(row)
        if below > 0 and not row.empty and not numbered:
            yield row


def _marked(entry: PastEntry, target: Target) -> PastEntry:
    """By its mark it is known again when the file comes a second time."""
    mark = ORIGIN + row_hash(target.book, entry)
    return replace(entry, new=replace(entry.new, form=replace(entry.new.form, message_id=mark)))


def _each_once(understood: Understood) -> Understood:
    """A number stands once in a book and year; a row that stands there twice is one."""
    seen: set[tuple[str, int, int]] = set()
    marks: set[str | None] = set()
    kept, left = [], list(understood.left)
    for row, entry in understood.rows:
        place = (*_year_of(entry), entry.number)
        if entry.new.form.message_id in marks:
            left.append(NotUnderstood(row, Reason("row_twice", {})))
        elif entry.number != UNNUMBERED and place in seen:
            left.append(NotUnderstood(row, _given(entry)))
        else:
            kept.append((row, entry))
        seen.add(place)
        marks.add(entry.new.form.message_id)
    left.sort(key=lambda one: one.row)
    return replace(understood, rows=tuple(kept), left=tuple(left))


def _given(entry: PastEntry) -> Reason:
    return Reason("row_number_given", {"value": str(entry.number)})


def _year_of(entry: PastEntry) -> tuple[str, int]:
    day = entry.received_on
    year = entry.new.form.arrived_at.year if day is None else day.year
    return entry.new.book, year
