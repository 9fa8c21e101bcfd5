"""An archive of one file, each page a document: read, registered, not yet indexed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.record import Field, Record, State
from pipeline.model.scan import PageOrigin
from pipeline.register.entries import IndexOp, NewDocument, PageFacts
from pipeline.register.store import Register
from tests.stack_archive import DIGEST, NOW, SHA, desk_with, hand_in

_FACTS = PageFacts(1, 1654, 2339, 200.0, 90, 0.0, PageOrigin.IMAGE, 9, 0.9)


def read_page(number: int, text: str) -> OcrPage:
    """A page of one line."""
    words, left = [], 100
    for token in text.split():
        words.append(Word(token, Box(left, 100, left + 50, 130), 0.9))
        left += 60
    line = Line(tuple(words), Box(100, 100, left, 130))
    return OcrPage(number, (1654, 2339), 200.0, (line,), "hand")


def archive_of(folder: Path, register: Register, texts: Iterable[str]) -> ArchiveFolder:
    """A document of one page for each text, its code 1/TB, 2/TB …"""
    pages = [read_page(number, text) for number, text in enumerate(texts, 1)]
    desk, _ = desk_with(folder, register, pages)
    documents = [_document(page.number) for page in pages]
    register.register_documents(documents, hand_in(register), NOW, "vanthu")
    return desk.archive


def read_anew(archive: ArchiveFolder, register: Register, text: str) -> None:
    """Every page says something else now, and the index is promised all of it."""
    ledger = Ledger(archive, SHA, DIGEST)
    for document in register.documents():
        ledger.write(read_page(document.first_page, text))
        register.promise(document.id, IndexOp.INDEX, NOW)


def _document(number: int) -> NewDocument:
    return NewDocument(
        id=f"{SHA[:16]}-{number:04}",
        sha256=SHA,
        first_page=number,
        last_page=number,
        state=State.ACCEPTED,
        reasons=(),
        record=Record(code=Field(f"{number}/TB", 0.9), type=Field("Thông báo", 0.9)),
        pages=(_FACTS,),
        pdf=None,
        pdf_conformance=None,
        alto=None,
        settings_digest=DIGEST,
        software="sohoa",
    )
