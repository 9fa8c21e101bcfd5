"""What is announced to people: an urgent arrival, something overdue, a refusal, an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """Why somebody is told."""

    URGENT_ARRIVAL = "urgent_arrival"
    ASSIGNED = "assigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REFUSED = "refused"
    RECALL_ASKED = "recall_asked"
    QUARANTINED = "quarantined"
    MATCH_ALARM = "match_alarm"
    """One code, different content."""
    SIGNATURE_INVALID = "signature_invalid"
    MESSAGE_FAILED = "message_failed"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """An announcement, written in the transaction of what it announces."""

    kind: NoticeKind
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a template may name; nothing of a secret document."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement that waits to be sent."""

    id: int
    at: datetime
    kind: NoticeKind
    entry_id: int | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far an announcement came with one gateway."""

    notice_id: int
    gateway: str
    sent_at: datetime | None
    tries: int
    next_try_at: datetime | None
    """Not before; None: at once."""
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class GatewayTrouble:
    """Announcements that a gateway has not taken so far."""

    gateway: str
    notices: int
    tries: int
    """Most that were made for one of them."""
    failure: str | None
