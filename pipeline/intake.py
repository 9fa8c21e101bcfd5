"""What was handed in: the files that paths name, and the fingerprint of each."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.archive.masters import sha256_of
from pipeline.errors import NotFound, ScanRejected
from pipeline.register.entries import Source

_LITTER = frozenset({"thumbs.db", "desktop.ini"})


def find_inputs(paths: Sequence[str]) -> tuple[Source, ...]:
    """Every file named, or lying under a folder named, once, in the order of names.

    Files whose name starts with a dot, and what file managers leave behind, are no inputs.

    Raises:
        NotFound: "no_such_input" for a path or pattern that names nothing.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for file in _files(path):
            absolute = os.path.abspath(file)
            name = os.path.relpath(absolute, path) if os.path.isdir(path) else Path(file).name
            found.setdefault(absolute, Source(_text(absolute), _text(name)))
    return tuple(found.values())


def fingerprint(source: Source, max_bytes: int) -> str:
    """SHA-256 of an input's bytes.

    Raises:
        ScanRejected: not there, not a file, not readable, or larger than `max_bytes`.
    """
    name = source.name
    try:
        status = os.stat(source.path)
    except FileNotFoundError as error:
        raise ScanRejected("gone", {"name": name}) from error
    except OSError as error:
        raise ScanRejected("unreadable", {"name": name, "why": str(error.strerror)}) from error
    if not stat.S_ISREG(status.st_mode):
        raise ScanRejected("not_a_file", {"name": name})
    if status.st_size > max_bytes:
        raise ScanRejected("too_large", {"name": name, "bytes": status.st_size, "limit": max_bytes})
    try:
        return sha256_of(Path(source.path))
    except OSError as error:
        raise ScanRejected("unreadable", {"name": name, "why": str(error.strerror)}) from error


def fingerprint_or_none(source: Source, max_bytes: int) -> str | None:
    """As `fingerprint`, but None for what it rejects."""
    try:
        return fingerprint(source, max_bytes)
    except ScanRejected:
        return None


def _text(name: str) -> str:
    """A name that is not UTF-8 keeps its odd bytes as surrogates, which no database takes."""
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


def _under(folder: str) -> Iterable[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower() not in _LITTER:
                yield os.path.join(where, name)
