"""Where one person corrects documents: the register, the archive, and what they may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import NotFound
from pipeline.model.access import EVERYTHING, Rights
from pipeline.model.names import printable
from pipeline.model.ocr import OcrPage
from pipeline.register.entries import Document
from pipeline.register.store import Register
from pipeline.settings import Settings
from pipeline.steps.mending import mended

_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Bench:
    """One for each person who asks."""

    archive: ArchiveFolder
    register: Register
    settings: Settings
    who: str
    now: Callable[[], datetime]
    rights: Rights = EVERYTHING

    def document(self, document_id: str) -> Document:
        """By its whole id. Raises: NotFound, also where the rights do not reach."""
        unknown = NotFound("document", {"id": printable(document_id[:_LONGEST_ID])})
        try:
            document = self.register.document(document_id)
        except NotFound as error:
            raise unknown from error
        if document.id != document_id or not self.rights.reach(document.holding):
            raise unknown
        return document

    def page(self, document: Document, number: int) -> OcrPage:
        """A page as people see it, numbered as in its file. Raises: NotFound."""
        if not 1 <= number <= document.page_count:
            pages = document.page_count
            raise NotFound("page", {"page": number, "pages": pages, "id": document.id})
        ledger = Ledger(self.archive, document.sha256, document.settings_digest)
        try:
            page = ledger.read(document.first_page + number - 1)
        except NotFound as error:
            raise NotFound("page_not_read", {"id": document.id, "page": number}) from error
        return mended(page, document.fixes)
