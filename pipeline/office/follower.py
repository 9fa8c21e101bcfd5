"""Follows the words of people in a process that many work at: a thread of its own, always warm."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from pipeline.desk import Desk
from pipeline.errors import SohoaError
from pipeline.office.following import follow

log = logging.getLogger(__name__)

AGAIN_S = 5.0
"""Until what could not follow is tried once more."""


class Follower:
    """Whoever writes a word pokes it, and need not wait; what others left waiting follows too."""

    def __init__(self, open_desk: Callable[[], Desk], again_s: float = AGAIN_S) -> None:
        """`open_desk` is called in the thread, once: its children take a second to start."""
        self._open_desk = open_desk
        self._again_s = again_s
        self._changed = threading.Condition()
        self._first: list[str] = []
        self._poked = False
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Makes itself ready, and takes up what was broken off."""
        self.poke()
        self._thread.start()

    def poke(self, *document_ids: str) -> None:
        """Something changed: these first, if any are named."""
        with self._changed:
            self._first += document_ids
            self._poked = True
            self._changed.notify_all()

    def rest(self, timeout_s: float) -> bool:
        """Waits until nothing waits any more; False when it took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._poked or self._busy), timeout_s)

    def close(self) -> None:
        """What waits still follows the next time that anybody starts."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            desk = self._open_desk()
        except Exception:
            log.exception("corrections reach no file")
            return
        left = False
        while self._next(left):
            left = not _followed(desk, self._take())
            self._done(left)

    def _next(self, left: bool) -> bool:
        """Waits for something to do; False at the end."""
        with self._changed:
            wait_s = self._again_s if left else None
            self._changed.wait_for(lambda: self._closed or self._poked, wait_s)
            return not self._closed

    def _take(self) -> list[str]:
        with self._changed:
            first, self._first = self._first, []
            self._poked, self._busy = False, True
            return first

    def _done(self, left: bool) -> None:
        with self._changed:
            self._busy = left
            self._changed.notify_all()


def _followed(desk: Desk, first: list[str]) -> bool:
    """Whether all came up to the register."""
    try:
        done = follow(desk, first)
    except SohoaError as error:
        log.warning("corrections follow later: %s", error)
        return False
    except Exception:
        # One document that nobody foresaw must not keep all others waiting until a restart.
        log.exception("corrections follow later")
        return False
    return done.index.why is None and not done.left
