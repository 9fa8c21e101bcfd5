"""The archive as one reader sees it: what is not for them is not there."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import NotFound, SohoaError
from pipeline.hit_boxes import PageBoxes, hit_boxes
from pipeline.indexing import INDEXED
from pipeline.model.access import Rights
from pipeline.model.archival import IndexEntry, PageHit
from pipeline.model.names import printable
from pipeline.model.ocr import OcrPage
from pipeline.office.progress import Progress, progress
from pipeline.register.entries import Document, PageFacts, PagePlace, StoredFile
from pipeline.register.store import Register
from pipeline.search.index import Completed, Found, Index, SearchQuery
from pipeline.search.marking import runs, spans_on_page
from pipeline.steps.layout.running_heads import with_running_heads
from pipeline.steps.mending import mended
from pipeline.steps.page_text import page_text
from pipeline.web.pictures import Pictures

_LONGEST_ID = 80
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the index follows the register; `indexed` is None when there is no index."""

    documents: int
    indexed: int | None
    waiting: int
    """Changes that were promised to it and are not done yet."""
    since: datetime | None
    """When the oldest of them was promised."""


class ReadingRoom:
    """Reads an archive for many readers at a time.

    Raises:
        NotFound: no such document or page, or not one that the rights reach: nobody can tell
            which.
        ArchiveUnusable: the register or the index cannot be used now.
    """

    def __init__(
        self,
        archive: ArchiveFolder,
        register: Register,
        open_index: Callable[[], Index],
        pictures: Pictures,
    ) -> None:
        self._archive = archive
        self._register = register
        self._open_index = open_index
        self._pictures = pictures
        self._opening = threading.Lock()
        self._opened: Index | None = None

    def search(self, query: SearchQuery, rights: Rights) -> Found:
        found = self._index().search(query, rights)
        return self._as_registered(found, rights)

    def similar(self, document: Document, rights: Rights, limit: int) -> Found:
        found = self._index().more_like(document.id, rights, limit)
        return self._as_registered(found, rights)

    def complete(
        self, what: Completed, beginning: str, rights: Rights, limit: int
    ) -> tuple[str, ...]:
        return self._index().complete(what, beginning, rights, limit)

    def document(self, document_id: str, rights: Rights) -> Document:
        """By its whole id."""
        unknown = _unknown(document_id)
        try:
            document = self._register.document(document_id)
        except NotFound as error:
            raise unknown from error
        seen = document.state in INDEXED and rights.reach(document.holding)
        if document.id != document_id or not seen:
            raise unknown
        return document

    def progress(self, code: str) -> Progress:
        """Raises: NotFound, in the same words for whatever is no code of a receipt."""
        return progress(self._register, code)

    def page_facts(self, document: Document) -> tuple[PageFacts, ...]:
        return self._register.pages(document.id)

    def page(self, document: Document, number: int) -> OcrPage:
        """A page as read, by its number in the document."""
        place = _in_file(document, number)
        ledger = Ledger(self._archive, document.sha256, document.settings_digest)
        try:
            return replace(mended(ledger.read(place), document.fixes), number=number)
        except NotFound as error:
            raise NotFound("page_not_read", {"id": document.id, "page": number}) from error

    def picture(self, document: Document, number: int, width: int) -> bytes:
        """A JPEG of a page. Raises: Overloaded, EngineFailed, ScanRejected too."""
        page = self.page(document, number)
        master = self._register.master(document.sha256)
        return self._pictures.jpeg(document, master, page, _in_file(document, number), width)

    def page_place(self, document_id: str, number: int, rights: Rights) -> PagePlace:
        """A page that one may see."""
        page = self._register.page_places.of(document_id, number)
        if page is None or page.state not in INDEXED or not rights.reach(page.holding):
            raise _unknown(document_id)
        return page

    def tile(self, page: PagePlace, level: int, column: int, row: int) -> bytes:
        """A JPEG of a part of a page, as `steps.tiles` has them.

        Raises: Overloaded, EngineFailed, ScanRejected too.
        """
        drawn = self._pictures.tile(page, level, column, row)
        if drawn is None:
            raise _unknown(page.document_id)
        return drawn

    def asked_pages(
        self, document: Document, question: str, rights: Rights
    ) -> tuple[tuple[int, int], ...]:
        """Pages on which words of a question stand, each with how many runs of them.

        Raises: NotFound: the index has not followed yet.
        """
        entry = self._index().entry(document.id, rights)
        numbers = range(1, min(len(entry.pages), document.page_count) + 1)
        counted = ((number, len(_runs(question, entry, number))) for number in numbers)
        return tuple((number, count) for number, count in counted if count)

    def asked_runs(
        self, document: Document, number: int, question: str, rights: Rights
    ) -> PageBoxes:
        """Where they stand on a page, a box a run. Raises: NotFound: as `asked_pages`."""
        entry = self._index().entry(document.id, rights)
        spans = _runs(question, entry, number) if number <= len(entry.pages) else ()
        return self.boxes(document, PageHit(number, "", (), spans))

    def boxes(self, document: Document, hit: PageHit) -> PageBoxes:
        """Where the words of a hit stand on their page."""
        try:
            return hit_boxes(self._archive, document, hit)
        except NotFound as error:
            raise NotFound("page_not_read", {"id": document.id, "page": hit.page}) from error

    def asked_boxes(
        self, document: Document, number: int, question: str, rights: Rights
    ) -> PageBoxes:
        """Where the words of a question stand on a page."""
        _in_file(document, number)
        entry = self._index().entry(document.id, rights)
        spans = (
            spans_on_page(question, entry, number, today()) if number <= len(entry.pages) else ()
        )
        return self.boxes(document, PageHit(number, "", (), spans))

    def pdf(self, document: Document) -> Path:
        return self._file(document, document.pdf, "no_pdf")

    def alto(self, document: Document) -> Path:
        return self._file(document, document.alto, "no_alto")

    def _file(self, document: Document, file: StoredFile | None, unknown: str) -> Path:
        path = None if file is None else self._archive.root / file.path
        if path is None or not path.is_file():
            raise NotFound(unknown, {"id": document.id})
        return path

    def text(self, document: Document) -> str:
        """What was read of the whole document, pages parted by form feeds."""
        pages = [self.page(document, number) for number in range(1, document.page_count + 1)]
        return "\n\f".join(page_text(page) for page in with_running_heads(pages))

    def standing(self) -> Standing:
        documents = len(self._register.document_ids(*INDEXED))
        waiting = self._register.waiting()
        oldest = self._register.outbox(1)
        try:
            indexed: int | None = self._index().count()
        except SohoaError:
            indexed = None
        return Standing(documents, indexed, waiting, oldest[0].at if oldest else None)

    def _as_registered(self, found: Found, rights: Rights) -> Found:
        """The index follows the register a moment later; what was taken away is gone at once."""
        held = self._register.holdings([hit.document_id for hit in found.hits], INDEXED)
        hits = tuple(
            hit
            for hit in found.hits
            if (holding := held.get(hit.document_id)) is not None and rights.reach(holding)
        )
        # What was suggested may be from what was taken away.
        suggestions = found.suggestions if len(hits) == len(found.hits) else ()
        return replace(found, hits=hits, suggestions=suggestions)

    def _index(self) -> Index:
        with self._opening:
            if self._opened is None:
                self._opened = self._open_index()
            return self._opened


def today() -> date:
    """The day where the archive is."""
    return datetime.now(_HERE).date()


def _runs(question: str, entry: IndexEntry, number: int) -> tuple[tuple[int, int], ...]:
    text = unicodedata.normalize("NFC", entry.pages[number - 1])
    return runs(spans_on_page(question, entry, number, today()), text)


def _unknown(document_id: str) -> NotFound:
    return NotFound("document", {"id": printable(document_id[:_LONGEST_ID])})


def _in_file(document: Document, number: int) -> int:
    """Which page of its file a page of a document is."""
    if not 1 <= number <= document.page_count:
        pages = document.page_count
        raise NotFound("page", {"page": number, "pages": pages, "id": document.id})
    return document.first_page + number - 1
