"""A seal of the history: what is noted on paper, or sent away, so that it cannot be rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TYPED = re.compile(r"(?:(\d{1,18}):)?([0-9a-f]{12,64})")


@dataclass(frozen=True, slots=True)
class Seal:
    """How many events there were, and the hash of the last of them."""

    events: int | None
    """None where the hash alone is known."""
    hash: str
    """SHA-256, hex, or a beginning of it of at least twelve digits."""
    at: str = ""
    """When it was noted, ISO 8601 with offset; empty is unknown."""
    who: str = ""

    def __str__(self) -> str:
        return self.hash if self.events is None else f"{self.events}:{self.hash}"


def typed_seal(text: str) -> Seal | None:
    """A seal as somebody types it from paper: `1234:3f2a…`, blanks and capitals as they come."""
    found = _TYPED.fullmatch("".join(text.split()).lower())
    if found is None:
        return None
    return Seal(None if found[1] is None else int(found[1]), found[2])
