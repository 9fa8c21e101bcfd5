"""An e-mail as the register knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    """It is kept; what it brought is not entered yet."""
    ENTERED = "entered"
    """Every document that it brought is in a register."""
    LOOK = "look"
    """A person has to look: it brought what is not opened here, or what was refused."""
    NOTHING = "nothing"
    """It brought no document: a text alone, a bounce, an automatic answer."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """Where a message lies on a server (RFC 9051, 2.3.1.1)."""

    box: str
    validity: int
    """UIDVALIDITY: when it changes, the UIDs of before mean nothing."""
    uid: int


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A row of the register's messages."""

    id: str
    sender: str
    state: MailState
    sha256: str
    stored_path: str
    """Relative to the archive."""
    at: datetime
    """When it was taken."""
    reason: str | None = None
    """Why it has no entry: a code of `mail.` in the messages."""
    outcomes: Mapping[str, int] | None = None
    """What became of its attachments, in numbers."""
