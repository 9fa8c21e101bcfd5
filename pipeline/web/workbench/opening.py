"""The workbench put onto the application: its routes, its headers, its pages of what went wrong."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders

from pipeline.web.problems import FIRST_SIGN_IN, Trouble, problem
from pipeline.web.workbench import (
    acceptance_pages,
    account_pages,
    arranging_pages,
    assets,
    audit_pages,
    document_files,
    document_pages,
    document_views,
    door_pages,
    intake_pages,
    login_pages,
    match_pages,
    people_pages,
    receipt_pages,
    register_pages,
    register_papers,
    report_pages,
    review_pages,
    review_places,
    search_export,
    search_kept,
    search_pages,
)
from pipeline.web.workbench.cookies import give_cookie
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.rendering import in_parts, page
from pipeline.web.workbench.visiting import GUEST, visiting

ROUTERS = (
    # A page on the screen is a dozen of these; the routers are asked in turn.
    document_views.router,
    assets.router,
    door_pages.router,
    intake_pages.router,
    arranging_pages.router,
    login_pages.router,
    receipt_pages.router,
    register_pages.router,
    register_papers.router,
    match_pages.router,
    report_pages.router,
    acceptance_pages.router,
    review_places.router,
    review_pages.router,
    account_pages.router,
    people_pages.router,
    audit_pages.router,
    search_pages.router,
    search_kept.router,
    search_export.router,
    document_pages.router,
    document_files.router,
)
"""Each page's module has one; a new one is put here."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}
MOST_BYTES = 1_000_000
"""Of the body of a form; what is handed in as files has a route and a limit of its own."""
LARGE = ("/intake/files", "/api/v1/exchange/messages")
"""Paths that take larger bodies and look at them themselves."""


def open_workbench(app: FastAPI, premises: Premises) -> None:
    """Adds the pages to `app`, which has `state.room` and `state.language` already."""
    app.state.premises = premises
    # Set by whoever serves, where the office has a login of its own.
    app.state.login = None
    for router in ROUTERS:
        app.include_router(router)


def is_page(path: str) -> bool:
    """Whether a person looks at it, rather than a program."""
    return not path.startswith(("/api/", "/openapi"))


def too_large(request: Request) -> bool:
    """Whether more is handed in than a form may be."""
    length = request.headers.get("content-length", "0")
    too_long = not length.isdecimal() or int(length) > MOST_BYTES
    unsaid = "transfer-encoding" in request.headers
    return (too_long or unsaid) and request.url.path not in LARGE


def page_headers(request: Request, headers: MutableHeaders) -> None:
    """Those of a page, and the guest's cookie where it is new."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if guest := getattr(request.state, "guest", ""):
        given = Response()
        give_cookie(given, request, GUEST, guest)
        headers.append("set-cookie", given.headers["set-cookie"])


async def shown(request: Request, trouble: Trouble) -> Response:
    """What went wrong, as a page; as JSON where HTMX or a program asked."""
    if not is_page(request.url.path) or in_parts(request):
        return problem(trouble.status, trouble.code, trouble.detail, trouble.headers)
    if trouble.status is HTTPStatus.UNAUTHORIZED:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        there = f"?{urlencode({'back': back})}" if request.method == "GET" and back != "/" else ""
        return RedirectResponse(f"/sign-in{there}", HTTPStatus.SEE_OTHER)
    if trouble.code == FIRST_SIGN_IN:
        return RedirectResponse("/account/password", HTTPStatus.SEE_OTHER)
    visitor = await visiting(request)
    context = {
        "title": trouble.detail.partition(".")[0],
        "detail": trouble.detail,
        "retry": trouble.status is HTTPStatus.SERVICE_UNAVAILABLE,
    }
    return page(request, visitor, "problem.html", context, status=trouble.status)
