"""What a sender learns of what they sent, with the code of their receipt: nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.errors import NotFound
from pipeline.model.entry import HERE, Status
from pipeline.register.store import Register


@dataclass(frozen=True, slots=True)
class Progress:
    """Where it is, and since when."""

    status: Status
    arrived_on: date
    received_on: date | None
    done_on: date | None
    """Completed, refused or recalled, as the status says."""


def progress(register: Register, code: str) -> Progress:
    """Raises: NotFound, in the same words for whatever is no code of a receipt."""
    entry = register.entries.by_receipt(code)
    if entry is None:
        raise NotFound("receipt")
    arrived_on = entry.arrived_at.astimezone(HERE).date()
    return Progress(entry.status, arrived_on, entry.received_on, entry.done_on)
