"""What a command works with when it changes documents: the archive held, one reading process."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import who
from pipeline.desk import Desk
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import NotFound
from pipeline.register.store import open_register
from pipeline.settings import load_settings


@contextmanager
def opened_desk(options: argparse.Namespace, digest: str = "") -> Iterator[Desk]:
    """`digest`: of what the reading of pages depends on.

    Raises:
        NotFound, ArchiveBusy, ArchiveUnusable.
    """
    archive = ArchiveFolder(options.archive)
    if not archive.exists():
        raise NotFound("no_archive", {"archive": str(options.archive)})
    settings = load_settings(options.settings)
    written = 2 * settings.limits.max_bytes
    limits = ChildLimits(settings.limits.worker_bytes, written, archive.temporary)
    with (
        archive.writing(),
        open_register(options.archive, settings.database_url) as register,
        closing(ChildPool("pipeline.jobs", 1, limits)) as pool,
    ):
        yield Desk(
            archive=archive,
            register=register,
            jobs=pool,
            settings=settings,
            digest=digest,
            workers=1,
            who=who(),
            now=lambda: datetime.now(UTC),
            stop=threading.Event(),
            page_done=lambda: None,
        )
