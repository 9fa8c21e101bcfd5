"""Searches that somebody keeps under a name: on the search page, and by the API."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from pipeline.errors import SettingsInvalid
from pipeline.model.account import Permission
from pipeline.office.typed import one_line
from pipeline.register.saved import SavedSearch
from pipeline.search.choosing import choices
from pipeline.search.index import Sort
from pipeline.web.asking import problems
from pipeline.web.shapes import Shape
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.search_asked import LONGEST, Asked, asked_again, asked_of
from pipeline.web.workbench.visiting import Needs, Visitor

_NAME = 80
_QUERY = 8 * LONGEST
_SHORT = 400

router = APIRouter()
Finds = Annotated[Visitor, Depends(Needs(Permission.SEARCH))]
Name = Annotated[str, Form(max_length=_NAME, min_length=1)]


class NewSearch(Shape):
    """What is to be asked again, as `/search` takes it."""

    name: str = Field(min_length=1, max_length=_NAME, examples=["thu hồi đất"])
    q: str = Field("", max_length=LONGEST)
    date_from: str = Field("", max_length=_SHORT, examples=["2016"])
    date_to: str = Field("", max_length=_SHORT)
    only: list[Annotated[str, Field(max_length=_SHORT)]] = Field([], max_length=50)
    sort: Sort = Sort.RELEVANCE


class KeptSearch(NewSearch):
    """A search that one keeps."""

    kept_at: datetime


class KeptSearches(Shape):
    searches: list[KeptSearch] = Field(description="One's own, by name.")


@router.post("/search/keep", include_in_schema=False)
def keep_page(
    here: Here,
    visitor: Finds,
    name: Name,
    query: Annotated[str, Form(max_length=_QUERY)] = "",
) -> Response:
    """Keeps what was asked, and shows it again."""
    wanted = asked_of(query)
    _keep(here, visitor, name, wanted)
    return RedirectResponse(f"/search?{wanted.query()}", HTTPStatus.SEE_OTHER)


@router.post("/search/forget", include_in_schema=False)
def forget_page(here: Here, visitor: Finds, name: Name) -> Response:
    """Forgets one of one's own."""
    here.register.saved.remove_own(name, visitor.known.name)
    return RedirectResponse("/search", HTTPStatus.SEE_OTHER)


@router.get(
    "/api/v1/searches",
    operation_id="keptSearches",
    summary="Searches that one keeps",
    tags=["search"],
    responses=problems(401, 403, 503),
)
def kept(here: Here, visitor: Finds) -> KeptSearches:
    """Those of whoever is signed in."""
    own = here.register.saved.of(visitor.known.name)
    return KeptSearches(searches=[_shape(saved) for saved in own])


@router.post(
    "/api/v1/searches",
    operation_id="keepSearch",
    summary="Keep a search",
    tags=["search"],
    status_code=HTTPStatus.CREATED,
    responses=problems(400, 401, 403, 503),
)
def keep(here: Here, visitor: Finds, new: NewSearch) -> KeptSearch:
    """In place of one's own of that name; 403 where the name is another's."""
    choices(new.only)
    wanted = Asked(new.q, new.date_from, new.date_to, tuple(new.only), new.sort)
    return _shape(_keep(here, visitor, new.name, wanted))


@router.delete(
    "/api/v1/searches",
    operation_id="forgetSearch",
    summary="Forget a search",
    tags=["search"],
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(400, 401, 403, 404, 503),
)
def forget(
    here: Here, visitor: Finds, name: Annotated[str, Query(min_length=1, max_length=_NAME)]
) -> None:
    """One of one's own."""
    here.register.saved.remove_own(name, visitor.known.name)


def _keep(here: Premises, visitor: Visitor, name: str, wanted: Asked) -> SavedSearch:
    """Raises: SettingsInvalid, NotAllowed."""
    said = one_line(name)
    if not said:
        raise SettingsInvalid("saved_name_empty")
    saved = SavedSearch(said, visitor.known.name, here.now(), wanted.kept())
    here.register.saved.keep_own(saved)
    return saved


def _shape(saved: SavedSearch) -> KeptSearch:
    again = asked_again(saved.asked)
    return KeptSearch(
        name=saved.name,
        q=again.text,
        date_from=again.first,
        date_to=again.last,
        only=list(again.only),
        sort=again.sort,
        kept_at=saved.at,
    )
