"""What the history tells of many entries at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from pipeline.model.entry import Status
from pipeline.register.entries import ObjectKind, What
from pipeline.register.schema import events

_AT_ONCE = 500


def handed_on(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    """When entries were first assigned to somebody (ngày chuyển), by their ids."""
    found: dict[int, datetime] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = [str(one) for one in ids[first : first + _AT_ONCE]]
        query = (
            select(events.c.object_id, func.min(events.c.at, type_=events.c.at.type))
            .where(events.c.object_kind == ObjectKind.ENTRY.value, events.c.object_id.in_(some))
            .where(events.c.what == What.CHANGED.value, events.c.field == "status")
            .where(events.c.new == Status.ASSIGNED.value)
            .group_by(events.c.object_id)
        )
        found |= {int(row[0]): row[1] for row in connection.execute(query)}
    return found
