"""Brings the index up to the register: what the outbox promises, or everything anew."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import (
    ArchiveBusy,
    ArchiveUnusable,
    IndexIncomplete,
    IndexOutdated,
    IndexUnreachable,
    NotFound,
)
from pipeline.model.archival import Form, IndexEntry
from pipeline.model.ocr import OcrPage, TextSource
from pipeline.model.record import State, Value
from pipeline.register.entries import Document, IndexOp, OutboxEntry
from pipeline.register.store import Register
from pipeline.search.index import Index
from pipeline.search.opening import open_search, rebuild_search
from pipeline.settings import Settings
from pipeline.steps.guesses import guesses_at
from pipeline.steps.mending import mended

log = logging.getLogger(__name__)

INDEXED = (State.ACCEPTED, State.REVIEW)
_AT_ONCE = 200
_COMMIT_DOCUMENTS = 2_000
_COMMIT_S = 1.0
"""The index is committed once as many documents or as much time have gone by; a kill costs that,
and another process that has something to index waits for that."""
_GIVE_WAY_S = 0.05


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How far the index came."""

    done: int
    """Promises kept."""
    waiting: int
    """Promises left in the outbox."""
    why: ArchiveUnusable | ArchiveBusy | None = None
    """Why any are left: the search server is away, or refused documents, or another process
    works at the index, and will find them."""


def catch_up(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    first: Collection[str] = (),
) -> CaughtUp:
    """Does what the outbox promises and then forgets it.

    `first`: documents that somebody waits for. Several processes may do this at a time: they
    take turns, and none writes what is older than what another wrote.

    A document without its readings is left out, which `verify` says. An index that is missing,
    damaged or of an older form is made anew from the register. A search server that is away
    loses nothing: what it was promised waits for the next time.
    """
    promised = register.waiting()
    why: ArchiveUnusable | ArchiveBusy | None = None
    try:
        why = _index_promised(archive, register, settings, first) if promised else None
    except (IndexUnreachable, ArchiveBusy) as error:
        why = error
    if why is not None:
        log.warning("the index is behind: %s", why)
    waiting = register.waiting()
    return CaughtUp(promised - waiting, waiting, why)


def make_ready(archive: ArchiveFolder, register: Register, settings: Settings) -> bool:
    """Makes an index anew that is missing, damaged or of an older form; whether it was.

    Raises: ArchiveBusy, ArchiveUnusable, IndexUnreachable.
    """
    try:
        open_search(archive.index, settings).close()
    except IndexOutdated:
        rebuild(archive, register, settings)
        return True
    return False


def rebuild(archive: ArchiveFolder, register: Register, settings: Settings) -> int:
    """Makes the index anew from the register and the page ledger; the number of documents.

    What a search server refuses is left out, named in the log, and stays promised if it was.
    Raises: ArchiveBusy, ArchiveUnusable, IndexUnreachable; what was in use still is.
    """
    with archive.indexing():
        return _made_anew(archive, register, settings)[0]


def rebuild_beside(archive: ArchiveFolder, register: Register, settings: Settings) -> int:
    """As `rebuild`, for an index that is not the one in use: that one is still promised all."""
    return _all_entries(archive, register, settings)[0]


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
        signatures=document.signatures,
        guesses=tuple(g for number, page in enumerate(pages, 1) for g in guesses_at(page, number)),
    )


def form_of(pages: Iterable[OcrPage]) -> Form:
    """How a document came to be, by where the text of its pages is from; blank pages don't say."""
    sources = {page.source for page in pages if page.lines}
    if sources == {TextSource.EMBEDDED}:
        return Form.ELECTRONIC
    return Form.MIXED if TextSource.EMBEDDED in sources else Form.PAPER


def read_pages(archive: ArchiveFolder, document: Document) -> Iterator[OcrPage]:
    """Each page of a document as read, with what people said of its words.

    Raises: NotFound when the ledger lacks one.
    """
    ledger = Ledger(archive, document.sha256, document.settings_digest)
    for number in range(document.first_page, document.last_page + 1):
        yield mended(ledger.read(number), document.fixes)


def _index_promised(
    archive: ArchiveFolder, register: Register, settings: Settings, first: Collection[str]
) -> IndexIncomplete | None:
    """What the index refused. Raises: IndexUnreachable, ArchiveBusy."""
    refused: IndexIncomplete | None = None
    last: int | None = 0
    if first:
        with archive.indexing():
            refused = _follow(archive, register, settings, _of(register, first))[1]
    while last is not None:
        with archive.indexing():
            last, found = _follow(archive, register, settings, _after(register, last))
        refused = found or refused
        if last is not None:
            # Somebody may wait for one document behind our many.
            time.sleep(_GIVE_WAY_S)
    return refused


def _follow(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    promised: Iterator[tuple[OutboxEntry, ...]],
) -> tuple[int | None, IndexIncomplete | None]:
    """(id of the last promise that was looked at; None at the end, what the index refused).

    Raises: IndexUnreachable.
    """
    try:
        return _portion(archive, register, settings, promised)
    except IndexOutdated:
        return None, _made_anew(archive, register, settings)[1]


def _portion(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    promised: Iterator[tuple[OutboxEntry, ...]],
) -> tuple[int | None, IndexIncomplete | None]:
    """As much as one commit holds. Raises: IndexOutdated, IndexUnreachable."""
    done: list[OutboxEntry] = []
    refused: IndexIncomplete | None = None
    began = time.monotonic()
    with closing(open_search(archive.index, settings)) as index:
        for entries in promised:
            _apply(archive, register, index, entries)
            done += entries
            if len(done) >= _COMMIT_DOCUMENTS or time.monotonic() - began >= _COMMIT_S:
                break
        else:
            began = 0.0
        left: frozenset[str] = frozenset()
        try:
            index.commit()
        except IndexIncomplete as error:
            refused, left = error, error.document_ids
        register.clear_outbox(entry for entry in done if entry.document_id not in left)
    return (done[-1].id if began else None), refused


def _after(register: Register, last: int) -> Iterator[tuple[OutboxEntry, ...]]:
    """What was promised after that, some at a time."""
    while entries := register.outbox(_AT_ONCE, after=last):
        last = entries[-1].id
        yield entries


def _of(register: Register, ids: Collection[str]) -> Iterator[tuple[OutboxEntry, ...]]:
    """What was promised of some documents."""
    if entries := register.outbox_of(ids):
        yield entries


def _made_anew(
    archive: ArchiveFolder, register: Register, settings: Settings
) -> tuple[int, IndexIncomplete | None]:
    promised = register.outbox(1_000_000)
    count, refused = _all_entries(archive, register, settings)
    left = refused.document_ids if refused is not None else ()
    register.clear_outbox(entry for entry in promised if entry.document_id not in left)
    return count, refused


def _all_entries(
    archive: ArchiveFolder, register: Register, settings: Settings
) -> tuple[int, IndexIncomplete | None]:
    """Number of documents in a new index of all, and what it refused."""
    refused: IndexIncomplete | None = None
    entries = _entries(archive, register.documents())
    try:
        index = rebuild_search(archive.index, settings, entries)
    except IndexIncomplete as error:
        refused = error
        index = open_search(archive.index, settings)
    with closing(index):
        return index.count(), refused


def _apply(
    archive: ArchiveFolder, register: Register, index: Index, entries: tuple[OutboxEntry, ...]
) -> None:
    wanted = {entry.document_id: entry.op for entry in entries}
    index.remove(key for key, op in wanted.items() if op is IndexOp.REMOVE)
    indexed = (key for key, op in wanted.items() if op is IndexOp.INDEX)
    there = tuple(_still_there(register, indexed))
    found = tuple(_entries(archive, there))
    index.update(found)
    # What cannot be read any more may not stay as it was: its access may be another now.
    left_out = {document.id for document in there} - {entry.document_id for entry in found}
    index.remove(left_out)


def _still_there(register: Register, document_ids: Iterable[str]) -> Iterator[Document]:
    """Those that the register has by now; of one that went, the removal is promised too."""
    for document_id in document_ids:
        try:
            document = register.document(document_id)
        except NotFound:
            continue
        if document.id == document_id:
            yield document


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
