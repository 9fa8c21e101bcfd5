"""Readings come from the ledger, and are made where it has none."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import ArchiveBusy
from pipeline.evaluation import (
    SCORED,
    Label,
    Recorder,
    crops,
    evaluate,
    read_labels,
    read_records,
    record_scans,
)
from pipeline.jobs import failed_page
from pipeline.model.ocr import OcrPage
from pipeline.rules import default_rules
from pipeline.settings import default_settings

ROOT = Path(__file__).resolve().parents[2]
BYTES = b"not opened"


def label(name: str = "a", pages: int | None = 2, sha256: str | None = None) -> Label:
    values = dict.fromkeys(SCORED)
    return Label(name, f"files/{name}.pdf", values, {}, frozenset(), "200", pages, sha256)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(BYTES)
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    """One that holds the two pages of a.pdf."""
    folder = ArchiveFolder(tmp_path / "archive")
    folder.prepare()
    with Recorder(folder, default_settings(), 1) as recorder:
        ledger = recorder.ledger(hashlib.sha256(BYTES).hexdigest())
        for number in (1, 2):
            ledger.write(OcrPage(number, (100, 200), 72.0, (), "hand"))
    return folder


def test_what_was_read_is_not_read_again(archive: ArchiveFolder, scans: Path) -> None:
    told: list[int] = []
    # Nothing is written: another process may hold the archive.
    with archive.writing(), Recorder(archive, default_settings(), 1) as recorder:
        found = record_scans([label()], scans, recorder, told.append)
    assert [page.number for page in found.pages["a"]] == [1, 2]
    assert (found.left_out, told) == ({}, [2])


def test_a_part_of_a_file_is_a_document(archive: ArchiveFolder, scans: Path) -> None:
    part = replace(label(), first_page=2, last_page=2)
    with Recorder(archive, default_settings(), 1) as recorder:
        found = record_scans([part], scans, recorder)
    assert [page.number for page in found.pages["a"]] == [2]


def test_a_scan_that_is_not_there_or_is_another_is_left_out(
    archive: ArchiveFolder, scans: Path
) -> None:
    labels = [label("b"), label("a", sha256="00")]
    with Recorder(archive, default_settings(), 1) as recorder:
        found = record_scans(labels, scans, recorder)
    assert found.left_out == {"b": "no_scan", "a": "other_bytes"}
    assert evaluate(labels, {}, found.left_out).rows == ()


def test_what_must_be_read_waits_for_nobody(archive: ArchiveFolder, scans: Path) -> None:
    more = label(pages=3)
    with (
        archive.writing(),
        Recorder(archive, default_settings(), 1) as recorder,
        pytest.raises(ArchiveBusy),
    ):
        record_scans([more], scans, recorder)


def test_a_page_that_failed_is_tried_again(archive: ArchiveFolder, scans: Path) -> None:
    with Recorder(archive, default_settings(), 1) as recorder:
        ledger = recorder.ledger(hashlib.sha256(BYTES).hexdigest())
        ledger.write(failed_page(2, "page_timeout"))
        found = record_scans([label()], scans, recorder)
    assert found.left_out == {"a": "not_a_scan"}


def test_a_sample_is_read_judged_and_shown(tmp_path: Path) -> None:
    labels = [
        one for one in read_labels(ROOT / "samples" / "truth.jsonl") if one.id == "01-cong-van"
    ]
    folder = ArchiveFolder(tmp_path / "archive")
    with Recorder(folder, default_settings(), 1) as recorder:
        found = record_scans(labels, ROOT / "samples" / "files", recorder)
        records = read_records(found, default_rules(), default_settings().fields)
        evaluation = evaluate(labels, records, found.left_out)
        pictures = crops(evaluation.rows, found, recorder)
    scores = evaluation.scores()
    assert (scores["issuer"].right, scores["notation"].right) == (1, 1)
    assert set(pictures) == {("01-cong-van", name) for name in SCORED}
    assert all(jpeg.startswith(b"\xff\xd8") for jpeg in pictures.values())
