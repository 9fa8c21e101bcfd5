"""`/sign-in`, `/sign-out` and what anybody may choose: language and theme."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from pipeline.errors import NotAllowed
from pipeline.messages import LANGUAGES, say_error
from pipeline.model.account import Whence
from pipeline.web.workbench.cookies import give_cookie
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.rendering import PLACES, page
from pipeline.web.workbench.visiting import (
    LANGUAGE,
    SESSION,
    THEME,
    THEMES,
    Needs,
    Public,
    Visitor,
)

_YEAR_S = 365 * 24 * 3600
_LONGEST = 1_000

router = APIRouter(include_in_schema=False)
Anybody = Annotated[Visitor, Depends(Public())]
Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get("/")
def start(visitor: Annotated[Visitor, Depends(Needs())]) -> RedirectResponse:
    """Where one begins: what their first place is."""
    first = next((place.href for place in PLACES if visitor.may(place.permission)), "/account")
    return RedirectResponse(first, HTTPStatus.SEE_OTHER)


@router.get("/sign-in")
def sign_in_page(
    request: Request, visitor: Anybody, here: Here, back: str = "/", again: bool = False
) -> Response:
    """`again`: from the dialog of a page whose session is over."""
    context = {
        "to": ours(back),
        "wrong": "",
        "name": "",
        "anybody": here.door.any(),
        "again": again,
    }
    return page(request, visitor, "sign_in.html", context)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    visitor: Anybody,
    here: Here,
    name: Text = "",
    password: Text = "",
    to: Text = "/",
    again: Text = "",
) -> Response:
    """A new session, or the same page with what is wrong."""
    whence = Whence(visitor.address, request.headers.get("user-agent", "")[:_LONGEST])
    try:
        token = await run_in_threadpool(here.door.sign_in, name, password, whence, here.now())
    except NotAllowed as error:
        wrong = say_error(visitor.language, error)
        context = {"to": ours(to), "wrong": wrong, "name": name, "anybody": True, "again": again}
        return page(
            request, visitor, "sign_in.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    there = "/signed-in" if again else ours(to)
    answer = RedirectResponse(there, HTTPStatus.SEE_OTHER)
    give_cookie(answer, request, SESSION, token)
    if old := request.cookies.get(SESSION, ""):
        await run_in_threadpool(here.door.sign_out, old, here.now())
    return answer


@router.get("/signed-in")
def signed_in(request: Request, visitor: Annotated[Visitor, Depends(Needs())]) -> Response:
    """Tells the page whose session was over that it may go on."""
    return page(request, visitor, "signed_in.html")


@router.post("/sign-out")
async def sign_out(
    request: Request, here: Here, _visitor: Annotated[Visitor, Depends(Needs())]
) -> Response:
    await run_in_threadpool(here.door.sign_out, request.cookies.get(SESSION, ""), here.now())
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(SESSION)
    return answer


@router.post("/preferences")
async def preferences(
    request: Request,
    _visitor: Anybody,
    language: Text = "",
    theme: Text = "",
    back: Text = "/",
) -> Response:
    """Language and theme, kept in the browser."""
    answer = RedirectResponse(ours(back), HTTPStatus.SEE_OTHER)
    for name, value, known in ((LANGUAGE, language, LANGUAGES), (THEME, theme, THEMES)):
        if value in known:
            give_cookie(answer, request, name, value, _YEAR_S)
    return answer


def ours(path: str) -> str:
    """A path of this server; whatever else is asked for is the start."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"
