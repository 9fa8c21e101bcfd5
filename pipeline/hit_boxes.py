"""Where the words that answer a question stand on their page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.errors import NotFound, Param
from pipeline.model.archival import PageHit
from pipeline.model.geometry import Box
from pipeline.model.record import State
from pipeline.register.entries import Document
from pipeline.steps.mending import mended
from pipeline.steps.page_boxes import page_boxes


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """Marked places of one page."""

    page: int
    """From 1, within the document."""
    size: tuple[int, int]
    """(width, height) of the page as kept, pixels."""
    boxes: tuple[Box, ...]
    """Pixels of that page, in reading order; none when only the description answers."""


def hit_boxes(archive: ArchiveFolder, document: Document, page_hit: PageHit) -> PageBoxes:
    """The boxes of a hit's words. Who may see the document is for the caller to know.

    Raises:
        NotFound: the document is quarantined, has no such page, or the ledger lacks it.
    """
    if document.state is State.QUARANTINED:
        raise NotFound("quarantined", {"id": document.id})
    if not 1 <= page_hit.page <= document.page_count:
        # The index may be of a time when the document had other pages.
        params: dict[str, Param] = {
            "page": page_hit.page,
            "pages": document.page_count,
            "id": document.id,
        }
        raise NotFound("page", params)
    ledger = Ledger(archive, document.sha256, document.settings_digest)
    page = mended(ledger.read(document.first_page + page_hit.page - 1), document.fixes)
    return PageBoxes(page_hit.page, page.size, page_boxes(page, page_hit.spans))
