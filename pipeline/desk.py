"""What the work is done with, passed to every step of a record's story."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.register.store import Register
from pipeline.settings import Settings


class Jobs(Protocol):
    """Runs a job of `pipeline.jobs` somewhere; ChildPool runs it in bounded children."""

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]: ...


FULL_BYTES = 64_000_000
"""An engine that failed with less free failed for want of space: what it had written is gone."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work is done with: the archive, its register, workers, settings and a clock."""

    archive: ArchiveFolder
    register: Register
    jobs: Jobs
    settings: Settings
    digest: str
    """Of everything that a page's reading depends on: the ledger's key."""
    workers: int
    who: str
    now: Callable[[], datetime]
    stop: threading.Event
    page_done: Callable[[], None]
    batch: str = ""
    """The name of the one that is digitised; empty where it is none."""

    def check_space(self) -> None:
        """Before work is begun. Raises: ArchiveUnusable when too little is free."""
        self.archive.check_space(self.settings.limits.min_free_bytes)

    def check_space_after_failure(self) -> None:
        """Raises: ArchiveUnusable when a full disk explains the failure."""
        self.archive.check_space(FULL_BYTES)

    def ledger(self, sha256: str) -> Ledger:
        return Ledger(self.archive, sha256, self.digest)
