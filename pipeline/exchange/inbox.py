"""A folder that messages come into: whole files, half-copied ones, and where they go afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import ArchiveUnusable, ScanRejected

RECEIVED = "received"
REFUSED = "refused"
_SUFFIXES = (".edxml", ".xml")


def files_of(folder: Path) -> Iterator[Path]:
    """Messages of the folder, the oldest first; hidden files, links and folders are none.

    Raises:
        ArchiveUnusable: the folder cannot be read.
    """
    try:
        found = [
            (entry.stat(follow_symlinks=False).st_mtime, entry.name)
            for entry in os.scandir(folder)
            if entry.is_file(follow_symlinks=False)
            and entry.name.lower().endswith(_SUFFIXES)
            and not entry.name.startswith((".", "~"))
        ]
    except OSError as error:
        raise _unusable(folder, error) from error
    for _, name in sorted(found):
        yield folder / name


def bytes_of(path: Path, most_bytes: int) -> bytes:
    """Raises: ScanRejected: it is too big; ArchiveUnusable: it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise _unusable(path, error) from error
    if len(data) > most_bytes:
        raise ScanRejected("edxml_too_big", {"most": most_bytes})
    return data


def age_s(path: Path, now: float) -> float:
    """Seconds since it was last written to. Raises: ArchiveUnusable."""
    try:
        return now - path.stat().st_mtime
    except OSError as error:
        raise _unusable(path, error) from error


def put_away(path: Path, where: str, reason: str = "") -> Path:
    """Moves a file into a folder beside it, with the reason in a text file beside that.

    Raises:
        ArchiveUnusable.
    """
    folder = path.parent / where
    try:
        folder.mkdir(exist_ok=True)
        place = _free(folder, path.name)
        if reason:
            place.with_name(f"{place.name}.txt").write_text(f"{reason}\n", encoding="utf-8")
        os.replace(path, place)
    except OSError as error:
        raise _unusable(path, error) from error
    return place


def remove(path: Path) -> None:
    """Raises: ArchiveUnusable."""
    try:
        path.unlink()
    except OSError as error:
        raise _unusable(path, error) from error


def _free(folder: Path, name: str) -> Path:
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{number}-{name}"
    return place


def _unusable(path: Path, error: OSError) -> ArchiveUnusable:
    why = error.strerror or str(error)
    return ArchiveUnusable("no_access", {"archive": str(path), "why": why})
