"""The folder of the index: which generation of it is in use, and who may write."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.errors import ArchiveBusy, ArchiveUnusable, IndexOutdated

_POINTER = "current.json"
_LOCK = "writer.lock"


class Generations:
    """One folder per generation, and a small file that names the one in use.

    A rebuilt index is made beside the old one; the file is replaced in one step, so that
    whoever searches, or is killed, has either the old one or the new one.
    """

    def __init__(self, folder: Path, schema_version: int) -> None:
        self._folder = folder
        self._schema_version = schema_version

    def current(self) -> Path:
        """The generation in use. Raises: IndexOutdated."""
        name = self._current_name()
        if name is None:
            raise self.outdated("no index of this version")
        return self._folder / name

    def outdated(self, why: str) -> IndexOutdated:
        return IndexOutdated("index_outdated", {"path": str(self._folder), "why": why})

    def unusable(self, why: str) -> ArchiveUnusable:
        return ArchiveUnusable("index_unusable", {"path": str(self._folder), "why": why})

    def lock(self) -> IO[bytes]:
        """The right to write, until it is closed or the process ends.

        Raises:
            ArchiveBusy: another process has it.
            ArchiveUnusable: no rights, no space.
        """
        with self._usable():
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = (self._folder / _LOCK).open("ab")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.close()
            raise ArchiveBusy("index_busy", {"path": str(self._folder)}) from error
        return handle

    def new(self) -> Path:
        """An empty generation to build in; only under the lock. Raises: ArchiveUnusable."""
        used = self._current_name()
        path = self._folder / ("b" if used == "a" else "a")
        with self._usable():
            self._remove_others(used)
            path.mkdir()
        return path

    def use(self, path: Path) -> None:
        """Puts a built generation in place of the one in use. Raises: ArchiveUnusable."""
        aside = self._folder / f"{_POINTER}.new"
        with self._usable():
            with aside.open("w", encoding="ascii") as file:
                json.dump({"schema": self._schema_version, "generation": path.name}, file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._folder / _POINTER)
            self._remove_others(path.name)

    def tidy(self) -> None:
        """Removes what a killed rebuild left; only under the lock. Raises: ArchiveUnusable."""
        with self._usable():
            self._remove_others(self._current_name())

    def _current_name(self) -> str | None:
        try:
            data = json.loads((self._folder / _POINTER).read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(data, dict) or data.get("schema") != self._schema_version:
            return None
        name = data.get("generation")
        return name if name in ("a", "b") else None

    def _remove_others(self, used: str | None) -> None:
        (self._folder / f"{_POINTER}.new").unlink(missing_ok=True)
        for name in {"a", "b"} - {used}:
            if (self._folder / name).exists():
                shutil.rmtree(self._folder / name)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self.unusable(error.strerror or str(error)) from error
