"""The API put together: routes, problems, headers."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from pipeline import __version__
from pipeline.messages import Language, say
from pipeline.web import (
    document_routes,
    exchange_routes,
    receipt_routes,
    register_routes,
    review_routes,
    search_routes,
)
from pipeline.web.exchange_routes import Counter
from pipeline.web.guard import Guard
from pipeline.web.problems import Answered, answer_problems, language_of
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.shapes import Problem
from pipeline.web.throttle import Throttle
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.opening import open_workbench, shown
from pipeline.web.workbench.premises import Premises

BASE = "/api/v1"
_RECEIPTS, _WINDOW_S = 30, 60.0
"""Receipts that one address may look up in a window: a person needs a few."""
_ABOUT = """Finds and shows the documents of one archive of digitised records. Whoever is
signed in at the workbench answers what it asks and acts in the registers as their roles let them
(`GET /api/v1/session` tells the token that such requests bring in `X-CSRF-Token`); partners named
in the settings hand in messages of exchange.

Whoever asks sees only what their token's reader may see: what is not for them is answered as what
does not exist. Boxes are in pixels of the page as kept, origin top-left."""
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    room: ReadingRoom,
    tokens: Tokens,
    language: Language,
    lifespan: Lifespan | None = None,
    counter: Counter | None = None,
    premises: Premises | None = None,
) -> FastAPI:
    """The API over one archive; `language` is that of messages where none is asked for.

    `counter`: where partners hand in messages; without one the API writes nothing. `premises`:
    what the pages of the workbench work with; without them there are none.
    """
    app = FastAPI(
        title="sohoa",
        version=__version__,
        description=_ABOUT,
        # Their pages load scripts from elsewhere; `/` needs none.
        docs_url=None,
        redoc_url=None,
        # It would name the host that was asked for, whatever that is; and there is nothing there.
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.room = room
    app.state.tokens = tokens
    app.state.language = language
    app.state.receipts = Throttle(_RECEIPTS, _WINDOW_S, time.monotonic)
    routes = APIRouter(prefix=BASE)
    routes.include_router(search_routes.router)
    routes.include_router(document_routes.router)
    if counter is not None:
        app.state.counter = counter
        routes.include_router(exchange_routes.router)
    routes.include_router(receipt_routes.router)
    if premises is not None:
        routes.include_router(review_routes.router)
        routes.include_router(register_routes.router)
    app.include_router(routes)
    _front_page(app, language, "/" if premises is None else f"{BASE}/")
    if premises is not None:
        open_workbench(app, premises)
    answered = answer_problems(app, language, None if premises is None else shown)
    _guard(app, tokens, answered, pages=premises is not None)
    _describe(app)
    return app


def _guard(app: FastAPI, tokens: Tokens, answered: Answered, *, pages: bool) -> None:
    def open_to_all() -> bool:
        return not tokens.asked_for and not (pages and app.state.premises.door.any())

    language = app.state.language
    app.add_middleware(
        Guard, open_to_all=open_to_all, language=language, answered=answered, pages=pages
    )


def _front_page(app: FastAPI, language: Language, path: str) -> None:
    @app.get(path, include_in_schema=False)
    def front(request: Request) -> HTMLResponse:
        spoken = language_of(request.headers.get("accept-language", ""), language)
        rows = "".join(
            f"<dt><code>{method.upper()} {escape(path)}</code></dt>"
            f"<dd>{escape(str(operation['summary']))}</dd>"
            for path, item in app.openapi()["paths"].items()
            for method, operation in item.items()
        )
        about = escape(say(spoken, "web.about"))
        return HTMLResponse(
            f'<!doctype html><html lang="{spoken}"><meta charset="utf-8"><title>sohoa</title>'
            f'<h1>sohoa {__version__}</h1><p>{about} <a href="/openapi.json">openapi.json</a></p>'
            f"<dl>{rows}</dl></html>"
        )


def _describe(app: FastAPI) -> None:
    """Failures are told by one shape, which FastAPI does not know of."""
    made = app.openapi

    def described() -> dict[str, Any]:
        schema = made()
        schemas = schema["components"]["schemas"]
        if Problem.__name__ not in schemas:
            schemas[Problem.__name__] = Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for item in schema["paths"].values():
                for operation in item.values():
                    operation["responses"].pop("422", None)
        return schema

    app.openapi = described  # type: ignore[method-assign]
