"""What was handed in: the files that paths name, and the fingerprint of each."""

from __future__ import annotations

import glob
import os
import stat
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.archive.folder import REGISTERS, ArchiveFolder
from pipeline.archive.masters import sha256_of
from pipeline.errors import Interrupted, NotFound, ScanRejected, SettingsInvalid
from pipeline.register.entries import Input, Source

LITTER = frozenset({"thumbs.db", "desktop.ini"})
"""What file managers leave in folders, in small letters."""


def find_inputs(paths: Sequence[str], archive: Path) -> tuple[Source, ...]:
    """Every file named, or lying under a folder named, once, in the order of names.

    Files whose name starts with a dot, what file managers leave behind, and archives are no
    inputs. A folder that cannot be entered is an input, so that it is refused and not passed
    over.

    Raises:
        NotFound: "no_such_input" for a path or pattern that names nothing, "no_inputs" when
            nothing was found at all.
        SettingsInvalid: "inside_archive" for a path in the archive itself, but for what a message
            brought or somebody handed in: that waits there to be digitised.
    """
    folder = ArchiveFolder(archive.resolve())
    brought = (folder.messages / "files", folder.uploads)
    found: dict[str, Source] = {}
    for path in paths:
        for file in _files(path):
            absolute = os.path.abspath(file)
            place = Path(absolute).resolve()
            inside = place.is_relative_to(archive.resolve())
            if inside and not any(place.is_relative_to(one) for one in brought):
                raise SettingsInvalid("inside_archive", {"name": _text(absolute)})
            name = os.path.relpath(absolute, path) if os.path.isdir(path) else Path(file).name
            found.setdefault(absolute, Source(absolute, _text(name)))
    if not found:
        raise NotFound("no_inputs", {"paths": ", ".join(_text(path) for path in paths)})
    return tuple(found.values())


def fingerprint(source: Source, max_bytes: int, stop: threading.Event | None = None) -> str:
    """SHA-256 of an input's bytes.

    Raises:
        ScanRejected: not there, not a file, not readable, or larger than `max_bytes`.
        Interrupted: `stop` was set.
    """
    name = source.name
    if stop is not None and stop.is_set():
        raise Interrupted("interrupted")
    try:
        status = os.stat(source.path)
    except FileNotFoundError as error:
        raise ScanRejected("gone", {"name": name}) from error
    except OSError as error:
        raise ScanRejected("unreadable", {"name": name, "why": str(error.strerror)}) from error
    if stat.S_ISDIR(status.st_mode):
        raise ScanRejected("folder_not_entered", {"name": name})
    if not stat.S_ISREG(status.st_mode):
        raise ScanRejected("not_a_file", {"name": name})
    if status.st_size > max_bytes:
        raise ScanRejected("too_large", {"name": name, "bytes": status.st_size, "limit": max_bytes})
    try:
        return sha256_of(Path(source.path), stop)
    except OSError as error:
        raise ScanRejected("unreadable", {"name": name, "why": str(error.strerror)}) from error


def fingerprint_or_none(source: Source, max_bytes: int, stop: threading.Event) -> str | None:
    """As `fingerprint`, but None for what it rejects."""
    try:
        return fingerprint(source, max_bytes, stop)
    except ScanRejected:
        return None


def firsts(
    entries: Iterable[Input],
    max_bytes: int,
    stop: threading.Event,
    repeats: list[tuple[Input, str]],
) -> Iterator[tuple[Input, str | None]]:
    """Inputs whose bytes come for the first time, with their fingerprint, until `stop` is set.

    The others go into `repeats`: what they are is known when the first one has its state.
    """
    seen: set[str] = set()
    for entry in entries:
        try:
            sha256 = fingerprint_or_none(entry.source, max_bytes, stop)
        except Interrupted:
            return
        if sha256 in seen:
            repeats.append((entry, sha256))
            continue
        seen |= {sha256} if sha256 else set()
        yield entry, sha256


def _text(name: str) -> str:
    """A name to show: bytes that are not UTF-8 are escaped. Paths keep theirs as they are."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files(path: str) -> Iterable[str]:
    if os.path.isdir(path):
        return _under(path)
    if os.path.lexists(path):
        return (path,)
    matches = sorted(glob.glob(path, recursive=True))
    if not matches:
        raise NotFound("no_such_input", {"path": path})
    return [file for match in matches for file in _files(match)]


def _under(folder: str) -> list[str]:
    found: list[str] = []

    def not_entered(error: OSError) -> None:
        found.append(str(error.filename))

    for where, folders, files in os.walk(folder, onerror=not_entered):
        here = [os.path.join(where, name) for name in sorted(folders) if name[0] != "."]
        # A linked folder may lead anywhere, or round in circles: it is to be named itself.
        found += [path for path in here if os.path.islink(path)]
        folders[:] = [os.path.basename(path) for path in here if not _is_archive(path)]
        found += [
            os.path.join(where, name)
            for name in sorted(files)
            if not name.startswith(".") and name.lower() not in LITTER
        ]
    return found


def _is_archive(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in REGISTERS)
