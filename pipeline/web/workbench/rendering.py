"""Templates become pages: in the visitor's language, with nothing inline, everything escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.messages import Language, say
from pipeline.model.account import Permission
from pipeline.web.workbench.assets import asset_url
from pipeline.web.workbench.visiting import Visitor

_TEMPLATES = Path(__file__).with_name("templates")
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation."""

    key: str
    href: str
    permission: Permission


PLACES = (
    Place("search", "/search", Permission.SEARCH),
    Place("review", "/review", Permission.REVIEW),
    Place("intake", "/intake", Permission.INTAKE),
    Place("register", "/register", Permission.REGISTER),
    Place("matches", "/matches", Permission.MATCH),
    Place("reports", "/reports", Permission.REPORT),
    Place("people", "/people", Permission.PEOPLE),
    Place("audit", "/audit", Permission.AUDIT),
)


def page(
    request: Request,
    visitor: Visitor,
    name: str,
    context: Mapping[str, Any] | None = None,
    *,
    here: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    """The template `name`, a whole page or a part of one. `here`: its key among the places."""
    known = {
        "language": visitor.language,
        "theme": visitor.theme,
        "csrf": visitor.csrf,
        "account": visitor.account,
        "may": visitor.may,
        "places": [place for place in PLACES if visitor.may(place.permission)],
        "here": here,
        "back": _back(request),
        "login": request.app.state.login,
        "login_wrong": "",
        **_words(visitor.language),
    }
    text = _environment().get_template(name).render({**known, **(context or {})})
    return HTMLResponse(text, status.value)


def in_parts(request: Request) -> bool:
    """Whether HTMX asks, for a part of the page that it has."""
    asked = "hx-request" in request.headers
    return asked and "hx-history-restore-request" not in request.headers


def local_time(at: datetime, language: Language) -> str:
    """Day and time at the office: 5/11/2017 14:03."""
    here = at.astimezone(_HERE)
    return f"{local_day(here.date(), language)} {here:%H:%M}"


def local_day(day: date | str | None, _language: Language) -> str:
    """As one writes it: 5/11/2017; of a date with unknown parts what is known."""
    if day is None or day == "":
        return ""
    parts = (day.isoformat() if isinstance(day, date) else day).split("-")
    if len(parts) != 3:
        return str(day)
    return "/".join(part if "?" in part else str(int(part)) for part in reversed(parts))


def thousands(number: float, language: Language) -> str:
    """12.345 in Vietnamese, 12,345 in English."""
    text = f"{number:,}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def marked(text: str, marks: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> Markup:
    """The text with the spans of characters in `marks` marked; the rest escaped."""
    made, at = Markup(), 0
    for start, end in sorted(marks):
        if start < at:
            continue
        made += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return made + escape(text[at:])


def _words(language: Language) -> dict[str, Any]:
    def told(key: str, **params: Any) -> str:
        return say(language, key, params)

    return {
        "t": told,
        "day": lambda day: local_day(day, language),
        "time": lambda at: local_time(at, language),
        "number": lambda number: thousands(number, language),
    }


def _back(request: Request) -> str:
    """Where the visitor is: the page behind a part that HTMX asks for."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}" if request.method == "GET" else "/"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset_url
    made.globals["marked"] = marked
    made.globals["attribute"] = getattr
    return made
