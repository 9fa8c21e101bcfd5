"""Whoever sees a document or takes a file of it is noted in the history."""

from __future__ import annotations

import logging

from fastapi import BackgroundTasks

from pipeline.errors import SohoaError
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import Visitor

log = logging.getLogger(__name__)


def seen(here: Premises, visitor: Visitor, document_id: str) -> BackgroundTasks | None:
    """What is to be done after the document was answered, if anything.

    Raises: ArchiveBusy: too much could not be noted yet.
    """
    who = visitor.known.name
    waits = here.looks.viewed(visitor.csrf, who, document_id, here.now())
    if not waits:
        return None
    after = BackgroundTasks()
    after.add_task(write_looks, here)
    return after


def taken(here: Premises, visitor: Visitor, document_id: str, file: str) -> None:
    """To be called before a file is given.

    Raises: ArchiveBusy, ArchiveUnusable: it must not be given.
    """
    who = visitor.known.name
    here.looks.downloaded(here.register.trail, visitor.csrf, who, document_id, file, here.now())


def write_looks(here: Premises) -> None:
    try:
        here.looks.write(here.register.trail)
    except SohoaError as error:
        # It still waits, and is written with the next.
        log.warning("who looked at what is not written yet: %s", error)
