"""Masters: the bytes as they came, by their hash, read-only, never altered.

A file first lies in `incoming/`, which only the owner can enter, until every page has passed
the secrecy gate; then it becomes a master or goes into quarantine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.errors import Interrupted, ScanRejected
from pipeline.model.scan import ScanKind

_CHUNK = 1 << 20


def sha256_of(path: Path, stop: threading.Event | None = None) -> str:
    """Hash of a file's bytes, hexadecimal. Raises: OSError; Interrupted when `stop` is set."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            _go_on(stop)
            digest.update(chunk)
    return digest.hexdigest()


def document_id_of(sha256: str, first_page: int = 1) -> str:
    """The same page of the same file always begins the same document."""
    return sha256[:16] if first_page == 1 else f"{sha256[:16]}-{first_page:04}"


def master_path(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    return archive.masters / sha256[:2] / f"{sha256}{kind.suffix}"


def take_in(
    archive: ArchiveFolder, source: Path, sha256: str, name: str, stop: threading.Event
) -> Path:
    """Copies a file into `incoming/` and checks the copy: from here on only that is used.

    Raises:
        ScanRejected: it cannot be read any more, or is no longer the file that was hashed.
        ArchiveUnusable: the archive cannot take it.
        Interrupted: `stop` was set.
    """
    place = archive.incoming / sha256
    if place.exists():
        return place
    made = archive.temporary / f"{os.getpid()}-{sha256}"
    digest = hashlib.sha256()
    with usable(archive.root):
        copy = made.open("wb")
    with copy:
        for chunk in _chunks(source, name):
            _go_on(stop)
            digest.update(chunk)
            with usable(archive.root):
                copy.write(chunk)
        with usable(archive.root):
            copy.flush()
    if digest.hexdigest() != sha256:
        with usable(archive.root):
            made.unlink()
        raise ScanRejected("changed_while_reading", {"name": name})
    archive.put(made, place, 0o400)
    return place


def keep_master(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    """Makes the incoming file a master. Raises: ArchiveUnusable."""
    return _settle(archive, sha256, master_path(archive, sha256, kind), 0o444)


def quarantine_master(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    """Locks the incoming file away and removes all else that the archive holds of it.

    Raises:
        ArchiveUnusable: the archive cannot be written.
    """
    place = _settle(archive, sha256, quarantine_path(archive, sha256, kind), 0o400)
    forget(archive, sha256)
    return place


def quarantine_path(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    return archive.quarantine / f"{sha256}{kind.suffix}"


def unfinished_path(archive: ArchiveFolder, sha256: str) -> Path:
    """Lies there while a file is being locked away."""
    return archive.quarantine / f"{sha256}.unfinished"


def lock_master(archive: ArchiveFolder, sha256: str, kind: ScanKind) -> Path:
    """Locks a master away and removes all that was made of it; again, it does what is left.

    Raises:
        ArchiveUnusable: the archive cannot be written.
    """
    place, master = quarantine_path(archive, sha256, kind), master_path(archive, sha256, kind)
    if master.exists() and not place.exists():
        archive.put(master, place, 0o400)
    if place.exists():
        forget(archive, sha256)
    return place


def forget(archive: ArchiveFolder, sha256: str) -> None:
    """Removes bytes, readings and archival files: no document was made of them."""
    with usable(archive.root):
        (archive.incoming / sha256).unlink(missing_ok=True)
        for master in (archive.masters / sha256[:2]).glob(f"{sha256}.*"):
            master.unlink()
        first = archive.document(document_id_of(sha256))
        made = first.parent.glob(f"{first.name}*")
        for held in (archive.pages / sha256[:2] / sha256, *made):
            if held.exists():
                shutil.rmtree(held)


def traces(archive: ArchiveFolder, sha256: str) -> Iterator[str]:
    """Where something of a file is besides the quarantine, relative to the archive."""
    first = archive.document(document_id_of(sha256))
    places = [archive.incoming / sha256, archive.pages / sha256[:2] / sha256]
    places += sorted((archive.masters / sha256[:2]).glob(f"{sha256}.*"))
    places += sorted(first.parent.glob(f"{first.name}*"))
    yield from (archive.relative(place) for place in places if place.exists())


def _settle(archive: ArchiveFolder, sha256: str, place: Path, mode: int) -> Path:
    incoming = archive.incoming / sha256
    if incoming.exists():
        archive.put(incoming, place, mode)
    return place


def _chunks(source: Path, name: str) -> Iterator[bytes]:
    """Raises: ScanRejected, for it is the source that fails here and not the archive."""
    try:
        with source.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except FileNotFoundError as error:
        raise ScanRejected("gone", {"name": name}) from error
    except OSError as error:
        raise ScanRejected("unreadable", {"name": name, "why": str(error.strerror)}) from error


def _go_on(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Interrupted("interrupted")
