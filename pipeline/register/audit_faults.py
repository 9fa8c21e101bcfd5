"""What can be wrong with the history, and which events that do not fit were altered or swapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from pipeline.model.seal import Seal
from pipeline.register.acting import chain_hash

_COMPARED = 100
"""So many suspects are tried as swapped with each other."""
_NAMED = 1000
"""More events than these are named by their ranges."""


class Fault(StrEnum):
    """What is wrong with a place of the history."""

    CHANGED = "changed"
    """The event does not fit what stands before it: it was altered, or the one before it was,
    together with its hash."""
    HASH = "hash"
    """The event is what was written, but its hash was altered."""
    SWAPPED = "swapped"
    """Two events stand in each other's place."""
    MISSING = "missing"
    """No event of this number."""
    UNCHECKED = "unchecked"
    """What it would be checked by is missing."""
    CUT = "cut"
    """The history ends before its last event."""
    ADDED = "added"
    """There are more events than were written."""
    UNCOUNTED = "uncounted"
    """How many events there are is noted nowhere any more."""
    MISCOUNTED = "miscounted"
    """What is noted beside the history has another hash of its last event."""
    REWRITTEN = "rewritten"
    """It fits itself, and not what was sealed: somebody wrote it anew, hashes and all."""
    UNSEALED = "unsealed"
    """No event has the hash of this seal."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as the table has it, whatever was done to it."""

    id: int
    at: str
    who: str
    what: str
    object_kind: str
    object_id: str
    field: str | None
    old: str | None
    new: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the number of the event that it concerns."""

    fault: Fault
    event: int
    last: int
    """Of a range of events, the last one; of two swapped ones, the other."""
    told: Logged | None = None
    """That event as it stands; of one that is gone, the one before."""
    other: Logged | None = None
    """Of a gap, the event after it; of an altered event, the one before it, which it may be."""
    seal: Seal | None = None
    """What it does not fit."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What a check of the whole history found."""

    events: int
    hash: str
    findings: tuple[Finding, ...]

    @property
    def seal(self) -> Seal:
        return Seal(self.events, self.hash)


@dataclass(slots=True)
class Suspect:
    """An event that does not fit the one before it."""

    number: int
    row: tuple[Any, ...]
    before: str
    """The hash of the one before it, as stored."""
    neighbour: Logged | None
    """The one before it."""
    hash_alone: bool = False
    """The next one is chained to what the hash of this should be."""


def logged(row: Sequence[Any]) -> Logged:
    at, number, who, what, kind, object_id, field, old, new, hash_ = row
    return Logged(number, at, who, what, kind, object_id, field, old, new, hash_)


def judged(suspects: Sequence[Suspect]) -> Iterator[Finding]:
    """What was done to events that do not fit: swapped where that explains them, else altered."""
    left = {suspect.number: suspect for suspect in suspects}
    for one, other in combinations(tuple(suspects)[:_COMPARED], 2):
        if one.number in left and other.number in left and _explained(one, other, left):
            told, swapped = logged(one.row), logged(other.row)
            yield Finding(Fault.SWAPPED, one.number, other.number, told, swapped)
    if len(left) > _NAMED:
        yield from _ranges(left)
        return
    for suspect in left.values():
        told = logged(suspect.row)
        fault = Fault.HASH if suspect.hash_alone else Fault.CHANGED
        other_told = None if suspect.hash_alone else suspect.neighbour
        yield Finding(fault, suspect.number, suspect.number, told, other_told)


def _explained(one: Suspect, other: Suspect, left: dict[int, Suspect]) -> bool:
    """Whether two events fit in each other's place; then what followed them is cleared too."""
    hashes = (one.row[-1], other.row[-1])
    first = chain_hash(one.before, _placed(other.row, one.number))
    before = first if other.number == one.number + 1 else other.before
    second = chain_hash(before, _placed(one.row, other.number))
    if first not in hashes or second not in hashes:
        return False
    for suspect, true in ((one, first), (other, second)):
        left.pop(suspect.number, None)
        after = left.get(suspect.number + 1)
        if after is not None and chain_hash(true, after.row[:-1]) == after.row[-1]:
            del left[after.number]
    return True


def _placed(row: Sequence[Any], number: int) -> tuple[Any, ...]:
    """What an event says, under another number."""
    return (row[0], -number if row[1] < 0 else number, *row[2:-1])


def _ranges(suspects: dict[int, Suspect]) -> Iterator[Finding]:
    first: Suspect | None = None
    last = 0
    for number, suspect in suspects.items():
        if first is not None and number != last + 1:
            yield Finding(Fault.CHANGED, first.number, last, logged(first.row), first.neighbour)
            first = None
        first, last = first or suspect, number
    if first is not None:
        yield Finding(Fault.CHANGED, first.number, last, logged(first.row), first.neighbour)
