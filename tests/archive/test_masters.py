import hashlib
import threading
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.masters import (
    document_id_of,
    keep_master,
    master_path,
    quarantine_master,
    sha256_of,
    take_in,
)
from pipeline.errors import Interrupted, ScanRejected
from pipeline.model.scan import ScanKind

CONTENT = b"%PDF-1.4 not really"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    archive = ArchiveFolder(tmp_path / "archive")
    archive.prepare()
    return archive


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.pdf"
    path.write_bytes(CONTENT)
    return path


def taken(folder: ArchiveFolder, source: Path) -> Path:
    return take_in(folder, source, SHA256, "in.pdf", threading.Event())


def files(folder: ArchiveFolder) -> list[Path]:
    return [path for path in folder.root.rglob("*") if path.is_file()]


def test_a_master_is_the_same_bytes_read_only(folder: ArchiveFolder, source: Path) -> None:
    incoming = taken(folder, source)
    assert incoming.stat().st_mode & 0o777 == 0o400
    assert taken(folder, source) == incoming
    place = keep_master(folder, SHA256, ScanKind.PDF)
    assert place == master_path(folder, SHA256, ScanKind.PDF)
    assert sha256_of(place) == SHA256
    assert place.stat().st_mode & 0o777 == 0o444
    assert files(folder) == [place]


def test_a_file_that_changed_is_refused_and_leaves_nothing(
    folder: ArchiveFolder, source: Path
) -> None:
    source.write_bytes(CONTENT + b" and more")
    with pytest.raises(ScanRejected) as caught:
        taken(folder, source)
    assert caught.value.code == "changed_while_reading"
    assert files(folder) == []


def test_a_source_that_is_gone_is_no_fault_of_the_archive(
    folder: ArchiveFolder, source: Path
) -> None:
    source.unlink()
    with pytest.raises(ScanRejected) as caught:
        taken(folder, source)
    assert caught.value.code == "gone"


def test_copying_stops_when_asked_to(folder: ArchiveFolder, source: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        take_in(folder, source, SHA256, "in.pdf", stop)
    assert not (folder.incoming / SHA256).exists()


def test_quarantine_needs_no_source_and_leaves_nothing_else(
    folder: ArchiveFolder, source: Path
) -> None:
    taken(folder, source)
    source.unlink()
    folder.write(folder.pages / SHA256[:2] / SHA256 / "digest" / "0001.json", b"{}")
    folder.write(folder.document(document_id_of(SHA256)) / "x.pdf", b"%PDF")
    place = quarantine_master(folder, SHA256, ScanKind.PDF)
    assert place.stat().st_mode & 0o777 == 0o400
    assert files(folder) == [place]
