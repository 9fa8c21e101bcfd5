"""Who has which question of the review queue before them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pipeline.model.doubt import Doubt

_CLAIM_S = 120.0


class Claims:
    """What somebody has before them is offered to others last; nobody is kept from it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[tuple[str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def first_free(self, doubts: tuple[Doubt, ...], who: str) -> Doubt | None:
        """The first that nobody else has, else the first; it is theirs for a while."""
        now = self._clock()
        with self._lock:
            self._held = {key: held for key, held in self._held.items() if held[1] > now}
            free = [one for one in doubts if self._held.get(claim_of(one), (who,))[0] == who]
            chosen = next(iter(free or doubts), None)
            if chosen is not None:
                self._held[claim_of(chosen)] = (who, now + _CLAIM_S)
        return chosen

    def let_go(self, document_id: str, field: str) -> None:
        with self._lock:
            self._held.pop((document_id, field), None)


def claim_of(doubt: Doubt) -> tuple[str, str]:
    """What is claimed: one field of one document."""
    return doubt.document_id, doubt.field
