"""Who looked at what and took what away: it goes into the history."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from pipeline.errors import ArchiveBusy
from pipeline.register.audit import Trail
from pipeline.register.entries import Look, ObjectKind, What

AGAIN = timedelta(minutes=10)
"""After so long the same look of the same session is another one."""
_REMEMBERED = 20_000
"""Looks; a longer list would be a way to fill the memory."""

_MOST_WAITING = 10_000


class Looks:
    """What was seen lately, and what of it still has to be written.

    A view is written after its page was answered, whatever waits in one transaction: readers
    don't wait for whoever writes to the register. What is taken away is written before it goes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._seen: OrderedDict[tuple[str, ...], datetime] = OrderedDict()
        self._waiting: deque[Look] = deque()

    def viewed(self, session: str, who: str, document_id: str, now: datetime) -> bool:
        """Somebody looks at a document. Whether there is something for `write` to do.

        Raises: ArchiveBusy: too much could not be written; nothing is shown that nobody notes.
        """
        key = (session, document_id)
        if self._is_new(key, now):
            if len(self._waiting) >= _MOST_WAITING:
                raise ArchiveBusy("looks_waiting")
            self._remember(key, now)
            self._waiting.append(Look(now, who, What.VIEWED, ObjectKind.DOCUMENT, document_id))
        return bool(self._waiting)

    def write(self, trail: Trail) -> None:
        """Writes what waits; nothing where somebody else is just doing so.

        Raises: ArchiveBusy, ArchiveUnusable: it still waits.
        """
        while self._waiting and self._writing.acquire(blocking=False):
            try:
                self._write_all(trail)
            finally:
                self._writing.release()

    def downloaded(
        self, trail: Trail, session: str, who: str, document_id: str, file: str, now: datetime
    ) -> None:
        """A file of a document is about to be taken away, perhaps in several parts.

        Raises: ArchiveBusy, ArchiveUnusable: it was not noted, and must not be given.
        """
        key = (session, document_id, file)
        if self._is_new(key, now):
            what = Look(now, who, What.DOWNLOADED, ObjectKind.DOCUMENT, document_id, file)
            trail.note((what,))
            self._remember(key, now)

    def exported(self, trail: Trail, who: str, kind: str, count: int, now: datetime) -> None:
        """A list of `count` documents is about to be taken away as a file of `kind`.

        Raises: ArchiveBusy, ArchiveUnusable: it was not noted, and must not be given.
        """
        trail.note((Look(now, who, What.EXPORTED, ObjectKind.LIST, kind, str(count)),))

    def _is_new(self, key: tuple[str, ...], now: datetime) -> bool:
        with self._lock:
            before = self._seen.get(key)
        return before is None or now - before >= AGAIN

    def _remember(self, key: tuple[str, ...], now: datetime) -> None:
        with self._lock:
            self._seen[key] = now
            self._seen.move_to_end(key)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)

    def _write_all(self, trail: Trail) -> None:
        looks = tuple(self._waiting)
        trail.note(looks)
        for _ in looks:
            self._waiting.popleft()
