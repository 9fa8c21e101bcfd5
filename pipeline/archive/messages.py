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
