"""Looks at the sheets themselves: are two pictures of one piece of paper?"""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import Protocol

from pipeline.archive.folder import ArchiveFolder
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed, NotFound, ScanRejected
from pipeline.register.entries import Document
from pipeline.register.store import Register
from pipeline.settings import Settings


class Eyes(Protocol):
    """What tells one sheet from another."""

    def same_sheet(self, one: Document, other: Document) -> bool | None:
        """None where they could not be compared."""


class Sheets:
    """Compares first pages in a bounded child, which starts when the first pair is looked at."""

    def __init__(self, archive: ArchiveFolder, register: Register, settings: Settings) -> None:
        self._archive = archive
        self._register = register
        self._settings = settings
        self._pool: ChildPool | None = None
        self._open = ExitStack()

    def close(self) -> None:
        self._open.close()

    def same_sheet(self, one: Document, other: Document) -> bool | None:
        arguments = {
            "one": self._place(one),
            "other": self._place(other),
            "settings": self._settings.as_json(),
        }
        limits = self._settings.limits
        try:
            job = self._children().submit("sheets", arguments, 2 * limits.page_seconds)
            same: bool = job.result()["same"]
        except (EngineFailed, ScanRejected, NotFound):
            return None
        return same

    def _place(self, document: Document) -> dict[str, str | int]:
        master = self._register.master(document.sha256)
        path = self._archive.root / master.stored_path
        return {"path": str(path), "page": document.first_page}

    def _children(self) -> ChildPool:
        if self._pool is None:
            limits = self._settings.limits
            bounds = ChildLimits(limits.worker_bytes, limits.max_bytes, self._archive.temporary)
            self._pool = self._open.enter_context(closing(ChildPool("pipeline.jobs", 1, bounds)))
        return self._pool
