"""Pictures of pages: drawn in bounded child processes, the last ones kept for a while."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.engines.tile_pack import read_tile
from pipeline.model.ocr import OcrPage
from pipeline.register.entries import Document, Master, PagePlace
from pipeline.settings import Settings
from pipeline.web.problems import Overloaded

WIDEST = 4_000
"""Pixels; a page that is wider is shown smaller."""
AT_ONCE = 2
_WAITING = 20
_KEPT_BYTES = 500_000_000
_KEPT = (".jpg", ".tiles")


class Pictures:
    """Draws pages as JPEG and keeps them in a folder of its own, by what they are made from."""

    def __init__(
        self,
        archive: ArchiveFolder,
        settings: Settings,
        folder: Path,
        start: Callable[[], Jobs],
        kept_bytes: int = _KEPT_BYTES,
    ) -> None:
        """`start` is called for the first picture: the children cost a second to start."""
        self._archive = archive
        self._settings = settings
        self._as_json = settings.as_json()
        self._folder = folder
        self._start = start
        self._kept_bytes = kept_bytes
        self._jobs: Jobs | None = None
        self._starting = threading.Lock()
        self._wanted: dict[str, tuple[threading.Lock, int]] = {}
        """What is being drawn, or about to be, and for how many."""
        self._waiting = threading.BoundedSemaphore(AT_ONCE + _WAITING)

    def jpeg(
        self, document: Document, master: Master, page: OcrPage, number: int, width: int
    ) -> bytes:
        """Page `number` of a file as kept, upright, at most `width` pixels wide.

        Raises:
            Overloaded: too many are waiting for pictures.
            EngineFailed, ScanRejected: it cannot be drawn.
        """
        arguments = {
            "path": str(self._archive.root / master.stored_path),
            "number": number,
            "rotation": page.rotation_deg,
            "width": width,
            "settings": self._as_json,
            "archive": str(self._archive.root),
            "sha256": document.sha256,
            "digest": document.settings_digest,
        }
        place = self._folder / f"{_name(arguments)}.jpg"
        if (kept := _bytes_of(place)) is not None:
            return kept
        with self._alone(place.name), self._drawn("picture", arguments, place) as made:
            return made.read_bytes()

    def tile(self, page: PagePlace, level: int, column: int, row: int) -> bytes | None:
        """A JPEG of a part of a page at a level of `steps.tiles`; None where it has none such.

        The page is drawn once, whoever asks meanwhile waits for that.

        Raises: as `jpeg`.
        """
        arguments = {
            "path": str(self._archive.root / page.stored_path),
            "number": page.in_file,
            "rotation": page.rotation_deg,
            "size": list(page.size),
            "settings": self._as_json,
            "archive": str(self._archive.root),
            "sha256": page.sha256,
            "digest": page.settings_digest,
        }
        name = _name(arguments)
        place = self._folder / f"{name}.tiles"
        try:
            return _kept_tile(place, level, column, row)
        except FileNotFoundError:
            pass
        with self._alone(name):
            try:
                return _kept_tile(place, level, column, row)
            except FileNotFoundError:
                pass
            with self._drawn("tiles", arguments, place) as made:
                return read_tile(made, level, column, row)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """One at a time of those who want the same. Raises: Overloaded."""
        if not self._waiting.acquire(blocking=False):
            raise Overloaded
        try:
            with self._starting:
                lock, users = self._wanted.get(name, (threading.Lock(), 0))
                self._wanted[name] = lock, users + 1
            try:
                with lock:
                    yield
            finally:
                with self._starting:
                    lock, users = self._wanted.pop(name)
                    if users > 1:
                        self._wanted[name] = lock, users - 1
        finally:
            self._waiting.release()

    @contextmanager
    def _drawn(self, job: str, arguments: dict[str, Any], place: Path) -> Iterator[Path]:
        """Has it drawn; kept in `place` afterwards."""
        # Out of the others' reach until it is read: it may be forgotten as soon as it is kept.
        made = place.with_suffix(f".{threading.get_ident()}")
        try:
            self._draw(job, {**arguments, "out": str(made)})
            yield made
            made.replace(place)
        finally:
            made.unlink(missing_ok=True)
        self._forget_oldest(place)

    def _draw(self, job: str, arguments: dict[str, Any]) -> None:
        with self._starting:
            if self._jobs is None:
                self._jobs = self._start()
        self._jobs.submit(job, arguments, self._settings.limits.page_seconds).result()

    def _forget_oldest(self, just_made: Path) -> None:
        with self._starting:
            # Only here, under the lock, is anything forgotten.
            kept = [
                (place.stat(), place) for place in self._folder.glob("*.*") if place.suffix in _KEPT
            ]
            size = sum(stat.st_size for stat, _ in kept)
            for stat, place in sorted(kept, key=lambda one: one[0].st_mtime_ns):
                if size <= self._kept_bytes:
                    return
                if place != just_made:
                    place.unlink()
                    size -= stat.st_size


def _name(arguments: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()


def _kept_tile(place: Path, level: int, column: int, row: int) -> bytes | None:
    """Raises: FileNotFoundError: the page is not drawn, or not any more."""
    found = read_tile(place, level, column, row)
    os.utime(place)
    return found


def _bytes_of(place: Path) -> bytes | None:
    """Of a picture that is kept, which is then the last that is forgotten."""
    try:
        data = place.read_bytes()
        os.utime(place)
    except FileNotFoundError:
        return None
    return data
