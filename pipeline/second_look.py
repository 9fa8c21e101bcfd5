"""After a batch: each document once more, with all that the register knows of its office."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache

from pipeline.archive.folder import usable
from pipeline.desk import Desk
from pipeline.documents import remake_pdf
from pipeline.errors import EngineFailed, NotAllowed
from pipeline.jobs import metadata_of
from pipeline.model.record import Record, State
from pipeline.register.entries import Document, NewDocument, ObjectKind, What
from pipeline.steps.record import OF_FIELDS, doubts_of, settle

log = logging.getLogger(__name__)

OFFICES = 32
"""Offices and years whose records are kept at hand."""

_CHANGED = frozenset(
    {
        What.SPLIT,
        What.JOINED,
        What.SETTLED,
        What.RECONSIDERED,
        What.CORRECTED,
        What.CONFIRMED,
        What.CORRECTION_UNDONE,
        What.RELEASED,
        What.LOCKED,
    }
)
"""What says something of what a document says; who may or did see it does not."""

_Known = Callable[[str, str | None], Mapping[str, Record]]


def look_again(batch: str, desk: Desk) -> int:
    """Weighs what was read of each document of a batch against the records of its office.

    A document is changed at most once, and never after a person changed it, so that a look that
    was broken off is taken up where it stood. Gives how many were changed.

    Raises:
        ArchiveUnusable, ArchiveBusy: the archive cannot take the change.
    """
    known = lru_cache(maxsize=OFFICES)(desk.register.records_of)
    changed = 0
    for document in desk.register.documents(batch=batch):
        if desk.stop.is_set():
            break
        changed += _look(document, known, desk)
    return changed


def _look(document: Document, known: _Known, desk: Desk) -> bool:
    issuer, day = document.record.issuer.value, document.record.date.value
    # Readings that other settings made are not at hand to write the file from.
    readable = document.state is not State.QUARANTINED and document.settings_digest == desk.digest
    if not readable or not isinstance(issuer, str):
        return False
    records = known(issuer, day[:4] if isinstance(day, str) else None)
    others = [record for other, record in records.items() if other != document.id]
    settled = settle(document.record, others, desk.settings.fields)
    if settled == document.record:
        return False
    done = {event.what for event in desk.register.history(ObjectKind.DOCUMENT, document.id)}
    if What.RECONSIDERED in done:
        with desk.archive.amending():
            _tidy(desk.register.document(document.id), desk)
    if done & _CHANGED:
        return False
    with desk.archive.amending():
        return _change(document, settled, desk)


def _change(document: Document, record: Record, desk: Desk) -> bool:
    try:
        new = _revised(document, record, desk)
    except EngineFailed as error:
        desk.check_space_after_failure()
        log.warning("%s stays as it was: %s", document.id, error)
        return False
    changed = _reconsidered(document, new, desk)
    _tidy(desk.register.document(document.id), desk)
    if changed:
        log.info("%s %s", document.id, What.RECONSIDERED)
    return changed


def _reconsidered(document: Document, new: NewDocument, desk: Desk) -> bool:
    """False where a person was faster."""
    try:
        desk.register.reconsider(document, new, desk.now(), desk.who)
    except NotAllowed as error:
        log.info("%s stays as it is: %s", document.id, error)
        return False
    return True


def _revised(document: Document, record: Record, desk: Desk) -> NewDocument:
    """The document with another record; its PDF is written anew where it names what changed."""
    reasons = (*doubts_of(record), *(r for r in document.reasons if r.code not in OF_FIELDS))
    named = (document.id, document.source_name)
    pdf, conformance = document.pdf, document.pdf_conformance
    if metadata_of(record, *named) != metadata_of(document.record, *named):
        pdf, conformance = remake_pdf(document, record, desk)
    return NewDocument(
        id=document.id,
        sha256=document.sha256,
        first_page=document.first_page,
        last_page=document.last_page,
        state=State.REVIEW if reasons else State.ACCEPTED,
        reasons=reasons,
        record=record,
        pages=desk.register.pages(document.id),
        pdf=pdf,
        pdf_conformance=conformance,
        alto=document.alto,
        settings_digest=document.settings_digest,
        software=document.software,
    )


def _tidy(document: Document, desk: Desk) -> None:
    """Removes the PDFs of a document that the register no longer names."""
    for path in desk.archive.document(document.id).glob("*.pdf"):
        if document.pdf is not None and desk.archive.relative(path) != document.pdf.path:
            with usable(desk.archive.root):
                path.unlink(missing_ok=True)
