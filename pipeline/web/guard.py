"""What holds for every answer: its headers, the name it was asked by, how much it was handed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.messages import Language, say
from pipeline.web.problems import Answered, language_of, problem
from pipeline.web.workbench.opening import is_page, page_headers, too_large

log = logging.getLogger(__name__)

_LONGEST_PATH = 4_000
"""Characters; nothing of ours has such a name, and routing would read its digits as a number."""
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Stands before the whole application.

    ASGI itself, not Starlette's `BaseHTTPMiddleware`, which costs each answer a task and two
    queues: a page on the screen is a dozen answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        open_to_all: Callable[[], bool],
        language: Language,
        answered: Answered,
        *,
        pages: bool,
    ) -> None:
        """`open_to_all`: whether nobody has to say who they are; `pages`: of the workbench.

        `answered`: tells of a failure that nobody expected. The application's own way out stands
        before this guard, where an answer has no headers of ours.
        """
        self._app = app
        self._open_to_all = open_to_all
        self._language = language
        self._answered = answered
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        page = self._pages and is_page(request.url.path)
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                if page:
                    page_headers(request, headers)
                else:
                    headers.update(_HEADERS)
            await send(message)

        try:
            refused = await self._refused(request)
            await (self._app if refused is None else refused)(scope, receive, with_headers)
        except Exception as error:
            if begun:
                raise
            await (await self._failed(request, error))(scope, receive, with_headers)

    async def _failed(self, request: Request, error: Exception) -> Response:
        try:
            return await self._answered(request, error)
        except Exception:
            # A page of what went wrong asks who looks at it, and that may be what fails.
            log.exception("%s failed", request.url.path)
            detail = say(self._language, "web.unexpected")
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", detail)

    async def _refused(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        if name not in LOCAL_NAMES and await run_in_threadpool(self._open_to_all):
            # A page from elsewhere whose name was pointed at this machine.
            spoken = language_of(request.headers.get("accept-language", ""), self._language)
            return problem(HTTPStatus.MISDIRECTED_REQUEST, "host", say(spoken, "web.host"))
        if len(request.url.path) > _LONGEST_PATH:
            spoken = language_of(request.headers.get("accept-language", ""), self._language)
            return problem(HTTPStatus.NOT_FOUND, "no_such_path", say(spoken, "web.no_such_path"))
        if self._pages and too_large(request):
            detail = say(self._language, "web.too_large")
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
        return None
