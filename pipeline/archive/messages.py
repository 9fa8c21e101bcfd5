"""Messages of exchange and mail: the bytes as they came or went, by their hash, never altered.

They are kept apart from masters: a file that a message brought becomes a master only when it has
passed the secrecy gate, so only the archive's owner can enter this folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from pipeline.archive.folder import PRIVATE, ArchiveFolder, flush, usable


def keep_message(archive: ArchiveFolder, data: bytes, suffix: str) -> tuple[str, str]:
    """(SHA-256, place relative to the archive) of a message, kept once whoever else keeps it.

    `suffix` is ours (`.edxml`, `.eml`), never a name from outside.

    Raises:
        ArchiveUnusable: the archive cannot take it.
    """
    return _keep(archive, archive.messages, data, suffix)


def keep_brought(archive: ArchiveFolder, data: bytes, suffix: str) -> tuple[str, str]:
    """As `keep_message`, a file that a message brought: it waits to be digitised."""
    return _keep(archive, archive.messages / "files", data, suffix)


def keep_secret(archive: ArchiveFolder, data: bytes, suffix: str) -> tuple[str, str]:
    """As `keep_message`, one that is known as secret: it is in quarantine from the beginning."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = archive.quarantine / f"{sha256}{suffix}"
    with usable(archive.root):
        archive.quarantine.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if not place.exists():
            _put(place, data)
    return sha256, archive.relative(place)


def lock_message(archive: ArchiveFolder, locked: str) -> None:
    """Moves a message to its place in quarantine, if it is not there.

    Raises:
        ArchiveUnusable: the archive cannot be written.
    """
    place = archive.root / locked
    open_place = archive.root / open_message(archive, locked)
    with usable(archive.root):
        there = open_place.exists()
    if there:
        archive.put(open_place, place, 0o400)


def unlock_message(archive: ArchiveFolder, locked: str) -> str:
    """Moves a message out of quarantine; its place. Raises: ArchiveUnusable."""
    stored = open_message(archive, locked)
    place = archive.root / locked
    with usable(archive.root):
        there = place.exists()
    if there:
        archive.put(place, archive.root / stored, 0o400)
    return stored


def open_message(archive: ArchiveFolder, locked: str) -> str:
    """Where a message of the quarantine lay and will lie, relative to the archive."""
    name = Path(locked).name
    return archive.relative(archive.messages / name[:2] / name)


def drop_brought(archive: ArchiveFolder, sha256: str) -> None:
    """Removes a file that a message brought: the message in quarantine holds it.

    Raises:
        ArchiveUnusable: the archive cannot be written.
    """
    with usable(archive.root):
        for place in brought_files(archive, sha256):
            place.unlink()


def brought_files(archive: ArchiveFolder, sha256: str) -> tuple[Path, ...]:
    """Where a file that a message brought waits to be digitised."""
    folder = brought_place(archive, sha256, "").parent
    return tuple(folder.glob(f"{sha256}.*")) if sha256 else ()


def brought_place(archive: ArchiveFolder, sha256: str, suffix: str) -> Path:
    return archive.messages / "files" / sha256[:2] / f"{sha256}{suffix}"


def mail_folder(archive: ArchiveFolder, sha256: str) -> Path:
    """Where the attachments of one e-mail wait for the batch that digitises them."""
    return archive.messages / "files" / "mail" / sha256


def _keep(archive: ArchiveFolder, folder: Path, data: bytes, suffix: str) -> tuple[str, str]:
    sha256 = hashlib.sha256(data).hexdigest()
    place = folder / sha256[:2] / f"{sha256}{suffix}"
    with usable(archive.root):
        archive.messages.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _put(place, data)
    return sha256, archive.relative(place)


def _put(place: Path, data: bytes) -> None:
    """Not by way of `tmp/`, which a batch that begins sweeps: messages come while batches run."""
    descriptor, made = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(0o400)
        os.replace(made, place)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    flush(place.parent)
