"""The registers of documents for programs: entries, and what whoever is signed in may do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath

from pipeline.errors import NotAllowed
from pipeline.model.access import unit_name
from pipeline.model.account import Permission
from pipeline.model.entry import Entry
from pipeline.office import changing, moving
from pipeline.office.registry import Registry
from pipeline.office.typed import one_line
from pipeline.steps.office.moves import may
from pipeline.web import shapes_work
from pipeline.web.asking import problems
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import (
    Filters,
    as_seen,
    entry_of,
    filters,
    registry_of,
    status_of,
)
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/register/entries", tags=["register"])
Sees = Annotated[Visitor, Depends(Needs(Permission.REGISTER))]
Acts = Annotated[Visitor, Depends(Needs(Permission.REGISTER, Permission.REGISTER_ACT))]
EntryId = Annotated[int, InPath(ge=-(2**62), le=2**62)]


@router.get(
    "",
    operation_id="entries",
    summary="Entries of the registers, the newest first",
    responses=problems(400, 401, 403, 404, 503),
)
def entries(
    here: Here,
    visitor: Sees,
    asked: Annotated[Filters, Depends(filters)],
    after: Annotated[int | None, Query(ge=-(2**62), le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes_work.Entries:
    """What cannot be meant in a filter is left out."""
    desk = registry_of(here, visitor)
    found = desk.register.entries.page(asked.criteria(desk), after, limit + 1)
    shown = found[:limit]
    going_on = shown[-1].id if len(found) > limit else None
    return shapes_work.Entries(entries=[_entry(one, desk) for one in shown], after=going_on)


@router.get(
    "/{entry_id}",
    operation_id="entry",
    summary="An entry",
    responses=problems(400, 401, 403, 404, 503),
)
def entry(here: Here, visitor: Sees, entry_id: EntryId) -> shapes_work.Entry:
    """With its forms and the ways on."""
    desk = registry_of(here, visitor)
    return _entry(entry_of(desk, entry_id), desk)


@router.post(
    "/{entry_id}/advance",
    operation_id="advance",
    summary="Moves an entry on",
    responses=problems(400, 401, 403, 404, 503),
)
def advance(
    here: Here, visitor: Acts, entry_id: EntryId, move: shapes_work.Advance
) -> shapes_work.Entry:
    """403: there is no such way, not for this role, it asks for a reason, or it moved already."""
    desk = registry_of(here, visitor)
    seen = as_seen(desk, entry_id, move.seen)
    return _entry(moving.advance(desk, seen, status_of(move.to), one_line(move.reason)), desk)


@router.post(
    "/{entry_id}/assign",
    operation_id="assign",
    summary="Hands an entry to a unit, or to somebody of it",
    responses=problems(400, 401, 403, 404, 503),
)
def assign(
    here: Here, visitor: Acts, entry_id: EntryId, move: shapes_work.Assign
) -> shapes_work.Entry:
    """403: as `advance`."""
    desk = registry_of(here, visitor)
    seen = as_seen(desk, entry_id, move.seen)
    unit, assignee = unit_name(move.unit), one_line(move.assignee)
    if not unit and not assignee:
        raise NotAllowed("assigned_to_nobody_here")
    return _entry(moving.assign(desk, seen, unit, assignee, move.due), desk)


@router.post(
    "/{entry_id}/opinions",
    operation_id="opinion",
    summary="An opinion or a direction about an entry",
    responses=problems(400, 401, 403, 404, 503),
)
def opinion(
    here: Here, visitor: Acts, entry_id: EntryId, given: shapes_work.Opinion
) -> shapes_work.Entry:
    """It stands in the entry's history."""
    desk = registry_of(here, visitor)
    found = entry_of(desk, entry_id)
    if not given.text.strip():
        raise NotAllowed("empty_opinion")
    return _entry(changing.add_opinion(desk, found, given.text.strip()), desk)


def _entry(entry: Entry, desk: Registry) -> shapes_work.Entry:
    theirs = [step.to.value for step in moving.steps(desk, entry) if may(desk.person, step, entry)]
    return shapes_work.Entry(
        id=entry.id,
        key=entry.key,
        book=entry.book,
        year=entry.year,
        number=entry.number,
        arrived_at=entry.arrived_at,
        status=entry.status.value,
        described=asdict(entry.described),
        paper_class=entry.paper_class,
        unit=entry.unit,
        assignee=entry.assignee,
        due_on=entry.due_on,
        received_on=entry.received_on,
        done_on=entry.done_on,
        signatures=entry.signatures.value,
        unsure=list(entry.unsure),
        forms=[
            shapes_work.EntryForm(
                channel=form.channel.value,
                arrived_at=form.arrived_at,
                document_id=form.document_id,
                signatures=form.signatures.value,
            )
            for form in entry.forms
        ],
        ways=list(dict.fromkeys(theirs)),
    )
