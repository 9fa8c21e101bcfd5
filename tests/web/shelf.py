"""A small archive with real pictures, and a client that asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.desk import Jobs
from pipeline.indexing import rebuild
from pipeline.model.access import UNDECLARED, Access, Holding
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.record import Field, Record, State
from pipeline.model.scan import ScanKind
from pipeline.register.entries import (
    Input,
    Master,
    NewDocument,
    NewQuarantined,
    Source,
    StoredFile,
    page_facts,
)
from pipeline.register.store import Register, open_register
from pipeline.search.opening import open_index
from pipeline.settings import Reader, default_settings
from pipeline.steps.record import doubts_of
from pipeline.web.application import create_app
from pipeline.web.pictures import Pictures
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.tokens import Tokens
from tests.stack_archive import DIGEST, NOW

SIZE = (400, 560)
TOKENS = {"SOHOA_ALL": "a" * 40, "SOHOA_HEALTH": "y" * 40}
READERS = (
    Reader(name="all", access=tuple(Access), token_env="SOHOA_ALL"),
    Reader(name="y tế", access=tuple(Access), units=("Phòng Y tế",), token_env="SOHOA_HEALTH"),
    Reader(name="public", access=(Access.OPEN,)),
)


@dataclass(frozen=True)
class Paper:
    """A document to be: one page of lines."""

    id: str
    text: str
    holding: Holding = UNDECLARED
    code: str = ""
    issuer: str = ""
    subject: str = ""
    secret: bool = False
    fields: Mapping[str, Field] = dataclass_field(default_factory=dict)
    """Others of its record; one in review lets the document wait for a person."""
    guesses: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    """Words that are unsure, with what else they may be."""


def fill(folder: Path, papers: Sequence[Paper]) -> ArchiveFolder:
    """An archive of these, indexed."""
    archive = ArchiveFolder(folder)
    archive.prepare()
    with open_register(folder) as register:
        for paper in papers:
            _register(archive, register, paper)
        rebuild(archive, register, default_settings())
    return archive


@contextmanager
def asked(
    archive: ArchiveFolder,
    tmp_path: Path,
    readers: Sequence[Reader] = (),
    jobs: Jobs | None = None,
) -> Iterator[TestClient]:
    """A client of the archive's API; pictures are drawn by `jobs`."""
    with open_register(archive.root) as register:
        room = room_of(archive, register, tmp_path, jobs)
        app: FastAPI = create_app(room, Tokens(readers, TOKENS), "vi")
        yield TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def room_of(
    archive: ArchiveFolder, register: Register, tmp_path: Path, jobs: Jobs | None = None
) -> ReadingRoom:
    """The archive as readers see it; pictures are drawn by `jobs`."""

    def start() -> Jobs:
        assert jobs is not None
        return jobs

    kept = tmp_path / "kept"
    kept.mkdir(exist_ok=True)
    pictures = Pictures(archive, default_settings(), kept, start)
    return ReadingRoom(archive, register, lambda: open_index(archive.index), pictures)


def bearer(variable: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[variable]}"}


def read(client: TestClient, path: str, **asking: Any) -> Any:
    """The JSON of an answer that is one."""
    answer = client.get(f"/api/v1{path}", **asking)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _register(archive: ArchiveFolder, register: Register, paper: Paper) -> None:
    picture = Image.new("L", SIZE, 255)
    ImageDraw.Draw(picture).rectangle((40, 40, 200, 60), fill=0)
    place = archive.temporary / "made.png"
    picture.save(place)
    place.write_bytes(place.read_bytes() + paper.id.encode())
    sha = hashlib.sha256(place.read_bytes()).hexdigest()
    stored = archive.masters / sha[:2] / f"{sha}.png"
    archive.put(place, stored)
    page = _page(paper.text, paper.guesses)
    Ledger(archive, sha, DIGEST).write(page)
    batch = register.begin_batch(
        paper.id, "digest", new_name="x", now=NOW, who="vanthu", default=paper.holding
    )
    (entry,) = register.add_inputs(batch, [Source(f"/scans/{paper.id}.png", f"{paper.id}.png")])
    master = Master(sha, 1, ScanKind.PNG, 1, False, archive.relative(stored), f"{paper.id}.png")
    register.store_master(master, NOW, "vanthu")
    if paper.secret:
        hidden = NewQuarantined(paper.id, sha, 1, 1, "Mật", (), DIGEST, "sohoa")
        register.secrets.register(hidden, entry, NOW, "vanthu")
        return
    _accept(archive, register, paper, sha, page, entry)


def _accept(
    archive: ArchiveFolder, register: Register, paper: Paper, sha: str, page: OcrPage, entry: Input
) -> None:
    pdf = archive.document(paper.id) / f"{paper.id}.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"%PDF-1.7 of " + paper.id.encode())
    plain: dict[str, Any] = {
        "type": Field("Thông báo", 0.9),
        "code": Field(paper.code or None, 0.9),
        "issuer": Field(paper.issuer or None, 0.9),
        "subject": Field(paper.subject or None, 0.9),
    }
    record = Record(**{**plain, **paper.fields})
    reasons = tuple(doubts_of(record)) if paper.fields else ()
    new = NewDocument(
        id=paper.id,
        sha256=sha,
        first_page=1,
        last_page=1,
        state=State.REVIEW if reasons else State.ACCEPTED,
        reasons=reasons,
        record=record,
        pages=(page_facts(page, 1),),
        pdf=StoredFile(archive.relative(pdf), hashlib.sha256(pdf.read_bytes()).hexdigest()),
        pdf_conformance="2u",
        alto=None,
        settings_digest=DIGEST,
        software="sohoa",
    )
    register.register_document(new, entry, NOW, "vanthu")


def _page(text: str, guesses: Mapping[str, tuple[str, ...]]) -> OcrPage:
    lines = []
    for row, written in enumerate(text.splitlines()):
        top = 40 + 40 * row
        words = tuple(
            Word(
                token,
                Box(40 + 60 * n, top, 90 + 60 * n, top + 20),
                0.4 if token in guesses else 0.9,
                guesses.get(token, ()),
            )
            for n, token in enumerate(written.split())
        )
        lines.append(Line(words, Box(40, top, 40 + 60 * len(words), top + 20), block=row))
    return OcrPage(1, SIZE, 72.0, tuple(lines), "hand")
