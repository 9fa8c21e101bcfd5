"""What is quarantined, in the register: who alone asks for it by name finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.entry import Entry, NewEntry, NewForm
from pipeline.model.message import StoredMessage
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.record import State
from pipeline.model.secret import Locking, Release
from pipeline.register import documents as document_acts
from pipeline.register import entry_acts, entry_queries, queries, secret_acts, secret_messages
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
from pipeline.register.secret_messages import Held
from pipeline.register.secret_reach import Reach, reach


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
        others: Sequence[Locking] = (),
    ) -> bool:
        """Registers a document by its level alone; in `book` it waits for a keeper.

        What messages and entries said of it is emptied; `others`: files that go with it.
        Returns whether it was new.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            ids = [document.id, *(one.document_id for one in others)]
            secret_acts.take_along(act, document.sha256, ids)
            for one in others:
                secret_acts.lock_file(act, one)
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

    def lock(self, files: Sequence[Locking], now: datetime, who: str) -> None:
        """Takes all that the register says of files out of it, but for the level.

        The first is the one that is secret; the others came with it.
        """
        with writing(self._engine, self._path) as connection:
            secret_acts.lock(Act(connection, now, who), files)

    def reach(self, sha256: str) -> Reach:
        """What would have to be locked away with a file."""
        with reading(self._engine, self._path) as connection:
            return reach(connection, sha256)

    def finish(self, release: Release, now: datetime, who: str) -> None:
        """The release is done: what was locked away is back, and entered."""
        with writing(self._engine, self._path) as connection:
            secret_acts.finish(Act(connection, now, who), release.id)

    def former_entry(self, document_id: str) -> int | None:
        """The entry that it had before it was locked away; of that the number is left."""
        with reading(self._engine, self._path) as connection:
            return secret_acts.former_entry(connection, document_id)

    def held(self, document_id: str | None = None) -> tuple[Held, ...]:
        """Messages in quarantine: all, or those that hold a document."""
        with reading(self._engine, self._path) as connection:
            return secret_messages.held(connection, document_id)

    def hold(self, message_id: str, document_ids: Sequence[str], now: datetime, who: str) -> None:
        """A message that came with these documents belongs to quarantine."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            secret_acts.redact_mail(act, (message_id,))
            secret_messages.hold(act, (message_id,), document_ids)

    def mails_of(self, document_id: str) -> tuple[str, ...]:
        """Ids of e-mails that went into quarantine for a document, the last one last."""
        with reading(self._engine, self._path) as connection:
            return secret_messages.mails_of(connection, document_id)

    def keep_held(
        self, message: StoredMessage, document_ids: Sequence[str], now: datetime, who: str
    ) -> bool:
        """A message that is known as secret when it comes; False where it is there already."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            return secret_messages.keep_held(act, message, document_ids)

    def give_back(self, message_id: str, stored_path: str, now: datetime, who: str) -> None:
        """A message is like any other again."""
        with writing(self._engine, self._path) as connection:
            secret_messages.give_back(Act(connection, now, who), message_id, stored_path)

    def enter_again(
        self,
        message_id: str,
        stored_path: str,
        new: NewEntry,
        more: Sequence[NewForm],
        told: str,
        now: datetime,
        who: str,
    ) -> None:
        """A message is back, and what it brings has an entry."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            secret_messages.enter_again(act, message_id, stored_path, new, more, told)

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
