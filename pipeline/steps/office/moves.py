"""Which moves an entry may make, and who may make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.entry import Entry, Status
from pipeline.model.person import Person, Role
from pipeline.register_rules import BACK, Move


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one entry: where it leads, who may make it, whether with a reason."""

    to: Status
    who: frozenset[Role]
    reason: bool
    next: bool


def steps_of(
    entry: Entry, moves: tuple[Move, ...], before: Status | None = None
) -> tuple[Step, ...]:
    """The moves that this entry may make, by anybody.

    `before`: the status that it had when it was asked for back, where it was.
    """
    return tuple(_steps(entry, moves, before))


def _steps(entry: Entry, moves: tuple[Move, ...], before: Status | None) -> Iterator[Step]:
    for move in moves:
        if entry.status not in move.sources:
            continue
        if move.direction not in (None, entry.direction):
            continue
        to = before if move.to == BACK else Status(move.to)
        if to is not None:
            yield Step(to, move.who, move.reason, move.next)


def may(person: Person, step: Step, entry: Entry) -> bool:
    """Whether this person may make the step; staff only with what is assigned to them."""
    if person.roles & step.who - {Role.STAFF}:
        return True
    return Role.STAFF in person.roles & step.who and is_theirs(person, entry)


def is_theirs(person: Person, entry: Entry) -> bool:
    """Assigned to them, or to their unit and nobody of it."""
    if entry.assignee:
        return entry.assignee == person.name
    return entry.unit != "" and entry.unit == person.unit


def to_status(steps: tuple[Step, ...], to: Status | None) -> tuple[Step, ...]:
    """The steps that lead there; without `to` the ordinary way on."""
    return tuple(step for step in steps if (step.next if to is None else step.to is to))
