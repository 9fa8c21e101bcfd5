"""`/register`: the registers of documents, and an entry with all that may be done to it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.errors import NotAllowed
from pipeline.model.access import unit_name
from pipeline.model.account import Permission
from pipeline.model.entry import Channel, Status
from pipeline.office import changing, moving
from pipeline.office.entry_words import known_fields
from pipeline.office.registry import Registry
from pipeline.office.typed import fields_of, one_line
from pipeline.web.workbench.numbers import PathId, QueryId
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import (
    COUNTED,
    Filters,
    as_seen,
    day_of,
    entry_of,
    filters,
    history_of,
    line_of,
    registry_of,
    rows_of,
    status_of,
    tag_of,
    ways_of,
)
from pipeline.web.workbench.rendering import in_parts, page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/register", include_in_schema=False)
Sees = Annotated[Visitor, Depends(Needs(Permission.REGISTER))]
Acts = Annotated[Visitor, Depends(Needs(Permission.REGISTER, Permission.REGISTER_ACT))]
_SHOWN = 50
_LONG = 5_000
Text = Annotated[str, Form(max_length=_LONG)]
CHANGED = (
    "type",
    "code_number",
    "code_notation",
    "issued_on",
    "issuer",
    "subject",
    "signer_name",
    "signer_position",
    "urgency",
    "to_places",
    "file_code",
    "note",
)
"""Fields that are changed on the page; the command line changes all."""


@router.get("")
def listed(
    request: Request,
    here: Here,
    visitor: Sees,
    asked: Annotated[Filters, Depends(filters)],
    after: QueryId | None = None,
) -> Response:
    """The newest first; HTMX asks for the rows that follow."""
    desk = registry_of(here, visitor)
    criteria = asked.criteria(desk)
    entries = desk.register.entries.page(criteria, after, _SHOWN + 1)
    shown = entries[:_SHOWN]
    context: dict[str, Any] = {
        "lines": [line_of(entry, desk, visitor.language) for entry in shown],
        "following": asked.query(after=str(shown[-1].id)) if len(entries) > _SHOWN else "",
        "asked": asked,
    }
    if after is not None and in_parts(request):
        return page(request, visitor, "register_rows.html", context)
    context |= {
        "books": desk.asker.books,
        "channels": tuple(Channel),
        "statuses": tuple(Status),
        "count": desk.register.entries.count(criteria, COUNTED),
        "counted": COUNTED,
        "narrowed": asked != Filters(book=asked.book),
    }
    return page(request, visitor, "register.html", context, here="register")


@router.get("/{entry_id:int}")
def entry_page(
    request: Request, here: Here, visitor: Sees, entry_id: PathId, double: bool = False
) -> Response:
    """All of an entry. `double`: it was just entered and another says the same."""
    return _shown(request, visitor, registry_of(here, visitor), entry_id, double=double)


@router.post("/{entry_id:int}/advance")
def advance(
    here: Here, visitor: Acts, entry_id: PathId, to: Text, seen: Text, reason: Text = ""
) -> Response:
    """Moves it on. `seen`: the status that the page showed."""
    desk = registry_of(here, visitor)
    entry = as_seen(desk, entry_id, seen)
    moving.advance(desk, entry, status_of(to), one_line(reason))
    return _back(entry_id)


@router.post("/{entry_id:int}/assign")
def assign(
    here: Here,
    visitor: Acts,
    entry_id: PathId,
    seen: Text,
    unit: Text = "",
    assignee: Text = "",
    due: Text = "",
) -> Response:
    """Hands it to a unit, or to somebody of it."""
    desk = registry_of(here, visitor)
    entry = as_seen(desk, entry_id, seen)
    unit, assignee = unit_name(unit), one_line(assignee)
    if not unit and not assignee:
        raise NotAllowed("assigned_to_nobody_here")
    if due.strip() and day_of(due) is None:
        raise NotAllowed("no_day", {"text": due.strip()})
    moving.assign(desk, entry, unit, assignee, day_of(due))
    return _back(entry_id)


@router.post("/{entry_id:int}/opinion")
def opinion(here: Here, visitor: Acts, entry_id: PathId, text: Text = "") -> Response:
    """An opinion or a direction."""
    desk = registry_of(here, visitor)
    entry = entry_of(desk, entry_id)
    if not text.strip():
        raise NotAllowed("empty_opinion")
    changing.add_opinion(desk, entry, text.strip())
    return _back(entry_id)


@router.post("/{entry_id:int}/change")
def change(
    here: Here, visitor: Acts, entry_id: PathId, field: Text, value: Text = "", was: Text = ""
) -> Response:
    """Another value of one field. `was`: the value that the page showed."""
    desk = registry_of(here, visitor)
    entry = entry_of(desk, entry_id)
    if field not in CHANGED or field not in known_fields():
        raise NotAllowed("field_not_changed_here", {"field": field})
    now = getattr(entry.described, field) or ""
    if was != now:
        raise NotAllowed("changed_meanwhile", {"entry": entry.key, "value": now or "—"})
    changing.change(desk, entry, fields_of({field: value}))
    return _back(entry_id)


def _shown(
    request: Request, visitor: Visitor, desk: Registry, entry_id: int, *, double: bool
) -> Response:
    entry = entry_of(desk, entry_id)
    language = visitor.language
    plain, may_assign, may_refuse = ways_of(entry, desk, language)
    earlier = entry.earlier_id
    context = {
        "entry": entry,
        "double": double,
        "book": desk.asker.book(entry.book),
        "rows": rows_of(entry, desk, language),
        "tag": tag_of(entry.status),
        "ways": plain,
        "may_assign": may_assign,
        "may_refuse": may_refuse,
        "may_change": visitor.may(Permission.REGISTER_ACT),
        "changed": CHANGED,
        "lacks": desk.register.entries.lacks(entry.id),
        "earlier": None if earlier is None else desk.register.entries.by_id(earlier),
        "history": history_of(entry, desk, language),
        "overdue": entry.due_on is not None and entry.due_on < desk.today and not entry.done_on,
    }
    return page(request, visitor, "entry.html", context, here="register")


def _back(entry_id: int) -> RedirectResponse:
    return RedirectResponse(f"/register/{entry_id}", HTTPStatus.SEE_OTHER)
