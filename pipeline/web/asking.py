"""What every request brings: the archive, the rights of whoever asks, their language."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.messages import Language
from pipeline.model.access import Rights
from pipeline.web.problems import MEDIA_TYPE, language_of
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.shapes import Problem
from pipeline.web.tokens import Tokens

_BEARER = HTTPBearer(
    auto_error=False,
    description="The token of a reader of `[[search.readers]]` in the settings. Without readers "
    "none is needed; where one is called `public`, none is needed for what that one may see.",
)


def _room(request: Request) -> ReadingRoom:
    return cast("ReadingRoom", request.app.state.room)


def _rights(
    request: Request,
    _credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Rights:
    tokens = cast("Tokens", request.app.state.tokens)
    return tokens.rights(request.headers.get("authorization"))


def _language(request: Request) -> Language:
    otherwise = cast("Language", request.app.state.language)
    return language_of(request.headers.get("accept-language", ""), otherwise)


Room = Annotated[ReadingRoom, Depends(_room)]
Allowed = Annotated[Rights, Depends(_rights)]
Spoken = Annotated[Language, Depends(_language)]


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The failures of an operation, as OpenAPI describes them."""
    told = {
        400: "A parameter is wrong; `detail` names it.",
        401: "No token, or one that is nobody's.",
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
