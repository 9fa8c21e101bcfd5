"""What people say of an entry: other values, opinions, directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pipeline.errors import NotAllowed
from pipeline.model.entry import HERE, Direction, Entry, Status
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.model.person import Role
from pipeline.office.registry import Registry
from pipeline.office_rules import paper_rules

_OPEN = (Status.ARRIVED, Status.RECEIVED, Status.ASSIGNED, Status.IN_WORK)


def change(
    registry: Registry, entry: Entry, values: Mapping[str, str | int | date | None]
) -> Entry:
    """Writes fields anew, as a clerk does; what is named was looked at, even if it stays.

    A due day that followed from type and urgency follows them.

    Raises:
        NotAllowed: whoever asks is no clerk, or a field cannot be changed.
        SettingsInvalid: there is no such class of paper.
    """
    if Role.CLERK not in registry.person.roles:
        raise NotAllowed("only_clerks", {"who": registry.person.name, "roles": Role.CLERK.value})
    if isinstance(key := values.get("paper_class"), str):
        paper_rules(registry.settings).check_key(key)
    values = dict(values) | due_anew(registry, entry, values)
    now, who = registry.now(), registry.person.name
    notices = _notices(registry, entry, values)
    return registry.register.entries.change(entry.id, values, now, who, notices)


def _notices(
    registry: Registry, entry: Entry, values: Mapping[str, str | int | date | None]
) -> tuple[NewNotice, ...]:
    """An urgency that is typed later is told as that of an arrival; of secrets nothing is."""
    urgency = values.get("urgency")
    told = entry.direction is Direction.INCOMING and entry.status in _OPEN
    secret = entry.book in registry.settings.registers.secret_books
    if not urgency or urgency == entry.described.urgency or secret or not told:
        return ()
    return (NewNotice(NoticeKind.URGENT_ARRIVAL, {"urgency": str(urgency)}),)


def due_anew(
    registry: Registry, entry: Entry, values: Mapping[str, str | int | date | None]
) -> dict[str, date]:
    """Its due day by the rules for what it is now, where the one that it has was by the rules."""
    if "due_on" in values or entry.direction is not Direction.INCOMING:
        return {}
    said = {name: values[name] for name in ("type", "urgency") if name in values}
    began = entry.arrived_at.astimezone(HERE).date()
    before = registry.due(entry.described, entry.matter, began)
    described = replace(entry.described, **said)  # type: ignore[arg-type]
    after = registry.due(described, entry.matter, began)
    if after is None or entry.due_on != (before.on if before else None):
        return {}
    return {} if after.on == entry.due_on else {"due_on": after.on}


def add_opinion(registry: Registry, entry: Entry, text: str) -> Entry:
    """Whoever sees an entry may write one (TraceHeaderList, NĐ 30/2020, Phụ lục VI)."""
    now, who = registry.now(), registry.person.name
    return registry.register.entries.opinion(entry.id, text, now, who)
