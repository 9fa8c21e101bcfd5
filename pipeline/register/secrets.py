"""What is quarantined, in the register: who alone asks for it by name finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.entry import Entry, NewEntry
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.record import State
from pipeline.model.secret import Release
from pipeline.register import documents as document_acts
from pipeline.register import entry_acts, entry_queries, queries, secret_acts
from pipeline.register.acting import Act
from pipeline.register.database import reading, scrub, writing
from pipeline.register.entries import (
    Document,
    Input,
    Master,
    NewDocument,
    NewQuarantined,
    ObjectKind,
    What,
)
from pipeline.register.office_schema import releases
from pipeline.register.receipts import new_receipt
from pipeline.register.rows import AnyRow


class Secrets:
    """Every writing operation is one transaction; its events are in the history of secrets.

    Raises:
        NotFound, NotAllowed, ArchiveBusy, ArchiveUnusable.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def store_master(self, master: Master, now: datetime, who: str) -> None:
        """As `Register.store_master`."""
        with writing(self._engine, self._path) as connection:
            document_acts.store_master(Act(connection, now, who), master, secret=True)

    def register(
        self,
        document: NewQuarantined,
        entry: Input,
        now: datetime,
        who: str,
        book: NewEntry | None = None,
    ) -> bool:
        """Registers a document by its level alone; in `book` it waits for a keeper.

        Returns whether it was new.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            fresh = document_acts.register_quarantined(act, document, entry)
            if fresh and book is not None:
                told = (NewNotice(NoticeKind.QUARANTINED),)
                entry_acts.arrive(act, book, new_receipt(), receive=False, notices=told)
            return fresh

    def quarantined(self) -> Iterator[Document]:
        """In the order of their batches; a few at a time."""
        after: queries.Place | None = None
        while True:
            with reading(self._engine, self._path) as connection:
                state = State.QUARANTINED
                some, after = queries.documents_after(connection, after, None, state, secrets=True)
            yield from some
            if after is None:
                return

    def enter(self, book: NewEntry, now: datetime, who: str) -> Entry:
        """A document that was quarantined before there were registers waits in one from now on."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            document_id = book.form.document_id or ""
            known = entry_queries.of_form(connection, "document_id", document_id, secrets=True)
            if known:
                return known[0]
            entry_id = entry_acts.arrive(act, book, new_receipt(), receive=False)
            return entry_queries.named(connection, str(entry_id), secrets=True)

    def ask_release(self, document_id: str, reason: str, now: datetime, who: str) -> Release:
        """Raises: NotAllowed when somebody has asked already."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            document = queries.document(connection, document_id, secrets=True)
            if document.state is not State.QUARANTINED:
                raise NotFound("not_quarantined", {"id": document_id})
            waiting = [one for one in _releases(act) if _waits(one, document.id)]
            if waiting:
                raise NotAllowed("release_asked", {"id": document.id, "release": waiting[0].id})
            asked = {"reason": reason, "asked_by": who, "asked_at": now}
            made = connection.execute(insert(releases).values(document_id=document.id, **asked))
            assert made.inserted_primary_key is not None
            act.note(What.RELEASE_ASKED, ObjectKind.DOCUMENT, document.id, new=reason, secret=True)
            return _release(act, int(made.inserted_primary_key[0]))

    def decide(self, release_id: int, *, granted: bool, now: datetime, who: str) -> Release:
        """Raises: NotAllowed: by the one who asked, or decided already."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            release = _release(act, release_id)
            if release.granted is not None:
                raise NotAllowed("release_decided", {"release": release_id})
            if release.asked_by == who:
                raise NotAllowed("release_own", {"release": release_id, "name": who})
            connection.execute(
                update(releases)
                .where(releases.c.id == release_id)
                .values(decided_by=who, decided_at=now, granted=int(granted))
            )
            what = What.RELEASED if granted else What.RELEASE_DENIED
            kind, by, why = ObjectKind.DOCUMENT, release.asked_by, release.reason
            act.note(what, kind, release.document_id, old=by, new=why, secret=True)
            return _release(act, release_id)

    def releases(self) -> tuple[Release, ...]:
        """In the order in which they were asked for."""
        with reading(self._engine, self._path) as connection:
            return tuple(map(_release_from, connection.execute(_ALL)))

    def put_out(
        self,
        release: Release,
        documents: Sequence[NewDocument],
        stored_path: str,
        now: datetime,
        who: str,
    ) -> None:
        """Lets the documents of a released file exist like any others."""
        with writing(self._engine, self._path) as connection:
            secret_acts.put_out(Act(connection, now, who), release, documents, stored_path)

    def lock(
        self, level: str, sha256: str, stored_path: str, book: NewEntry, now: datetime, who: str
    ) -> None:
        """Takes all that the register says of a file's documents out of it, but for the level."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            secret_acts.lock(act, level, sha256, stored_path, book, new_receipt())

    def scrub(self) -> None:
        """Leaves nothing of what was deleted in the database's file."""
        scrub(self._engine, self._path)


_ALL = select(releases).order_by(releases.c.id)


def _waits(release: Release, document_id: str) -> bool:
    """Asked for, and neither denied nor done: what is done is quarantined no more."""
    open_yet = release.granted is None or release.pending
    return release.document_id == document_id and open_yet


def _releases(act: Act) -> tuple[Release, ...]:
    return tuple(map(_release_from, act.connection.execute(_ALL)))


def _release(act: Act, release_id: int) -> Release:
    row = act.connection.execute(select(releases).where(releases.c.id == release_id)).first()
    if row is None:
        raise NotFound("release", {"release": release_id})
    return _release_from(row)


def _release_from(row: AnyRow) -> Release:
    return Release(
        id=row.id,
        document_id=row.document_id,
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        granted=None if row.granted is None else bool(row.granted),
        done=row.granted == secret_acts.OUT,
    )
