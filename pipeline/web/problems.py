"""What went wrong, as RFC 9457 tells it, in the language that was asked for."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pipeline.errors import (
    EngineFailed,
    NotAllowed,
    NotFound,
    Param,
    ScanRejected,
    SettingsInvalid,
    SohoaError,
)
from pipeline.messages import LANGUAGES, Language, say, say_error
from pipeline.web.shapes import Problem
from pipeline.web.tokens import Unauthorised

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_CODES = {
    HTTPStatus.UNAUTHORIZED: "unauthorised",
    HTTPStatus.METHOD_NOT_ALLOWED: "method",
    HTTPStatus.MISDIRECTED_REQUEST: "host",
    HTTPStatus.NOT_FOUND: "no_such_path",
}
_ALSO = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": "60"},
}


FIRST_SIGN_IN = "first_sign_in"


class PasswordNeeded(Exception):
    """Somebody has a password that was given them, and chooses one of their own first."""


class TooOften(Exception):
    """One address asks more often than a person would."""


class Overloaded(Exception):
    """More is being drawn than this server takes on at a time."""


class WrongToken(Exception):
    """What was sent does not come from a page of ours (CSRF)."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, in the words for whoever asked."""

    status: HTTPStatus
    code: str
    detail: str

    @property
    def headers(self) -> dict[str, str] | None:
        return _ALSO.get(self.status)


Answered = Callable[[Request, Exception], Awaitable[Response]]
"""Tells whoever asked what went wrong."""
Shown = Callable[[Request, Trouble], Awaitable[Response]]
"""Makes a page of what went wrong, where a person was looking at pages."""

_ANSWERED = (
    SohoaError,
    RequestValidationError,
    Unauthorised,
    WrongToken,
    PasswordNeeded,
    TooOften,
    Overloaded,
    HTTPException,
)


def language_of(accepted: str, otherwise: Language) -> Language:
    """The language that an Accept-Language header likes best (RFC 9110, 12.5.4)."""
    best, liked = otherwise, 0.0
    for part in accepted[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        value = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
        name = tag.strip().lower().partition("-")[0]
        for language in LANGUAGES:
            if name == language and value > liked:
                best, liked = language, value
    return best


def problem(
    status: HTTPStatus, code: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    body = Problem(
        type=f"urn:sohoa:problem:{code}", title=status.phrase, status=status.value, detail=detail
    )
    return JSONResponse(body.model_dump(), status.value, headers, MEDIA_TYPE)


def answer_problems(app: FastAPI, otherwise: Language, shown: Shown | None = None) -> Answered:
    """Lets every failure of `app` end as a problem; what is not the asker's is only logged.

    What it gives back is for failures that nobody expected, which pass by every handler.
    """

    async def answered(request: Request, error: Exception) -> Response:
        spoken = getattr(request.state, "language", None)
        language = spoken or language_of(request.headers.get("accept-language", ""), otherwise)
        trouble = told(request.url.path, language, error)
        if shown is not None:
            return await shown(request, trouble)
        return problem(trouble.status, trouble.code, trouble.detail, trouble.headers)

    for kind in _ANSWERED:
        app.add_exception_handler(kind, answered)
    return answered


def told(path: str, language: Language, error: Exception) -> Trouble:
    """What an error of whatever kind tells a person."""
    if isinstance(error, SohoaError):
        return _of_ours(path, language, error)
    if isinstance(error, RequestValidationError):
        return _misused(language, error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        otherwise = "not_understood" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "unexpected"
        return _said(language, status, _CODES.get(status, otherwise))
    for kind, status, code in _PLAIN:
        if isinstance(error, kind):
            return _said(language, status, code)
    log.error("%s failed", path, exc_info=error)
    return _said(language, HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected")


_PLAIN = (
    (Unauthorised, HTTPStatus.UNAUTHORIZED, "unauthorised"),
    (WrongToken, HTTPStatus.FORBIDDEN, "wrong_token"),
    (PasswordNeeded, HTTPStatus.FORBIDDEN, FIRST_SIGN_IN),
    (TooOften, HTTPStatus.TOO_MANY_REQUESTS, "too_often"),
    (Overloaded, HTTPStatus.SERVICE_UNAVAILABLE, "overloaded"),
)


def _misused(language: Language, error: RequestValidationError) -> Trouble:
    """What a person can mend is said in their language; the rest is for who writes programs."""
    first = error.errors()[0]
    name = str(first["loc"][-1])
    if first["type"] == "string_too_long":
        params: dict[str, Param] = {"name": name, "most": int(first["ctx"]["max_length"])}
        detail = say(language, "web.too_long_text", params)
    else:
        detail = say(language, "web.parameter", {"name": name, "why": str(first["msg"])})
    return Trouble(HTTPStatus.BAD_REQUEST, "parameter", detail)


def _of_ours(path: str, language: Language, error: SohoaError) -> Trouble:
    if isinstance(error, NotFound) and error.code == "document":
        return _said(language, HTTPStatus.NOT_FOUND, "document", error.params)
    if isinstance(error, NotFound):
        return Trouble(HTTPStatus.NOT_FOUND, error.code, say_error(language, error))
    if isinstance(error, NotAllowed):
        return Trouble(HTTPStatus.FORBIDDEN, error.code, say_error(language, error))
    if isinstance(error, SettingsInvalid):
        # The same words as on a command line, where the parameter is called `--from`.
        plain = {
            key: value.removeprefix("--")
            for key, value in error.params.items()
            if key == "option" and isinstance(value, str)
        }
        worded = SettingsInvalid(error.code, {**error.params, **plain})
        return Trouble(HTTPStatus.BAD_REQUEST, error.code, say_error(language, worded))
    # Its message may name folders of this machine.
    log.error("%s: %s", path, error)
    if isinstance(error, EngineFailed | ScanRejected):
        return _said(language, HTTPStatus.INTERNAL_SERVER_ERROR, "not_drawn")
    return _said(language, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")


def _said(
    language: Language, status: HTTPStatus, code: str, params: dict[str, Param] | None = None
) -> Trouble:
    return Trouble(status, code, say(language, f"web.{code}", params))
