"""How a cookie is given: to this server alone, out of reach of scripts."""

from __future__ import annotations

from typing import cast

from fastapi import Request, Response

from pipeline.web.workbench.premises import Premises


def give_cookie(
    answer: Response, request: Request, name: str, value: str, max_age: int | None = None
) -> None:
    """`max_age`, seconds; without one it is gone when the browser is closed."""
    here = cast("Premises", request.app.state.premises)
    secure = here.settings.workbench.secure or request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=secure)
