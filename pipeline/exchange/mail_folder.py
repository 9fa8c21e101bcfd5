"""Messages of a mailbox folder: a Maildir, an mbox file, or files that end in .eml."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.mail import BoxPlace


@dataclass(frozen=True, slots=True)
class RawMail:
    """A message as it lies in its box."""

    name: str
    """Where: for people."""
    data: bytes
    """Empty where it is too large."""
    size: int
    place: BoxPlace | None = None
    """Where it lies on a server."""


def read_folder(path: Path, max_bytes: int) -> Iterator[RawMail]:
    """Each message of it, in the order of names; nothing in the folder is changed.

    Raises:
        NotFound: there is no such folder.
        SettingsInvalid: it is no mailbox, or may not be read.
    """
    if not path.exists():
        raise NotFound("no_such_input", {"path": str(path)})
    try:
        if path.is_file() and path.suffix.casefold() != ".eml":
            yield from _mbox(path, max_bytes)
        else:
            yield from _files(path, max_bytes)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsInvalid("mailbox_unusable", {"path": str(path), "why": why}) from error


def _files(path: Path, max_bytes: int) -> Iterator[RawMail]:
    for file in sorted(_named(path)):
        size = file.stat().st_size
        yield RawMail(file.name, file.read_bytes() if size <= max_bytes else b"", size)


def _named(path: Path) -> list[Path]:
    """A Maildir has new/ and cur/; what is in its tmp/ is still being written."""
    if path.is_file():
        return [path]
    if (path / "cur").is_dir() or (path / "new").is_dir():
        places = [one for name in ("new", "cur") for one in (path / name).glob("*")]
        return [one for one in places if one.is_file() and not one.name.startswith(".")]
    return [one for one in path.rglob("*") if one.is_file() and one.suffix.casefold() == ".eml"]


def _mbox(path: Path, max_bytes: int) -> Iterator[RawMail]:
    with path.open("rb") as stream:
        if stream.read(5) not in (b"From ", b""):
            raise SettingsInvalid("mailbox_unknown", {"path": str(path)})
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            with box.get_file(key) as file:
                data = file.read(max_bytes + 1)
            size = len(data)
            yield RawMail(f"{path.name}#{number}", data if size <= max_bytes else b"", size)
    finally:
        box.close()
