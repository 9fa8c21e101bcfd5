"""A release from quarantine: one keeper asks, another decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
