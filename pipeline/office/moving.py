"""An entry moves on: assigned, worked on, completed, asked back; by whom the rules allow."""

from __future__ import annotations

from datetime import date

from pipeline.errors import NotAllowed, Param
from pipeline.model.entry import Entry, Status
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.office.registry import Registry
from pipeline.register.entries import ObjectKind
from pipeline.steps.office.moves import Step, may, steps_of, to_status


def steps(registry: Registry, entry: Entry) -> tuple[Step, ...]:
    """The moves that an entry may make, by anybody."""
    return steps_of(entry, registry.rules.moves, _before_recall(registry, entry))


def advance(registry: Registry, entry: Entry, to: Status | None = None, reason: str = "") -> Entry:
    """Moves it to a status; without `to`, the ordinary way on.

    Raises:
        NotAllowed: there is no such way, whoever asks may not go it, it asks for a reason, or
            somebody has just moved it.
    """
    step = allowed_step(registry, entry, to, reason)
    return registry.register.entries.move(
        entry.id,
        step.to,
        registry.now(),
        registry.person.name,
        reason,
        expected=entry.status,
        notices=_notices(registry, entry, step.to),
    )


def assign(
    registry: Registry, entry: Entry, unit: str, assignee: str = "", due_on: date | None = None
) -> Entry:
    """Hands it to a unit or somebody of it; without `unit` it stays with its own.

    Raises:
        NotAllowed: as `advance`.
    """
    allowed_step(registry, entry, Status.ASSIGNED, "")
    return registry.register.entries.assign(
        entry.id,
        unit or entry.unit,
        assignee,
        due_on,
        registry.now(),
        registry.person.name,
        expected=entry.status,
        notices=_notices(registry, entry, Status.ASSIGNED),
    )


def allowed_step(registry: Registry, entry: Entry, to: Status | None, reason: str) -> Step:
    """The move that leads there. Raises: NotAllowed, as `advance`."""
    known = steps(registry, entry)
    found = to_status(known, to)
    params: dict[str, Param] = {"entry": entry.key, "status": entry.status.value}
    if not found:
        ways = " ".join(dict.fromkeys(step.to.value for step in known))
        raise NotAllowed("no_such_move" if known else "no_move", params | {"statuses": ways})
    step = next((one for one in found if may(registry.person, one, entry)), None)
    if step is None:
        roles = " ".join(sorted({role.value for one in found for role in one.who}))
        params |= {"who": registry.person.name, "roles": roles, "to": found[0].to.value}
        raise NotAllowed("move_not_theirs", params)
    if step.reason and not reason.strip():
        raise NotAllowed("move_needs_reason", params | {"to": step.to.value})
    return step


def _before_recall(registry: Registry, entry: Entry) -> Status | None:
    """Where it was when it was asked for back the last time."""
    if entry.status is not Status.RECALL_REFUSED:
        return None
    asked = [
        event.old
        for event in registry.register.history(ObjectKind.ENTRY, str(entry.id))
        if event.field == "status" and event.new == Status.RECALL_ASKED.value
    ]
    return Status(asked[-1]) if asked and asked[-1] else None


def _notices(registry: Registry, entry: Entry, to: Status) -> tuple[NewNotice, ...]:
    kinds = {Status.ASSIGNED: NoticeKind.ASSIGNED, Status.RECALL_ASKED: NoticeKind.RECALL_ASKED}
    if to not in kinds or entry.book in registry.settings.registers.secret_books:
        return ()
    return (NewNotice(kinds[to]),)
