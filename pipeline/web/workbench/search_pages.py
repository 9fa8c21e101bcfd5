"""`/search`: one box, what answers, and how to narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.errors import IndexOutdated, SettingsInvalid
from pipeline.indexing import INDEXED
from pipeline.messages import say, say_error
from pipeline.model.account import Account, Permission
from pipeline.search.index import Completed, Found, Sort
from pipeline.search.query_language import understand
from pipeline.web.reading_room import today
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import in_parts, page
from pipeline.web.workbench.search_asked import LONGEST, PAGE, Asked, asked, asked_again
from pipeline.web.workbench.search_export import KINDS
from pipeline.web.workbench.search_hits import (
    chosen_boxes,
    facet_boxes,
    hit_lines,
    limits,
    newest_lines,
)
from pipeline.web.workbench.search_words import understood
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/search", include_in_schema=False)
Finds = Annotated[Visitor, Depends(Needs(Permission.SEARCH))]
Asking = Annotated[Asked, Depends(asked)]
_NEWEST = 10
_SUGGESTED = 4
"""Of each kind, while one types."""
_COMPLETED = (Completed.CODE, Completed.ISSUER, Completed.SUBJECT)
_FEWEST_LETTERS = 2


@router.get("")
def search(
    request: Request, here: Here, visitor: Finds, wanted: Asking, counts: bool = False
) -> Response:
    """The page; what of it HTMX asks for. `counts`: with the counts, for whoever has no script."""
    try:
        context = _context(here, visitor, wanted)
    except SettingsInvalid as error:
        if error.code.startswith("search_cursor"):
            # A list that has changed since, or of somebody with other rights: from its beginning.
            return RedirectResponse(f"/search?{wanted.fresh().query()}", HTTPStatus.SEE_OTHER)
        return _wrong(request, here, visitor, wanted, error)
    context["facets"] = chosen_boxes(wanted, visitor.language)
    if counts:
        context |= _counted(here, visitor, wanted)
    name = "search.html"
    if in_parts(request):
        name = "search_hits.html" if wanted.cursor else "search_found.html"
    answer = page(request, visitor, name, context, here="search")
    if in_parts(request):
        seen = wanted.longer() if wanted.cursor else wanted
        answer.headers["HX-Push-Url"] = f"/search?{seen.query()}"
    return answer


@router.get("/facets")
def facets(request: Request, here: Here, visitor: Finds, wanted: Asking) -> Response:
    """What the answer can be narrowed to, with counts."""
    context = {"asked": wanted, **_counted(here, visitor, wanted)}
    return page(request, visitor, "search_facets.html", context)


@router.get("/complete")
def complete(
    request: Request,
    here: Here,
    visitor: Finds,
    q: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """What is being typed may go on to these; each is a whole question."""
    beginning = q.strip()
    made: list[dict[str, str]] = []
    if len(beginning) >= _FEWEST_LETTERS:
        with suppress(IndexOutdated):
            made = list(_options(here, visitor.known, beginning))
    return page(request, visitor, "search_options.html", {"options": made})


def _options(here: Premises, account: Account, beginning: str) -> Iterator[dict[str, str]]:
    for what in _COMPLETED:
        for value in here.room.complete(what, beginning, account.rights, _SUGGESTED):
            yield {"kind": what.value, "text": value, "question": _whole(what, value)}


def _context(here: Premises, visitor: Visitor, wanted: Asked) -> dict[str, Any]:
    """Raises: SettingsInvalid for a wrong date, facet or cursor."""
    account = visitor.known
    context = _frame(here, visitor, wanted)
    if not wanted.anything and not wanted.cursor:
        newest = here.register.newest(account.rights, INDEXED, _NEWEST)
        context["newest"] = newest_lines(newest, visitor.language)
        return context
    found = _found(here, account, wanted)
    if found is None:
        return {**context, "unready": True}
    hits = hit_lines(found.hits, wanted, visitor.language)
    question = understand(wanted.text, today())
    seen = wanted.start + len(hits)
    on = replace(wanted, cursor=found.next or "", start=seen)
    return {
        **context,
        "found": found,
        "hits": hits,
        "understood": understood(question, visitor.language) if wanted.text else (),
        "notes": [
            say(visitor.language, f"search.{note.code}", {"text": note.text})
            for note in found.notes
        ],
        "suggestions": [(text, replace(wanted.fresh(), text=text)) for text in found.suggestions],
        # Of nothing after these nobody is told that there is more.
        "following": on if found.next and found.total > seen else None,
        "plain": replace(wanted.fresh(), text=wanted.text.replace('"', " ").strip()),
        "bare": Asked(wanted.text),
    }


def _frame(here: Premises, visitor: Visitor, wanted: Asked) -> dict[str, Any]:
    """What the page needs whatever is asked."""
    own = here.register.saved.of(visitor.known.name)
    return {
        "asked": wanted,
        "wrong": "",
        "wrong_field": "",
        "counted": False,
        "found": None,
        "newest": None,
        "unready": False,
        "behind": here.register.waiting() > 0,
        "limits": limits(wanted, visitor.language),
        "kept": [(saved.name, asked_again(saved.asked).query()) for saved in own],
        "sorts": tuple(Sort),
        "kinds": KINDS,
    }


def _found(here: Premises, account: Account, wanted: Asked) -> Found | None:
    """None where there is no index yet."""
    try:
        return here.room.search(wanted.search_query(limit=_limit(wanted)), account.rights)
    except IndexOutdated:
        return None


def _limit(wanted: Asked) -> int:
    return PAGE if wanted.cursor else wanted.shown


def _counted(here: Premises, visitor: Visitor, wanted: Asked) -> dict[str, Any]:
    query = wanted.fresh().search_query(limit=PAGE, facets=True, pages=0)
    try:
        found = here.room.search(query, visitor.known.rights)
    except IndexOutdated:
        return {"facets": [], "counted": True}
    return {"facets": facet_boxes(found.facets, wanted, visitor.language), "counted": True}


def _wrong(
    request: Request, here: Premises, visitor: Visitor, wanted: Asked, error: SettingsInvalid
) -> Response:
    """The page with what is wrong. Raises: SettingsInvalid, where that is no date."""
    if error.code != "search_date":
        raise error
    which = "first" if error.params["option"] == "--from" else "last"
    named = {**error.params, "option": say(visitor.language, f"search_page.{which}")}
    context = {
        **_frame(here, visitor, wanted),
        "wrong": say_error(visitor.language, SettingsInvalid(error.code, named)),
        "wrong_field": "from" if which == "first" else "to",
        "facets": chosen_boxes(wanted, visitor.language),
        "counted": True,
    }
    if in_parts(request):
        # To the browser an answer like any other: it puts the message where the list was.
        return page(request, visitor, "search_found.html", context)
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, visitor, "search.html", context, here="search", status=wrong)


def _whole(what: Completed, value: str) -> str:
    """The question that finds what was suggested."""
    plain = value.replace('"', " ")
    if what is Completed.CODE:
        return value
    return f'cơ_quan:"{plain}"' if what is Completed.ISSUER else f'"{plain}"'
