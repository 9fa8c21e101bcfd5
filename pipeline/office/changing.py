"""What people say of an entry: other values, opinions, directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeline.errors import NotAllowed
from pipeline.model.entry import Entry
from pipeline.model.person import Role
from pipeline.office.registry import Registry
from pipeline.office_rules import paper_rules


def change(
    registry: Registry, entry: Entry, values: Mapping[str, str | int | date | None]
) -> Entry:
    """Writes fields anew, as a clerk does; what is named was looked at, even if it stays.

    Raises:
        NotAllowed: whoever asks is no clerk, or a field cannot be changed.
        SettingsInvalid: there is no such class of paper.
    """
    if Role.CLERK not in registry.person.roles:
        raise NotAllowed("only_clerks", {"who": registry.person.name, "roles": Role.CLERK.value})
    if isinstance(key := values.get("paper_class"), str):
        paper_rules(registry.settings).check_key(key)
    now, who = registry.now(), registry.person.name
    return registry.register.entries.change(entry.id, values, now, who)


def add_opinion(registry: Registry, entry: Entry, text: str) -> Entry:
    """Whoever sees an entry may write one (TraceHeaderList, NĐ 30/2020, Phụ lục VI)."""
    now, who = registry.now(), registry.person.name
    return registry.register.entries.opinion(entry.id, text, now, who)
