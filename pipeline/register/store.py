"""The register of an archive: what is in it, what is being done to it, and what was done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from pipeline.errors import NotFound
from pipeline.model.access import UNDECLARED, Holding, Rights
from pipeline.model.record import Record, State
from pipeline.register import batches as batch_acts
from pipeline.register import declaring, queries, regrouping
from pipeline.register import documents as document_acts
from pipeline.register.acting import Act
from pipeline.register.batches import UNSAID, Asked
from pipeline.register.database import reading, writing
from pipeline.register.entries import (
    Batch,
    Document,
    Event,
    IndexOp,
    Input,
    Master,
    NewDocument,
    ObjectKind,
    OutboxEntry,
    Outcome,
    PageFacts,
    Source,
    Tally,
    What,
)
from pipeline.register.identity import opened
from pipeline.register.rows import event_from, input_from, master_from, outbox_from, page_from
from pipeline.register.schema import events, inputs, masters, outbox, pages
from pipeline.register.shelves import Shelves


def open_register(folder: Path, url: str | None = None) -> Register:
    """The register of the archive `folder`, created or migrated when it must be.

    It is a file in the folder, or a database on a server: `url` (`Settings.database_url`).

    Raises:
        ArchiveUnusable: no rights, damaged, made by a newer version, or another archive's.
        ArchiveBusy: another process kept it locked for too long.
    """
    return Register(*opened(folder, url))


class Register(Shelves):
    """One archive's register. Every writing operation is one transaction.

    Several threads may call all operations; readers never wait for a writer. Each may raise
    ArchiveBusy (another process kept it locked) or ArchiveUnusable (no space or rights, damage).
    """

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def begin_batch(
        self,
        name: str | None,
        arguments_digest: str,
        *,
        new_name: str,
        now: datetime,
        who: str,
        asked: Asked = UNSAID,
        default: Holding = UNDECLARED,
    ) -> Batch:
        """The batch `name`, opened again or new.

        Without a name: the newest unfinished batch of the same arguments, else a new one
        called `new_name` (with a number behind it when that is taken). A new one's documents
        are held by `default`; what was `asked` goes before that and before what a resumed one has.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            if name is not None:
                batch = batch_acts.named_batch(connection, name)
            else:
                batch = batch_acts.unfinished_batch(connection, arguments_digest)
            if batch is not None:
                return batch_acts.resume_batch(act, batch, arguments_digest, asked)
            name = name or batch_acts.free_name(connection, new_name)
            return batch_acts.start_batch(act, name, arguments_digest, asked.of(default))

    def finish_batch(self, batch: Batch, now: datetime, who: str) -> None:
        with writing(self._engine, self._path) as connection:
            batch_acts.finish_batch(Act(connection, now, who), batch)

    def add_inputs(self, batch: Batch, sources: Iterable[Source]) -> tuple[Input, ...]:
        """Hands sources in, each path once, and returns all inputs of the batch in order."""
        with writing(self._engine, self._path) as connection:
            batch_acts.add_inputs(connection, batch, sources)
        return self.inputs(batch)

    def inputs(self, batch: Batch) -> tuple[Input, ...]:
        query = select(inputs).where(inputs.c.batch_id == batch.id).order_by(inputs.c.position)
        with reading(self._engine, self._path) as connection:
            return tuple(input_from(row) for row in connection.execute(query))

    def end_input(self, entry: Input, outcome: Outcome, now: datetime, who: str) -> None:
        """Records how an input without a new document ended. Raises: NotFound."""
        with writing(self._engine, self._path) as connection:
            batch_acts.end_input(Act(connection, now, who), entry, outcome)

    def store_master(self, master: Master, now: datetime, who: str) -> Master:
        """Notes a stored original; one of the same bytes that is there already stays as it is."""
        with writing(self._engine, self._path) as connection:
            return document_acts.store_master(Act(connection, now, who), master)

    def register_document(
        self, document: NewDocument, entry: Input, now: datetime, who: str
    ) -> bool:
        """The only document of an input; see `register_documents`."""
        return self.register_documents((document,), entry, now, who)

    def register_documents(
        self, documents: Sequence[NewDocument], entry: Input, now: datetime, who: str
    ) -> bool:
        """Lets the documents of an input exist, and ends the input.

        One transaction: documents, pages, history, outbox and the input's outcome. A document
        that is there already stays as it is. Returns whether anything was new.

        Raises:
            NotFound: the input is unknown, or the master was not stored.
        """
        with writing(self._engine, self._path) as connection:
            return document_acts.register_documents(Act(connection, now, who), documents, entry)

    def regroup(
        self,
        old: Sequence[Document],
        new: Sequence[NewDocument],
        what: What,
        now: datetime,
        who: str,
    ) -> None:
        """Puts documents of the same file in the place of others, as a person said.

        Raises:
            NotFound: one of `old` is not there any more, or has other pages by now.
        """
        with writing(self._engine, self._path) as connection:
            regrouping.regroup(Act(connection, now, who), old, new, what)

    def reconsider(self, old: Document, new: NewDocument, now: datetime, who: str) -> None:
        """Puts another record of the same pages in the place of a document's.

        Raises:
            NotFound: the document is not there any more, or has other pages by now.
        """
        with writing(self._engine, self._path) as connection:
            regrouping.reconsider(Act(connection, now, who), old, new)

    def declare(self, document_id: str, asked: Asked, now: datetime, who: str) -> bool:
        """Writes how a document is held, as a person said; whether that is new.

        Raises:
            NotFound: there is no such document, or it is quarantined.
        """
        with writing(self._engine, self._path) as connection:
            return declaring.declare(Act(connection, now, who), document_id, asked)

    def document(self, document_id: str, *, secrets: bool = False) -> Document:
        """By its id or a beginning of it that no other document has.

        Raises: NotFound, also for what is quarantined unless `secrets` are asked for.
        """
        with reading(self._engine, self._path) as connection:
            return queries.document(connection, document_id, secrets=secrets)

    def documents(
        self,
        batch: str | None = None,
        state: State | None = None,
        cites: str | None = None,
        *,
        secrets: bool = False,
    ) -> Iterator[Document]:
        """In the order of their batches, inputs and pages; a few at a time, never all at once.

        `cites`: those alone whose text names the document of this code or name.
        """
        after: queries.Place | None = None
        while True:
            with reading(self._engine, self._path) as connection:
                asked = (after, batch, state, cites)
                some, after = queries.documents_after(connection, *asked, secrets=secrets)
            yield from some
            if after is None:
                return

    def document_ids(self, *states: State) -> frozenset[str]:
        """Of all documents, or of those in one of `states`."""
        with reading(self._engine, self._path) as connection:
            return queries.document_ids(connection, states)

    def holdings(self, ids: Sequence[str], states: Sequence[State]) -> dict[str, Holding]:
        """How documents are held, by id: of these, those that are there and in one of `states`."""
        with reading(self._engine, self._path) as connection:
            return queries.holdings(connection, ids, states)

    def documents_of_master(self, sha256: str) -> tuple[Document, ...]:
        """What was made of a master, in the order of its pages; empty when it is new."""
        with reading(self._engine, self._path) as connection:
            return queries.documents_of_master(connection, sha256)

    def records_of(self, issuer: str, year: str | None = None) -> dict[str, Record]:
        """The newest records of an issuer by the id of their document, without evidence.

        `year`: those alone that are dated in it.
        """
        with reading(self._engine, self._path) as connection:
            return queries.records_of(connection, issuer, year)

    def pages(self, document_id: str) -> tuple[PageFacts, ...]:
        query = select(pages).where(pages.c.document_id == document_id).order_by(pages.c.number)
        with reading(self._engine, self._path) as connection:
            return tuple(page_from(row) for row in connection.execute(query))

    def newest(self, rights: Rights, states: Sequence[State], limit: int) -> tuple[Document, ...]:
        """The documents that came last, of those that the rights reach."""
        with reading(self._engine, self._path) as connection:
            return queries.newest_documents(connection, rights, states, limit)

    def masters(self) -> tuple[Master, ...]:
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(select(masters).order_by(masters.c.sha256))
            return tuple(master_from(row) for row in rows)

    def master(self, sha256: str) -> Master:
        """Raises: NotFound."""
        with reading(self._engine, self._path) as connection:
            row = connection.execute(select(masters).where(masters.c.sha256 == sha256)).first()
        if row is None:
            raise NotFound("master", {"sha256": sha256})
        return master_from(row)

    def history(
        self, kind: ObjectKind, object_id: str, without: Sequence[What] = ()
    ) -> tuple[Event, ...]:
        """Everything that was done to an object, oldest first."""
        of_it = (events.c.object_kind == kind.value, events.c.object_id == object_id)
        query = select(events).where(*of_it).order_by(events.c.id)
        if without:
            query = query.where(events.c.what.not_in([what.value for what in without]))
        with reading(self._engine, self._path) as connection:
            return tuple(event_from(row) for row in connection.execute(query))

    def outbox(self, limit: int = 1000, after: int = 0) -> tuple[OutboxEntry, ...]:
        """What the index still has to do, oldest first, from those after the id `after`."""
        query = select(outbox).where(outbox.c.id > after).order_by(outbox.c.id).limit(limit)
        with reading(self._engine, self._path) as connection:
            return tuple(outbox_from(row) for row in connection.execute(query))

    def outbox_of(self, document_ids: Collection[str]) -> tuple[OutboxEntry, ...]:
        """What the index still has to do for some documents, oldest first."""
        of_them = outbox.c.document_id.in_(list(document_ids))
        query = select(outbox).where(of_them).order_by(outbox.c.id)
        with reading(self._engine, self._path) as connection:
            return tuple(outbox_from(row) for row in connection.execute(query))

    def waiting(self) -> int:
        """Number of things that the index still has to do."""
        with reading(self._engine, self._path) as connection:
            return connection.scalar(select(func.count()).select_from(outbox)) or 0

    def promise(self, document_id: str, op: IndexOp, now: datetime) -> None:
        """Puts something more into the outbox."""
        values = {"document_id": document_id, "op": op.value, "at": now}
        with writing(self._engine, self._path) as connection:
            connection.execute(insert(outbox).values(values))

    def clear_outbox(self, entries: Iterable[OutboxEntry]) -> None:
        """Forgets what the index has done; only after the index has committed it."""
        with writing(self._engine, self._path) as connection:
            document_acts.clear_outbox(connection, tuple(entries))

    def tally(self, batch: Batch) -> Tally:
        """What became of the inputs of a batch."""
        with reading(self._engine, self._path) as connection:
            return queries.tally(connection, batch)

    def document_counts(self, *, secrets: bool = False) -> dict[State, int]:
        """Documents by state, over the whole archive."""
        with reading(self._engine, self._path) as connection:
            return queries.document_counts(connection, secrets=secrets)
