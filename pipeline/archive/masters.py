"""Masters: the bytes as they came, by their hash, read-only, never altered."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.errors import ScanRejected
from pipeline.model.scan import ScanKind

_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, hexadecimal. Raises: OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def master_path(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    return archive.masters / sha256[:2] / f"{sha256}{kind.suffix}"


def store_master(
    archive: ArchiveFolder, source: Path, sha256: str, kind: ScanKind, name: str
) -> Path:
    """Copies a file into the archive and checks the copy.

    Raises:
        ScanRejected: "changed_while_reading", when it is no longer the file that was hashed.
        ArchiveUnusable: the archive cannot take it.
    """
    place = master_path(archive, sha256, kind)
    if place.exists():
        return place
    _copy(archive, source, sha256, place, 0o444, name)
    return place


def quarantine_master(
    archive: ArchiveFolder, source: Path, sha256: str, kind: ScanKind, name: str
) -> Path:
    """Copies a secret file into the quarantine and removes what the archive held of it.

    Raises:
        ScanRejected, ArchiveUnusable: as `store_master`.
    """
    place = archive.quarantine / f"{sha256}{kind.suffix}"
    if not place.exists():
        _copy(archive, source, sha256, place, 0o400, name)
    forget(archive, sha256)
    return place


def forget(archive: ArchiveFolder, sha256: str) -> None:
    """Removes a master and its readings: no document was made of it."""
    with usable(archive.root):
        for master in (archive.masters / sha256[:2]).glob(f"{sha256}.*"):
            master.unlink()
        held = archive.pages / sha256[:2] / sha256
        if held.exists():
            shutil.rmtree(held)


def _copy(
    archive: ArchiveFolder, source: Path, sha256: str, place: Path, mode: int, name: str
) -> None:
    made = archive.temporary / f"{os.getpid()}-{sha256}"
    digest = hashlib.sha256()
    with usable(archive.root), source.open("rb") as stream, made.open("wb") as copy:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    if digest.hexdigest() != sha256:
        with usable(archive.root):
            made.unlink()
        raise ScanRejected("changed_while_reading", {"name": name})
    archive.put(made, place, mode)
