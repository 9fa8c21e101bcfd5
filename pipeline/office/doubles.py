"""Entries that say of themselves what another one says: a document that was entered twice."""

from __future__ import annotations

from itertools import islice

from pipeline.model.entry import Criteria, Entry, Status
from pipeline.office.registry import Registry

_TOLD = 5


def doubles(registry: Registry, entry: Entry) -> tuple[Entry, ...]:
    """The newest others of the same number, symbol and issuer, and not of another year.

    One that was refused or given back is none. (NĐ 30/2020, Phụ lục VI: duplicates are warned of.)
    """
    said = entry.described
    if said.code is None or said.issuer is None or entry.book in registry.asker.hidden:
        return ()
    asked = Criteria(
        direction=entry.direction,
        code=f"{said.code_number}/{said.code_notation}",
        issuer=said.issuer,
    )
    found = (
        other
        for other in registry.register.entries.entries(asked, newest_first=True)
        if other.id not in (entry.id, entry.earlier_id)
        and other.status not in (Status.REFUSED, Status.RECALLED)
        and _may_be_of_one_year(said.issued_on, other.described.issued_on)
    )
    return tuple(islice(found, _TOLD))


def _may_be_of_one_year(one: str | None, other: str | None) -> bool:
    """Numbers begin anew each year; an unknown year may be any."""
    years = {date[:4] for date in (one, other) if date and date[:4].isdigit()}
    return len(years) < 2
