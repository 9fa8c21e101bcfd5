"""Brings the index up to the register: what the outbox promises, or everything anew."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import IndexOutdated, NotFound
from pipeline.model.archival import Form, IndexEntry
from pipeline.model.ocr import OcrPage, TextSource
from pipeline.model.record import State, Value
from pipeline.register.entries import Document, IndexOp, OutboxEntry
from pipeline.register.store import Register
from pipeline.search.index import Index
from pipeline.search.opening import open_index, rebuild_index

log = logging.getLogger(__name__)

INDEXED = (State.ACCEPTED, State.REVIEW)
_AT_ONCE = 200


def catch_up(archive: ArchiveFolder, register: Register) -> int:
    """Does what the outbox promises and then forgets it; the number of documents changed.

    A document without its readings is left out, which `verify` says. An index that is missing,
    damaged or of an older form is made anew from the register.
    """
    done = 0
    while entries := register.outbox(_AT_ONCE):
        try:
            index = open_index(archive.index)
        except IndexOutdated:
            return rebuild(archive, register)
        try:
            _apply(archive, register, index, entries)
        finally:
            index.close()
        register.clear_outbox(entries)
        done += len(entries)
    return done


def rebuild(archive: ArchiveFolder, register: Register) -> int:
    """Makes the index anew from the register and the page ledger; the number of documents."""
    promised = register.outbox(1_000_000)
    index = rebuild_index(archive.index, _entries(archive, register.documents()))
    try:
        count = index.count()
    finally:
        index.close()
    register.clear_outbox(promised)
    return count


def index_entry(document: Document, pages: Sequence[OcrPage]) -> IndexEntry:
    """What the index stores of a document. Raises: ValueError when it is quarantined."""
    record = document.record
    return IndexEntry(
        document_id=document.id,
        pages=tuple(page.text for page in pages),
        code=_text(record.code.value) or _text(record.notation.value),
        type=_text(record.type.value),
        issuer=_text(record.issuer.value),
        issuer_parent=_text(record.issuer_parent.value),
        number=_text(record.number.value),
        subject=_text(record.subject.value),
        date=_text(record.date.value),
        signer=_text(record.signer_name.value),
        urgency=_text(record.urgency.value),
        unit=document.holding.unit,
        access=document.holding.access,
        form=form_of(pages),
        state=document.state,
    )


def form_of(pages: Iterable[OcrPage]) -> Form:
    """How a document came to be, by where the text of its pages is from; blank pages don't say."""
    sources = {page.source for page in pages if page.lines}
    if sources == {TextSource.EMBEDDED}:
        return Form.ELECTRONIC
    return Form.MIXED if TextSource.EMBEDDED in sources else Form.PAPER


def read_pages(archive: ArchiveFolder, document: Document) -> Iterator[OcrPage]:
    """Each page of a document as read. Raises: NotFound when the ledger lacks one."""
    ledger = Ledger(archive, document.sha256, document.settings_digest)
    for number in range(document.first_page, document.last_page + 1):
        yield ledger.read(number)


def _apply(
    archive: ArchiveFolder, register: Register, index: Index, entries: tuple[OutboxEntry, ...]
) -> None:
    wanted = {entry.document_id: entry.op for entry in entries}
    index.remove(key for key, op in wanted.items() if op is IndexOp.REMOVE)
    indexed = (register.document(key) for key, op in wanted.items() if op is IndexOp.INDEX)
    index.update(_entries(archive, indexed))
    index.commit()


def _entries(archive: ArchiveFolder, documents: Iterable[Document]) -> Iterator[IndexEntry]:
    for document in documents:
        if document.state not in INDEXED:
            continue
        try:
            yield index_entry(document, tuple(read_pages(archive, document)))
        except NotFound as error:
            log.error("%s is not indexed: %s", document.id, error)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
