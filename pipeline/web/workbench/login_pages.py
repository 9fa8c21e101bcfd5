"""`/sign-in/oidc`: to the office's own login and back."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from pipeline.errors import EngineFailed, NotAllowed, NotFound, SohoaError
from pipeline.exchange.login import Going, OfficeLogin
from pipeline.messages import say_error
from pipeline.model.account import Whence
from pipeline.office.vouching import Vouching
from pipeline.web.workbench.cookies import give_cookie
from pipeline.web.workbench.door_pages import ours
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import SESSION, Public, Visitor

GOING = "sohoa_going"
_MINUTES = 10
_LONGEST = 1_000

router = APIRouter(prefix="/sign-in/oidc", include_in_schema=False)
Anybody = Annotated[Visitor, Depends(Public())]


def _login(request: Request) -> OfficeLogin:
    """Raises: NotFound where the office has none."""
    login: OfficeLogin | None = request.app.state.login
    if login is None:
        raise NotFound("no_login")
    return login


Login = Annotated[OfficeLogin, Depends(_login)]


@router.get("")
async def go(
    request: Request, visitor: Anybody, here: Here, login: Login, to: str = "/"
) -> Response:
    """To the other login; what it must bring back is kept in the browser."""
    going = Going.new()
    try:
        way = await run_in_threadpool(login.way, going, here.now())
    except EngineFailed as error:
        return _told(request, visitor, here, error)
    answer = RedirectResponse(way, HTTPStatus.SEE_OTHER)
    kept = json.dumps([going.state, going.nonce, going.verifier, ours(to[:_LONGEST])])
    give_cookie(answer, request, GOING, kept.encode().hex(), _MINUTES * 60)
    return answer


@router.get("/back")
async def back(request: Request, visitor: Anybody, here: Here, login: Login) -> Response:
    """A new session, or the sign-in page with what is wrong."""
    said = {name: value[: 10 * _LONGEST] for name, value in request.query_params.items()}
    whence = Whence(visitor.address, request.headers.get("user-agent", "")[:_LONGEST])
    kept = _kept(request.cookies.get(GOING, ""))
    vouching = Vouching(here.people, here.settings.oidc)

    def entered() -> str:
        if kept is None:
            raise NotAllowed("login_refused")
        identity = login.identity(said, kept[0], here.now())
        return vouching.enter(identity, whence, here.now())

    try:
        token = await run_in_threadpool(entered)
    except (EngineFailed, NotAllowed) as error:
        answer = _told(request, visitor, here, error)
    else:
        answer = RedirectResponse(kept[1] if kept else "/", HTTPStatus.SEE_OTHER)
        give_cookie(answer, request, SESSION, token)
        if old := request.cookies.get(SESSION, ""):
            await run_in_threadpool(here.door.sign_out, old, here.now())
    # It is good for one way there and back.
    answer.delete_cookie(GOING)
    return answer


def _kept(cookie: str) -> tuple[Going, str] | None:
    try:
        state, nonce, verifier, to = json.loads(bytes.fromhex(cookie))
    except (ValueError, TypeError):
        return None
    if not all(isinstance(one, str) and one for one in (state, nonce, verifier, to)):
        return None
    return Going(state, nonce, verifier), ours(to)


def _told(request: Request, visitor: Visitor, here: Premises, error: SohoaError) -> Response:
    context = {
        "to": "/",
        "wrong": "",
        "name": "",
        "anybody": here.door.any(),
        "again": "",
        "login_wrong": say_error(visitor.language, error),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, visitor, "sign_in.html", context, status=status)
