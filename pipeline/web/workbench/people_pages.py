"""`/people`: who may come in, for whoever manages accounts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.messages import LANGUAGES, say_error
from pipeline.model.access import Access
from pipeline.model.account import AccountRole, NewAccount, Permission, permissions_of
from pipeline.office.staffing import Staffing
from pipeline.web.workbench.browsers import browser_name
from pipeline.web.workbench.people_form import Typed, typed
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

_HERE = "people"

router = APIRouter(prefix="/people", include_in_schema=False)
Manager = Annotated[Visitor, Depends(Needs(Permission.PEOPLE))]


@router.get("")
def people(request: Request, visitor: Manager, here: Here, given: str = "") -> Response:
    """`given`: who was just written, to be told so."""
    now = here.now()
    rows = [
        (known, here.people.waits_until(known.account.name, now))
        for known in here.register.accounts.all()
    ]
    return page(
        request,
        visitor,
        "people.html",
        {"rows": rows, "given": given, "search": Permission.SEARCH},
        here=_HERE,
    )


@router.get("/new")
def new_page(request: Request, visitor: Manager, here: Here) -> Response:
    return _form(request, visitor, here, Typed())


@router.post("/new")
async def add(request: Request, visitor: Manager, here: Here) -> Response:
    """The page with the password that was made, or the form with what is wrong."""
    said = typed(await request.form())
    try:
        new = said.account()
        password = await run_in_threadpool(_staff(here, visitor).add, new, here.now())
    except (NotAllowed, SettingsInvalid) as error:
        return _form(request, visitor, here, said, wrong=say_error(visitor.language, error))
    return _given(request, visitor, new, password)


@router.get("/of/{name}")
def one_page(request: Request, visitor: Manager, here: Here, name: str) -> Response:
    return _form(request, visitor, here, Typed.of(here.register.accounts.named(name)))


@router.post("/of/{name}")
async def change(request: Request, visitor: Manager, here: Here, name: str) -> Response:
    said = typed(await request.form(), name)
    try:
        new = said.account()
        staff = _staff(here, visitor)
        await run_in_threadpool(staff.change, new, said.version, here.now())
    except (NotAllowed, SettingsInvalid) as error:
        return _form(request, visitor, here, said, wrong=say_error(visitor.language, error))
    return RedirectResponse(f"/people?given={quote(name)}", HTTPStatus.SEE_OTHER)


@router.post("/of/{name}/password")
def give_password(request: Request, visitor: Manager, here: Here, name: str) -> Response:
    """The page with the password that was made: it is told once."""
    password = _staff(here, visitor).give_password(name, here.now())
    known = here.register.accounts.named(name).account
    new = NewAccount(known.name, known.full_name, known.roles)
    return _given(request, visitor, new, password)


@router.post("/of/{name}/disable")
def disable(visitor: Manager, here: Here, name: str) -> Response:
    return _switch(here, visitor, name, active=False)


@router.post("/of/{name}/enable")
def enable(visitor: Manager, here: Here, name: str) -> Response:
    return _switch(here, visitor, name, active=True)


@router.post("/of/{name}/unlock")
def unlock(visitor: Manager, here: Here, name: str) -> Response:
    """After too many wrong passwords."""
    _staff(here, visitor).unlock(name, here.now())
    return RedirectResponse(f"/people?given={quote(name)}", HTTPStatus.SEE_OTHER)


@router.post("/of/{name}/sessions/end")
def end_sessions(visitor: Manager, here: Here, name: str) -> Response:
    _staff(here, visitor).end_sessions(name, here.now())
    return RedirectResponse(f"/people/of/{quote(name)}", HTTPStatus.SEE_OTHER)


def _staff(here: Premises, visitor: Visitor) -> Staffing:
    return Staffing(here.people, visitor.known)


def _switch(here: Premises, visitor: Visitor, name: str, *, active: bool) -> Response:
    known = here.register.accounts.named(name)
    _staff(here, visitor).switch(
        known.account.name, active=active, version=known.version, now=here.now()
    )
    return RedirectResponse(f"/people?given={quote(known.account.name)}", HTTPStatus.SEE_OTHER)


def _given(request: Request, visitor: Visitor, new: NewAccount, password: str) -> Response:
    context = {"one": new, "password": password}
    return page(request, visitor, "password_given.html", context, here=_HERE)


def _form(
    request: Request, visitor: Visitor, here: Premises, said: Typed, wrong: str = ""
) -> Response:
    """The form of an account, new where it has no version yet."""
    now = here.now()
    context = {
        "said": said,
        "wrong": wrong,
        "roles": [(role, _may(role)) for role in AccountRole],
        "levels": tuple(Access),
        "languages": LANGUAGES,
        "units": _units(here),
        "known": None,
        "sessions": (),
        "until": None,
        "browser": browser_name,
    }
    if said.version:
        context["known"] = here.register.accounts.named(said.name)
        context["sessions"] = here.people.sessions(said.name, now)
        context["until"] = here.people.waits_until(said.name, now)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(request, visitor, "person.html", context, here=_HERE, status=status)


def _may(role: AccountRole) -> tuple[str, ...]:
    return tuple(sorted(permission.value for permission in permissions_of([role])))


def _units(here: Premises) -> list[str]:
    """Those that the settings and the accounts know, to choose from."""
    known = {unit.name for unit in here.settings.office.units} | {here.settings.intake.unit}
    known |= {one.account.unit for one in here.register.accounts.all()}
    return sorted(known - {""})
