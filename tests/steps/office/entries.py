"""Small entries of the registers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.model.entry import Channel, Described, Direction, Entry, Matter, Status

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)


def entry(status: Status = Status.RECEIVED, **values: Any) -> Entry:
    """An incoming entry with a number, where nothing else is said."""
    plain: dict[str, Any] = {
        "id": 1,
        "direction": Direction.INCOMING,
        "book": "den",
        "year": 2026,
        "number": 1,
        "arrived_at": NOW,
        "channel": Channel.PAPER,
        "matter": Matter.DOCUMENT,
        "described": Described(),
    }
    return Entry(**(plain | values), status=status)
