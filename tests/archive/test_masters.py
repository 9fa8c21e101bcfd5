import hashlib
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.masters import master_path, quarantine_master, sha256_of, store_master
from pipeline.errors import ScanRejected
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


def test_a_master_is_the_same_bytes_read_only(folder: ArchiveFolder, source: Path) -> None:
    place = store_master(folder, source, SHA256, ScanKind.PDF, "in.pdf")
    assert place == master_path(folder, SHA256, ScanKind.PDF)
    assert sha256_of(place) == SHA256
    assert place.stat().st_mode & 0o777 == 0o444
    assert store_master(folder, source, SHA256, ScanKind.PDF, "in.pdf") == place


def test_a_file_that_changed_is_refused_and_leaves_nothing(
    folder: ArchiveFolder, source: Path
) -> None:
    source.write_bytes(CONTENT + b" and more")
    with pytest.raises(ScanRejected) as caught:
        store_master(folder, source, SHA256, ScanKind.PDF, "in.pdf")
    assert caught.value.code == "changed_while_reading"
    assert not [path for path in folder.root.rglob("*") if path.is_file()]


def test_quarantine_takes_the_file_and_all_that_was_stored(
    folder: ArchiveFolder, source: Path
) -> None:
    store_master(folder, source, SHA256, ScanKind.PDF, "in.pdf")
    reading = folder.pages / SHA256[:2] / SHA256 / "digest" / "0001.json"
    folder.write(reading, b"{}")
    place = quarantine_master(folder, source, SHA256, ScanKind.PDF, "in.pdf")
    assert place.stat().st_mode & 0o777 == 0o400
    files = [path for path in folder.root.rglob("*") if path.is_file()]
    assert files == [place]
