"""What people said of documents: kept beside what the machine read, and never lost with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, delete, select

from pipeline.errors import NotFound
from pipeline.model.correction import Correction, NewCorrection, Overlay
from pipeline.model.record import record_from_json
from pipeline.register import correcting
from pipeline.register.acting import Act
from pipeline.register.correcting import Amended, EntryChange
from pipeline.register.correction_rows import about, correction_from, overlay_of
from pipeline.register.database import reading, writing
from pipeline.register.entries import Document, StoredFile, Under
from pipeline.register.queries import documents_of_master
from pipeline.register.review_schema import corrections, files_behind, machine_records
from pipeline.register.rows import reasons_from_json


@dataclass(frozen=True, slots=True)
class Behind:
    """A document whose archival files have to follow its record."""

    document_id: str
    words: bool
    """Its text changed too, not its description alone."""
    since: datetime


class Corrections:
    """Each operation is one transaction; errors as in `Register`."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def of(self, document: Document) -> tuple[Correction, ...]:
        """All that people said of a document, oldest first, what was taken back too."""
        place = (document.sha256, document.id, document.first_page, document.last_page)
        with reading(self._engine, self._path) as connection:
            return about(connection, *place)

    def overlay(self, sha256: str, document_id: str, first: int, last: int) -> Overlay:
        """What holds of what people said of a document on these pages of a file."""
        with reading(self._engine, self._path) as connection:
            return overlay_of(about(connection, sha256, document_id, first, last), first)

    def under(self, document: Document) -> Under:
        """What the machine read of a document."""
        query = select(machine_records).where(machine_records.c.document_id == document.id)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        if row is None:
            return Under(document.record, document.reasons)
        return Under(record_from_json(row.record), reasons_from_json(row.reasons))

    def by_id(self, correction_id: int) -> Correction:
        """Raises: NotFound."""
        query = select(corrections).where(corrections.c.id == correction_id)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound("correction", {"id": correction_id})
        return correction_from(row)

    def by_key(self, key: str) -> Correction | None:
        with reading(self._engine, self._path) as connection:
            row = connection.execute(select(corrections).where(corrections.c.key == key)).first()
        return None if row is None else correction_from(row)

    def document_of(self, correction: Correction) -> Document | None:
        """The document that it is about now: its own, or one that has its page by now."""
        with reading(self._engine, self._path) as connection:
            of_file = documents_of_master(connection, correction.sha256)
            for document in of_file:
                place = (document.sha256, document.id, document.first_page, document.last_page)
                if any(one.id == correction.id for one in about(connection, *place)):
                    return document
        return None

    def last_of(self, who: str, limit: int) -> tuple[Correction, ...]:
        """What somebody said last and did not take back, newest first."""
        query = (
            select(corrections)
            .where(corrections.c.who == who, corrections.c.undone_at.is_(None))
            .order_by(corrections.c.id.desc())
            .limit(limit)
        )
        with reading(self._engine, self._path) as connection:
            return tuple(correction_from(row) for row in connection.execute(query))

    def correct(
        self,
        document: Document,
        amended: Amended,
        new: NewCorrection,
        entry: EntryChange | None,
        now: datetime,
        who: str,
    ) -> Correction | None:
        """What is kept of it; None when the document is another by now than `document`.

        Raises: NotFound.
        """
        with writing(self._engine, self._path) as connection:
            return correcting.correct(Act(connection, now, who), document, amended, new, entry)

    def undo(
        self,
        document: Document,
        amended: Amended,
        correction: Correction,
        entry: EntryChange | None,
        now: datetime,
        who: str,
    ) -> Correction | None:
        """As `correct`, of a word that is taken back."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            return correcting.undo(act, document, amended, correction, entry)

    def behind(self) -> tuple[Behind, ...]:
        """Whose files have to follow, those that wait longest first."""
        query = select(files_behind).order_by(files_behind.c.at, files_behind.c.document_id)
        with reading(self._engine, self._path) as connection:
            return tuple(
                Behind(row.document_id, row.words, row.at) for row in connection.execute(query)
            )

    def files_follow(
        self,
        document: Document,
        pdf: StoredFile,
        conformance: str | None,
        alto: StoredFile | None,
        now: datetime,
        who: str,
    ) -> bool:
        """Names the files that were made of `document`; False when it is another by now."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            return correcting.files_follow(act, document, pdf, conformance, alto)

    def files_are_there(self, behind: Behind) -> None:
        """Once old files are cleared away: nothing waits, unless it changed again meanwhile."""
        of_it = (
            files_behind.c.document_id == behind.document_id,
            files_behind.c.at == behind.since,
        )
        with writing(self._engine, self._path) as connection:
            connection.execute(delete(files_behind).where(*of_it))
