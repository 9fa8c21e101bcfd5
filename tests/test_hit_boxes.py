"""The boxes of a hit come from the page ledger, and of what is secret none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.documents import documents_of
from pipeline.errors import NotFound
from pipeline.hit_boxes import hit_boxes
from pipeline.indexing import catch_up
from pipeline.model.access import EVERYTHING
from pipeline.model.archival import PageHit
from pipeline.model.record import State
from pipeline.register.entries import Document
from pipeline.register.store import open_register
from pipeline.search.index import SearchQuery
from pipeline.search.opening import open_index
from pipeline.settings import default_settings
from tests.stack_archive import desk_with, hand_in
from tests.steps.documents.conftest import Sheets


@pytest.fixture
def found(tmp_path: Path) -> Iterator[tuple[ArchiveFolder, tuple[Document, ...]]]:
    """An archive of a file that is two documents."""
    folder = ArchiveFolder(tmp_path / "archive")
    with open_register(folder.root) as register:
        pages = [Sheets.decision(), Sheets.plain(), Sheets.decision()]
        desk, scan = desk_with(folder.root, register, pages)
        made = documents_of(scan, desk)
        register.register_documents(made, hand_in(register), desk.now(), desk.who)
        catch_up(folder, register, default_settings())
        yield folder, tuple(register.documents())


def test_what_a_hit_marks_is_what_its_boxes_hold(
    found: tuple[ArchiveFolder, tuple[Document, ...]],
) -> None:
    archive, documents = found
    assert len(documents) == 2
    second = documents[1]
    page = Ledger(archive, second.sha256, second.settings_digest).read(second.first_page)
    index = open_index(archive.index)
    answer = index.search(SearchQuery(f'"{page.lines[0].text}"'), EVERYTHING)
    index.close()
    hit = next(hit for hit in answer.hits if hit.document_id == second.id)
    boxes = hit_boxes(archive, second, hit.pages[0])
    assert (boxes.page, boxes.size) == (1, page.size)
    words = [w for w in page.words if any(w.box.overlaps(box) for box in boxes.boxes)]
    assert boxes.boxes
    assert page.lines[0].text == " ".join(word.text for word in words)


def test_a_description_has_no_boxes(found: tuple[ArchiveFolder, tuple[Document, ...]]) -> None:
    archive, documents = found
    assert hit_boxes(archive, documents[0], PageHit(1, "12/QĐ", ((0, 2),))).boxes == ()


@pytest.mark.parametrize("page", [0, 9])
def test_a_page_that_is_not_there(
    page: int, found: tuple[ArchiveFolder, tuple[Document, ...]]
) -> None:
    archive, documents = found
    with pytest.raises(NotFound, match="page"):
        hit_boxes(archive, documents[0], PageHit(page, "", ()))


def test_what_is_quarantined_has_no_boxes(
    found: tuple[ArchiveFolder, tuple[Document, ...]],
) -> None:
    archive, documents = found
    secret = replace(documents[0], state=State.QUARANTINED)
    with pytest.raises(NotFound, match="quarantined"):
        hit_boxes(archive, secret, PageHit(1, "", ()))
