"""Pictures of pages: drawn in bounded child processes, the last ones kept for a while."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.model.ocr import OcrPage
from pipeline.register.entries import Document, Master
from pipeline.settings import Settings
from pipeline.web.problems import Overloaded

WIDEST = 4_000
"""Pixels; a page that is wider is shown smaller."""
AT_ONCE = 2
_WAITING = 12
_KEPT_BYTES = 500_000_000


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
        self._folder = folder
        self._start = start
        self._kept_bytes = kept_bytes
        self._jobs: Jobs | None = None
        self._starting = threading.Lock()
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
            "settings": self._settings.as_json(),
            "archive": str(self._archive.root),
            "sha256": document.sha256,
            "digest": document.settings_digest,
        }
        name = hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()
        place = self._folder / f"{name}.jpg"
        if (kept := _bytes_of(place)) is not None:
            return kept
        if not self._waiting.acquire(blocking=False):
            raise Overloaded
        # Out of the others' reach until it is read: it may be forgotten as soon as it is kept.
        made = self._folder / f"{name}.{threading.get_ident()}"
        try:
            self._draw({**arguments, "out": str(made)})
            drawn = made.read_bytes()
            made.replace(place)
        finally:
            self._waiting.release()
            made.unlink(missing_ok=True)
        self._forget_oldest(place)
        return drawn

    def _draw(self, arguments: dict[str, Any]) -> None:
        with self._starting:
            if self._jobs is None:
                self._jobs = self._start()
        self._jobs.submit("picture", arguments, self._settings.limits.page_seconds).result()

    def _forget_oldest(self, just_made: Path) -> None:
        with self._starting:
            # Only here, under the lock, is anything forgotten.
            kept = [(place.stat(), place) for place in self._folder.glob("*.jpg")]
            size = sum(stat.st_size for stat, _ in kept)
            for stat, place in sorted(kept, key=lambda one: one[0].st_mtime_ns):
                if size <= self._kept_bytes:
                    return
                if place != just_made:
                    place.unlink()
                    size -= stat.st_size


def _bytes_of(place: Path) -> bytes | None:
    """Of a picture that is kept, which is then the last that is forgotten."""
    try:
        data = place.read_bytes()
        os.utime(place)
    except FileNotFoundError:
        return None
    return data
