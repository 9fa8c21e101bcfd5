"""`sohoa text` prints a document's readings in the form asked for; no engine is needed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.cli import main
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Cell, Line, LineRole, OcrPage, Table, Word
from pipeline.model.record import Record, State
from pipeline.model.scan import ScanKind
from pipeline.register.entries import Master, NewDocument, Source
from pipeline.register.store import open_register

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
DIGEST = "0123456789ab"


def line(text: str, block: int, role: LineRole = LineRole.BODY, top: int = 300) -> Line:
    words = tuple(
        Word(part, Box(70 * n, top, 70 * n + 60, top + 20), 0.9)
        for n, part in enumerate(text.split())
    )
    return Line(words, hull(word.box for word in words), block, role)


BOX = Box(0, 300, 200, 400)
PAGES = (
    OcrPage(1, (800, 1000), 100.0, (line("Căn cứ số 20-", 0), line("NQ/TW;", 0, top=330)), "test"),
    OcrPage(
        2,
        (800, 1000),
        100.0,
        (
            line("2", 0, LineRole.PAGE_NUMBER, 20),
            line("TT", 1),
            line("Đơn vị", 2),
            line("Hết.", 3, top=500),
        ),
        "test",
        tables=(Table(BOX, (Cell(0, 0, BOX, 1), Cell(0, 1, BOX, 2))),),
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that holds one document of two pages."""
    folder = ArchiveFolder(tmp_path_factory.mktemp("text") / "archive")
    folder.prepare()
    ledger = Ledger(folder, SHA, DIGEST)
    for page in PAGES:
        ledger.write(page)
    document = NewDocument(
        id="abc123",
        sha256=SHA,
        first_page=1,
        last_page=2,
        state=State.REVIEW,
        reasons=(),
        record=Record(),
        pages=(),
        pdf=None,
        pdf_conformance=None,
        alto=None,
        settings_digest=DIGEST,
        software="sohoa 0.1",
    )
    with open_register(folder.root) as register:
        batch = register.begin_batch(None, "digest", new_name="lô", now=NOW, who="vanthu")
        (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
        master = Master(SHA, 1, ScanKind.PDF, 2, False, f"masters/ab/{SHA}.pdf", "a.pdf")
        register.store_master(master, NOW, "vanthu")
        register.register_document(document, entry, NOW, "vanthu")
    return folder.root


def printed(capsys: pytest.CaptureFixture[str], archive: Path, *options: str) -> str:
    assert main(["text", "abc123", "--archive", str(archive), *options]) == 0
    return capsys.readouterr().out


def test_paragraphs_are_lines_and_cells_are_parted_by_tabs(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = "Căn cứ số 20-NQ/TW;\n\f2\n\nTT\tĐơn vị\nHết.\n"
    assert printed(capsys, archive) == whole
    assert printed(capsys, archive, "--format", "text", "--page", "1") == "Căn cứ số 20-NQ/TW;\n"


def test_lines_are_as_printed(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, archive, "--format", "lines")
    assert found == "Căn cứ số 20-\nNQ/TW;\n\f2\nTT\nĐơn vị\nHết.\n"


@pytest.mark.parametrize(
    ("form", "page", "word"),
    [
        ("hocr", ".//*[@class='ocr_page']", ".//*[@class='ocrx_word']"),
        ("alto", ".//{*}Page", ".//{*}String"),
    ],
)
def test_hocr_and_alto_hold_every_word_of_the_pages_asked_for(
    archive: Path, capsys: pytest.CaptureFixture[str], form: str, page: str, word: str
) -> None:
    root = etree.fromstring(printed(capsys, archive, "--format", form).encode())
    assert (len(root.findall(page)), len(root.findall(word))) == (2, 10)
    root = etree.fromstring(printed(capsys, archive, "--format", form, "--page", "2").encode())
    assert (len(root.findall(page)), len(root.findall(word))) == (1, 5)


def test_json_is_one_object_a_page(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(row) for row in printed(capsys, archive, "--json").splitlines()]
    assert rows == [
        {"page": 1, "text": "Căn cứ số 20-NQ/TW;"},
        {"page": 2, "text": "2\n\nTT\tĐơn vị\nHết."},
    ]


def test_a_page_or_a_form_that_is_not_there(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["text", "abc123", "--archive", str(archive), "--page", "3"]) == 6
    with pytest.raises(SystemExit) as stopped:
        main(["text", "abc123", "--archive", str(archive), "--format", "docx"])
    assert stopped.value.code == 2
    assert "docx" in capsys.readouterr().err
