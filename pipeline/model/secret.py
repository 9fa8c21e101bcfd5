"""A release from quarantine: one keeper asks, another decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model.entry import NewEntry

HIGHEST = "Tuyệt mật"
"""Of these a register has no subject (NĐ 63/2026/NĐ-CP, Phụ lục III)."""


def is_highest(level: str | None) -> bool:
    """However it is written."""
    return level is not None and " ".join(level.casefold().split()) == HIGHEST.casefold()


@dataclass(frozen=True, slots=True)
class Release:
    """A false alarm, or something declassified (giải mật), on its way out of quarantine."""

    id: int
    document_id: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    granted: bool | None = None
    """None: nobody has decided yet."""
    done: bool = False
    """It is out; should it be locked away once more, that takes another release."""

    @property
    def pending(self) -> bool:
        """Granted, and not out yet."""
        return self.granted is True and not self.done


@dataclass(frozen=True, slots=True)
class Locking:
    """A file of the archive on its way into quarantine."""

    level: str
    sha256: str
    document_id: str
    """Of its first document, the one that is left."""
    stored_path: str
    """Its place in quarantine, relative to the archive."""
    book: NewEntry | None
    """Its entry in the register of secrets; None where there is no such register."""
