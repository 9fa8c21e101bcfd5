"""The archive's log: one line a document, whatever its name."""

from __future__ import annotations

import logging
from pathlib import Path

from pipeline.archive.folder import usable
from pipeline.model.names import printable


class _OneLine(logging.Formatter):
    """Names come from outside: one must not write a line of its own into the log."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return printable(super().formatMessage(record))


def log_to(path: Path) -> None:
    """Lets what the pipeline logs go there, and nowhere else. Raises: ArchiveUnusable."""
    with usable(path):
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # A log that cannot be written, on a full disk, is no reason for a traceback.
    logging.raiseExceptions = False
    logger = logging.getLogger("pipeline")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False
