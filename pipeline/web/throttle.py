"""How often one address may ask for something that needs no token."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

_KNOWN = 10_000
"""Addresses that are remembered; a longer list would be a way to fill the memory."""


class Throttle:
    """Lets an address ask `most` times in a window of seconds."""

    def __init__(self, most: int, window_s: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Whether it may, and counts it."""
        now = self._clock()
        with self._lock:
            began, count = self._seen.pop(address, (now, 0))
            if now - began >= self._window_s:
                began, count = now, 0
            self._seen[address] = (began, count + 1)
            while len(self._seen) > _KNOWN:
                self._seen.popitem(last=False)
            return count < self._most
