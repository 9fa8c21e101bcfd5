"""A message of exchange as the register knows it: came in, or is to go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is."""

    DOCUMENT = "document"
    RECALL = "recall"
    UPDATE = "update"
    REPLACEMENT = "replacement"
    STATUS = "status"


class MessageState(StrEnum):
    """Where a message is."""

    TAKEN = "taken"
    """It came, and all that it asks for is done."""
    WAITING = "waiting"
    """It came, and a person has to decide."""
    QUEUED = "queued"
    """It is to go out, or could not be delivered yet."""
    SENT = "sent"
    """Its receiver, or the outbox, has it."""
    FAILED = "failed"
    """It was given up; `reason` says why."""
    LOCKED = "locked"
    """It holds something secret and lies in quarantine; `reason` says what it was, as JSON."""


BRINGING = (MessageKind.DOCUMENT, MessageKind.UPDATE, MessageKind.REPLACEMENT)
"""Kinds of messages that bring a document."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A row of the register's messages."""

    id: str
    outgoing: bool
    transport: str
    partner: str
    """OrganId of the other side."""
    kind: MessageKind
    state: MessageState
    entry_id: int | None
    sha256: str
    stored_path: str
    """Relative to the archive."""
    at: datetime
    reason: str | None = None
    """Why it waits, was not delivered or failed; of a status that came, its code."""
    tries: int = 0
    next_try_at: datetime | None = None
