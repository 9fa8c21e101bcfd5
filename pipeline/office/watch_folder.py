"""A folder that others drop files into: what lies there, what is settled, where it is put away."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ArchiveBusy, SettingsInvalid
from pipeline.intake import LITTER
from pipeline.office.whole_file import is_whole

DONE, BROKEN = "_xong", "_hong"
"""Folders in it that originals are moved to: digitised, and not to be digitised."""
LOCK = ".sohoa-watch"
_ON_THE_WAY = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".!ut", "~")
"""Ends of names that copying programs give a file until it is whole."""


@dataclass(frozen=True, slots=True)
class Print:
    """What changes when a file does. Its time is never compared with a clock."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How long files are waited for, seconds."""

    settle_s: float
    """A file that did not change for so long, and is whole, is taken."""
    broken_s: float
    """One that is cut off is taken all the same after so long, so that somebody hears of it."""


class WatchFolder:
    """Files are known by their path below it, as bytes are: case and composition tell two apart."""

    def __init__(self, root: Path, waits: Waits) -> None:
        self.root = root
        self._waits = waits
        self._seen: dict[str, tuple[Print, float]] = {}
        self._settled: dict[str, Print] = {}
        self._locked = False

    def look(self, now_s: float) -> tuple[list[tuple[str, Print]], int]:
        """Files nobody writes to any more, and how many are still waited for.

        `now_s`: on a clock that only goes forward.

        Raises:
            OSError: the folder cannot be read, as when a share is gone.
        """
        self._is_there()
        found = dict(_files(self.root))
        known = {name: self._seen[name] for name in found if name in self._seen}
        self._seen = {
            name: known[name] if name in known and known[name][0] == mark else (mark, now_s)
            for name, mark in found.items()
        }
        # Those that stay for good are not opened at every look.
        self._settled = {
            name: mark
            for name, (mark, since) in sorted(self._seen.items())
            if self._settled.get(name) == mark or self._is_settled(self.root / name, now_s - since)
        }
        return list(self._settled.items()), len(found) - len(self._settled)

    def _is_settled(self, path: Path, unchanged_s: float) -> bool:
        if unchanged_s < self._waits.settle_s:
            return False
        if unchanged_s >= self._waits.broken_s:
            return True
        try:
            whole = is_whole(path)
        except OSError:
            # Whoever writes it may hold it; one that nobody may read is taken, and refused, later.
            return False
        return whole is True or (whole is None and unchanged_s >= 2 * self._waits.settle_s)

    def mark(self, name: str) -> Print | None:
        """Of the file as it is now; None when it is gone. Raises: OSError: the folder is."""
        self._is_there()
        try:
            return mark_of(os.lstat(self.root / name))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _is_there(self) -> None:
        """A share that is not mounted looks like an empty folder, but lacks what lies in it."""
        if self._locked and not (self.root / LOCK).exists():
            # Asked after it: the folder itself may be gone.
            self.root.stat()
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), LOCK)

    def put(self, name: str, into: str, text: str = "") -> Path:
        """Moves a file into a folder beside it, under a name that none there has; `text` is
        written next to it first, as NAME.ly-do.txt: nothing lies there without its reason.

        Raises:
            OSError.
        """
        folder = self.root / into / Path(name).parent
        folder.mkdir(parents=True, exist_ok=True)
        place = _reserved(folder, Path(name).name)
        if text:
            place.with_name(f"{place.name}.ly-do.txt").write_text(text + "\n", encoding="utf-8")
        os.replace(self.root / name, place)
        return place

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[BinaryIO, Callable[[], Print]]]:
        """A file to read, and what tells its print by the handle. Raises: OSError."""
        # No link, and no pipe that nobody ever writes to, has come into its place meanwhile.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        with open(os.open(self.root / name, flags), "rb") as file:
            yield file, lambda: mark_of(os.fstat(file.fileno()))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Against a second watcher of the same folder, as far as its file system has locks.

        Raises:
            ArchiveBusy: another one is at it.
            SettingsInvalid: nothing can be written there.
        """
        try:
            descriptor = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            why = error.strerror or str(error)
            raise SettingsInvalid("watch_folder", {"folder": str(self.root), "why": why}) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ArchiveBusy("watched_already", {"folder": str(self.root)}) from error
            except OSError:
                # Some shares have no locks; the archive's own still keeps a second one away.
                pass
            self._locked = True
            yield
        finally:
            self._locked = False
            os.close(descriptor)


def mark_of(status: os.stat_result) -> Print:
    return Print(status.st_size, status.st_mtime_ns, status.st_ino)


def _files(root: Path) -> Iterator[tuple[str, Print]]:
    """Every file below, by its path. Raises: OSError for the folder itself; others may vanish."""
    folders: list[str] = [""]
    while folders:
        below = folders.pop()
        try:
            entries = sorted(os.scandir(root / below), key=lambda entry: entry.name)
        except OSError:
            if not below:
                raise
            continue
        for entry in entries:
            name = os.path.join(below, entry.name)
            if entry.name.startswith(".") or name in (DONE, BROKEN):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif not _is_on_the_way(entry.name):
                yield from _marked(entry, name)


def _marked(entry: os.DirEntry[str], name: str) -> Iterator[tuple[str, Print]]:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return
    # A link may lead anywhere; it is nobody's scan.
    if stat.S_ISREG(status.st_mode):
        yield name, mark_of(status)


def _is_on_the_way(name: str) -> bool:
    return name.lower().endswith(_ON_THE_WAY) or name.lower() in LITTER


def _reserved(folder: Path, name: str) -> Path:
    """A place in the folder taken at once: name.pdf, name (2).pdf, …"""
    stem, suffix = os.path.splitext(name)
    place, number = folder / name, 2
    while True:
        try:
            os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            place = folder / f"{stem} ({number}){suffix}"
            number += 1
        else:
            return place
