"""A batch signed off by sampling: the plan, the documents drawn, what a second person found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Plan:
    """Single sampling (ISO 2859-1)."""

    lot: int
    """Documents of the batch."""
    size: int
    """Documents to check."""
    accept: int
    """So many wrong documents are accepted, one more is not."""
    aql: str
    level: str


class SampleState(StrEnum):
    """Where a sample stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


@dataclass(frozen=True, slots=True)
class SampleItem:
    """A document that was drawn."""

    document_id: str
    position: int
    """In the order of drawing, from 1."""
    checked_by: str | None = None
    checked_at: datetime | None = None
    wrong: tuple[str, ...] = ()
    """Fields that were found wrong; "text" for the text of a page."""

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong)


@dataclass(frozen=True, slots=True)
class Sample:
    """The documents of a batch that are checked."""

    id: int
    batch: str
    plan: Plan
    seed: int
    drawn_by: str
    drawn_at: datetime
    state: SampleState
    items: tuple[SampleItem, ...]
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def checked(self) -> int:
        return sum(item.checked_by is not None for item in self.items)

    @property
    def wrong(self) -> int:
        """Documents with something wrong."""
        return sum(item.is_wrong for item in self.items)

    @property
    def verdict(self) -> SampleState:
        """What the plan says by now; OPEN as long as it says nothing."""
        if self.wrong > self.plan.accept:
            return SampleState.SENT_BACK
        return SampleState.ACCEPTED if self.checked == len(self.items) else SampleState.OPEN

    @property
    def error_rate(self) -> float | None:
        """Wrong documents among those checked, 0.0–1.0; None before the first."""
        return self.wrong / self.checked if self.checked else None
