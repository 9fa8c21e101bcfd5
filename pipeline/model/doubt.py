"""What waits for a person to look at: one question about one document."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Record, Value

MISSING = "missing"
"""The reason of a field that every document has and this one lacks."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One field that a person must look at, or one doubt about the whole document."""

    document_id: str
    field: str
    """Or the code of the reason, of a doubt about the whole document."""
    question: str
    """Its kind (`configs/review.toml`)."""
    reason: str | None
    urgent: bool
    confidence: float
    revision: int
    """Of the document: to be handed back with the answer."""
    batch: str
    source_name: str
    page_count: int
    record: Record
    value: Value = None
    candidates: tuple[Candidate, ...] = ()
    """What it may be, best first: at least its own value, where it has one."""
    places: tuple[tuple[int, Box], ...] = ()
    """(page of the document, box in its pixels) of what was read."""


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """Some doubts, worst consequence first, and where to go on."""

    doubts: tuple[Doubt, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A document of the same series with a number near by."""

    number: int
    code: str
    date: str
    subject: str
    document_id: str | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands before and after a number in its series, the nearest first."""

    before: tuple[Near, ...] = ()
    after: tuple[Near, ...] = ()
