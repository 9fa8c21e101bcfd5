"""The registers of documents (sổ văn bản đến, sổ văn bản đi) of one archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from pipeline.errors import NotFound
from pipeline.model.entry import (
    Criteria,
    Entry,
    Lack,
    NewEntry,
    NewForm,
    PastEntry,
    Status,
)
from pipeline.model.notice import NewNotice
from pipeline.model.report import Asked, Report
from pipeline.register import (
    entry_acts,
    entry_history,
    entry_loading,
    entry_queries,
    report_queries,
)
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.differences import Difference, differences
from pipeline.register.entry_acts import Value
from pipeline.register.notice_acts import announce
from pipeline.register.office_schema import counters, entries
from pipeline.register.receipts import new_receipt, receipt_of


class EntryBook:
    """Every writing operation is one transaction, and every change is in the history.

    What an operation returns is the entry as it is then.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is past that, or a value cannot be changed.
        ArchiveBusy, ArchiveUnusable: as `Register`.
    """

    def __init__(
        self, engine: Engine, path: Path, new_receipt: Callable[[], str] = new_receipt
    ) -> None:
        self._engine = engine
        self._path = path
        self._new_receipt = new_receipt

    def arrive(
        self,
        new: NewEntry,
        now: datetime,
        who: str,
        *,
        receive: bool = True,
        notices: Iterable[NewNotice] = (),
    ) -> Entry:
        """A document came, or goes out; it has its number when it is received at once."""
        with self.acting(now, who) as act:
            receipt = self._new_receipt()
            entry_id = entry_acts.arrive(act, new, receipt, receive=receive, notices=notices)
            return self._now(act, entry_id)

    def receive(self, entry_id: int, now: datetime, who: str) -> Entry:
        """03: gives it its number."""
        with self.acting(now, who) as act:
            entry_acts.receive(act, entry_id)
            return self._now(act, entry_id)

    def move(
        self,
        entry_id: int,
        to: Status,
        now: datetime,
        who: str,
        reason: str = "",
        *,
        expected: Status | None = None,
        notices: Iterable[NewNotice] = (),
    ) -> Entry:
        """Another status; which moves are allowed, and to whom, is the caller's to know.

        `expected`: refused when it is not in that one any more.
        """
        with self.acting(now, who) as act:
            entry_acts.move(act, entry_id, to, reason=reason, expected=expected, notices=notices)
            return self._now(act, entry_id)

    def assign(
        self,
        entry_id: int,
        unit: str,
        assignee: str,
        due_on: date | None,
        now: datetime,
        who: str,
        *,
        expected: Status | None = None,
        notices: Iterable[NewNotice] = (),
    ) -> Entry:
        """04: to a unit, or somebody of it, until a day; None leaves the day as it is."""
        values: dict[str, Value] = {"unit": unit, "assignee": assignee}
        with self.acting(now, who) as act:
            to = Status.ASSIGNED
            entry_acts.move(act, entry_id, to, expected=expected, notices=notices)
            entry_acts.change(act, entry_id, values | ({"due_on": due_on} if due_on else {}))
            return self._now(act, entry_id)

    def change(
        self,
        entry_id: int,
        values: Mapping[str, Value],
        now: datetime,
        who: str,
        notices: Iterable[NewNotice] = (),
    ) -> Entry:
        """Other values of fields, by their names in `Described` and `Entry`."""
        with self.acting(now, who) as act:
            entry_acts.change(act, entry_id, values)
            announce(act, entry_id, notices)
            return self._now(act, entry_id)

    def opinion(self, entry_id: int, text: str, now: datetime, who: str) -> Entry:
        """An opinion or a direction goes into the history."""
        with self.acting(now, who) as act:
            entry_acts.opinion(act, entry_id, text)
            return self._now(act, entry_id)

    def refuse(
        self,
        entry_id: int,
        lacks: Sequence[Lack],
        now: datetime,
        who: str,
        notices: Iterable[NewNotice] = (),
    ) -> Entry:
        """02, with what it lacks."""
        with self.acting(now, who) as act:
            entry_acts.refuse(act, entry_id, lacks, notices)
            return self._now(act, entry_id)

    def add_form(
        self,
        entry_id: int,
        form: NewForm,
        now: datetime,
        who: str,
        score: float | None = None,
        evidence: Mapping[str, Any] | None = None,
    ) -> Entry:
        """The same document came in another form too."""
        with self.acting(now, who) as act:
            entry_acts.add_form(act, entry_id, form, score, evidence)
            return self._now(act, entry_id)

    def load(self, past: Iterable[PastEntry], now: datetime, who: str) -> int:
        """Takes over a register that was kept elsewhere: all of it or nothing; how many."""
        with self.acting(now, who) as act:
            return entry_loading.load(act, past, self._new_receipt)

    def entry(self, name: str, *, secrets: bool = False) -> Entry:
        """By its key (`den/2026/153`, `den/2026/#1207`) or id; `secrets`: of a secret book too."""
        with reading(self._engine, self._path) as connection:
            return entry_queries.named(connection, name, secrets=secrets)

    def by_id(self, entry_id: int) -> Entry:
        return self.entry(str(entry_id))

    def entries(
        self, asked: Criteria | None = None, *, newest_first: bool = False
    ) -> Iterator[Entry]:
        """In the order in which they were written; a few at a time, never all at once."""
        asked = asked or Criteria()
        wanted = entry_queries.condition(asked)
        order = {"newest_first": newest_first, "secrets": asked.secrets}
        after: int | None = None
        while True:
            with reading(self._engine, self._path) as connection:
                some = entry_queries.some(connection, wanted, after, **order)
            if not some:
                return
            yield from some
            after = some[-1].id

    def page(self, asked: Criteria, after: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
        """The newest first, from those written before the id `after`; as a page shows them."""
        wanted = entry_queries.condition(asked)
        order = {"newest_first": True, "secrets": asked.secrets}
        with reading(self._engine, self._path) as connection:
            return entry_queries.some(connection, wanted, after, limit, **order)

    def count(self, asked: Criteria, at_most: int) -> int:
        """How many there are; `at_most` where there are as many or more."""
        with reading(self._engine, self._path) as connection:
            return entry_queries.count(connection, asked, at_most)

    def overdue(self, on: date) -> Iterator[Entry]:
        """What was to be done before this day and is not."""
        return self.entries(Criteria(overdue_on=on))

    def by_receipt(self, code: str) -> Entry | None:
        with reading(self._engine, self._path) as connection:
            wanted = entries.c.receipt == receipt_of(code)
            return next(iter(entry_queries.some(connection, wanted)), None)

    def by_message(self, message_id: str) -> tuple[Entry, ...]:
        """What a message of exchange or mail brought."""
        with reading(self._engine, self._path) as connection:
            return entry_queries.of_form(connection, "message_id", message_id)

    def of_document(self, document_id: str, *, secrets: bool = False) -> Entry | None:
        """The entry that a document of the archive is a form of."""
        with reading(self._engine, self._path) as connection:
            column = "document_id"
            found = entry_queries.of_form(connection, column, document_id, secrets=secrets)
        return next(iter(found), None)

    def of_file(self, sha256: str) -> tuple[Entry, ...]:
        with reading(self._engine, self._path) as connection:
            return entry_queries.of_form(connection, "sha256", sha256)

    def lacks(self, entry_id: int) -> tuple[Lack, ...]:
        """Why it was refused."""
        with reading(self._engine, self._path) as connection:
            return entry_queries.lacks(connection, entry_id)

    def handed_on(self, ids: Sequence[int]) -> dict[int, datetime]:
        """When entries were first assigned, by their ids."""
        with reading(self._engine, self._path) as connection:
            return entry_history.handed_on(connection, ids)

    def last_numbers(self) -> dict[tuple[str, int], int]:
        """(book, year) → the last number that was given."""
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(select(counters).order_by(counters.c.book, counters.c.year))
            return {(row.book, row.year): row.last for row in rows}

    def differences(self, *, secrets: bool = False) -> Iterator[Difference]:
        """Fields that are not what the history says that was written."""
        with reading(self._engine, self._path) as connection:
            yield from differences(connection, secrets=secrets)

    def report(self, asked: Asked) -> Report:
        """What a report of a period counts, all of one moment."""
        with reading(self._engine, self._path) as connection:
            return report_queries.report(connection, asked)

    @contextmanager
    def acting(self, now: datetime, who: str) -> Iterator[Act]:
        """A transaction for what belongs together: an entry and the message that brought it."""
        with writing(self._engine, self._path) as connection:
            yield Act(connection, now, who)

    def _now(self, act: Act, entry_id: int) -> Entry:
        rows = act.connection.execute(select(entries).where(entries.c.id == entry_id)).all()
        if not rows:
            raise NotFound("entry", {"name": str(entry_id)})
        return entry_queries.with_forms(act.connection, rows)[0]
