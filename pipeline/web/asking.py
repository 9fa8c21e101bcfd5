"""What every request brings: the archive, the rights of whoever asks, their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import BackgroundTasks, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.errors import NotAllowed
from pipeline.messages import Language
from pipeline.model.access import Rights
from pipeline.model.account import Permission
from pipeline.web.problems import MEDIA_TYPE, PasswordNeeded, language_of
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.shapes import Problem
from pipeline.web.tokens import Tokens, Unauthorised
from pipeline.web.workbench.looking import write_looks
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import HasDoor, Visitor, visiting

_BEARER = HTTPBearer(
    auto_error=False,
    description="The token of a reader of `[[search.readers]]` in the settings. Without readers "
    "and accounts none is needed; where a reader is called `public`, none is needed for what that "
    "one may see. Whoever is signed in at the workbench sees what they may see there.",
)


def _room(request: Request) -> ReadingRoom:
    return cast("ReadingRoom", request.app.state.room)


async def _rights(
    request: Request,
    _credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Rights:
    tokens = cast("Tokens", request.app.state.tokens)
    authorization = request.headers.get("authorization")
    if authorization is None and hasattr(request.app.state, "premises"):
        return await _of_session(request, tokens)
    return tokens.rights(authorization)


async def _of_session(request: Request, tokens: Tokens) -> Rights:
    """Of whoever is signed in at the workbench; else of whoever brings no token.

    Raises: Unauthorised, also without readers as soon as anybody has an account; NotAllowed.
    """
    visitor = await visiting(request)
    if visitor.account is None:
        here = cast("HasDoor", request.app.state.premises)
        if not tokens.asked_for and await run_in_threadpool(here.door.any):
            raise Unauthorised
        return tokens.rights(None)
    if visitor.account.must_change:
        raise PasswordNeeded
    if not visitor.may(Permission.SEARCH):
        raise NotAllowed("not_your_role")
    return visitor.account.rights


def _language(request: Request) -> Language:
    otherwise = cast("Language", request.app.state.language)
    return language_of(request.headers.get("accept-language", ""), otherwise)


@dataclass(frozen=True, slots=True)
class Noting:
    """Puts into the history what a program or a page's script looks at and takes away."""

    here: Premises | None
    """None where nobody works, and nothing is written."""
    tasks: BackgroundTasks
    session: str
    who: str

    def seen(self, document_id: str) -> None:
        """Written after the answer. Raises: ArchiveBusy."""
        here = self.here
        if here and here.looks.viewed(self.session, self.who, document_id, here.now()):
            self.tasks.add_task(write_looks, here)

    def taken(self, document_id: str, file: str) -> None:
        """To be called before it is given. Raises: ArchiveBusy, ArchiveUnusable."""
        if (here := self.here) is not None:
            what = (self.session, self.who, document_id, file)
            here.looks.downloaded(here.register.trail, *what, here.now())


def _noting(
    request: Request, tasks: BackgroundTasks, _let_in: Annotated[Rights, Depends(_rights)]
) -> Noting:
    here = getattr(request.app.state, "premises", None)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if visitor is not None and visitor.account is not None:
        return Noting(here, tasks, visitor.csrf, visitor.account.name)
    tokens = cast("Tokens", request.app.state.tokens)
    name = tokens.name(request.headers.get("authorization"))
    return Noting(here, tasks, f"api {name}", f"api:{name}")


Noted = Annotated[Noting, Depends(_noting)]
Room = Annotated[ReadingRoom, Depends(_room)]
Allowed = Annotated[Rights, Depends(_rights)]
Spoken = Annotated[Language, Depends(_language)]


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The failures of an operation, as OpenAPI describes them."""
    told = {
        400: "A parameter is wrong; `detail` names it.",
        401: "No token, or one that is nobody's.",
        403: "Not for the roles of whoever is signed in, or not asked for by a page of ours.",
        404: "No such thing, or none that this reader may see.",
        429: "Too many requests of one address: try again in a minute.",
        416: "The range lies outside of the file.",
        500: "The page could not be drawn.",
        503: "The archive cannot be read now, or too much is asked at a time: try again later.",
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {
        status: {"description": told[status], "content": content} for status in sorted(statuses)
    }
