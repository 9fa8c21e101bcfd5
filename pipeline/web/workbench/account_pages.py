"""`/account`: one's own account, sessions and password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from pipeline.errors import NotAllowed
from pipeline.messages import say_error
from pipeline.model.account import Whence
from pipeline.web.workbench.browsers import browser_name
from pipeline.web.workbench.cookies import give_cookie
from pipeline.web.workbench.numbers import PathId
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import SESSION, Needs, Visitor

_LONGEST = 1_000

router = APIRouter(prefix="/account", include_in_schema=False)
Known = Annotated[Visitor, Depends(Needs())]
Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get("")
def account(request: Request, visitor: Known, here: Here, changed: bool = False) -> Response:
    """Who one is here, what one may see, and where one is signed in."""
    known = visitor.known
    own = here.register.sessions.id_of(request.cookies.get(SESSION, ""))
    context = {
        "one": known,
        "sessions": here.people.sessions(known.name, here.now()),
        "own": own,
        "changed": changed,
        "browser": browser_name,
    }
    return page(request, visitor, "account.html", context)


@router.post("/sessions/{session_id}/end")
def end_session(session_id: PathId, visitor: Known, here: Here) -> Response:
    name = visitor.known.name
    here.people.end_session(name, session_id, here.now(), name)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/sessions/end")
def end_sessions(request: Request, visitor: Known, here: Here) -> Response:
    """All but this one."""
    name = visitor.known.name
    here.people.end_sessions(name, here.now(), name, request.cookies.get(SESSION, ""))
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.get("/password")
def password_page(request: Request, visitor: Known, here: Here) -> Response:
    return page(request, visitor, "password.html", _asked(here))


@router.post("/password")
async def password(
    request: Request,
    visitor: Known,
    here: Here,
    old: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """All other sessions end; this browser goes on in a new one."""
    whence = Whence(visitor.address, request.headers.get("user-agent", "")[:_LONGEST])
    try:
        if new != again:
            raise NotAllowed("passwords_differ")
        token = await run_in_threadpool(
            here.people.change_password, visitor.known, old, new, whence, here.now()
        )
    except NotAllowed as error:
        context = _asked(here) | {"wrong": say_error(visitor.language, error), "code": error.code}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return page(request, visitor, "password.html", context, status=status)
    # Who came in for the first time goes on to their work.
    there = "/" if visitor.known.must_change else "/account?changed=1"
    answer = RedirectResponse(there, HTTPStatus.SEE_OTHER)
    give_cookie(answer, request, SESSION, token)
    return answer


def _asked(here: Premises) -> dict[str, object]:
    return {"least": here.settings.workbench.password_least, "wrong": "", "code": ""}
