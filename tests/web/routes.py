"""The routes of an application, so that a test asks a new one too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from pipeline.web.asking import _rights
from pipeline.web.workbench.visiting import Needs, Public


@dataclass(frozen=True)
class Found:
    """A route, under the path at which it is asked."""

    path: str
    route: APIRoute

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(sorted((self.route.methods or set()) - {"HEAD", "OPTIONS"}))

    @property
    def needs(self) -> Needs | None:
        """What it asks of an account."""
        return next((one for one in calls(self.route.dependant) if isinstance(one, Needs)), None)

    @property
    def public(self) -> bool:
        """It says that it is for whoever comes."""
        return any(isinstance(one, Public) for one in calls(self.route.dependant))

    @property
    def by_rights(self) -> bool:
        """It is of the API, and asks what whoever asks may see."""
        return _rights in calls(self.route.dependant)


def routes_of(app: FastAPI) -> tuple[Found, ...]:
    """All of them; those that are told of in the description are among them, or this is blind."""
    found = tuple(_below(app.routes, ""))
    assert set(app.openapi()["paths"]) <= {one.path for one in found}
    return found


def names(dependant: Dependant, kind: str) -> set[str]:
    """The parameters of a route; `kind`: query_params or body_params."""
    found = {str(one.alias) for one in getattr(dependant, kind)}
    return found.union(*(names(below, kind) for below in dependant.dependencies))


def calls(dependant: Dependant) -> list[object]:
    """What a route depends on."""
    return [dependant.call, *(one for below in dependant.dependencies for one in calls(below))]


def _below(routes: Iterable[Any], prefix: str) -> Iterator[Found]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield Found(prefix + route.path, route)
        elif hasattr(route, "original_router"):
            yield from _below(route.original_router.routes, prefix + route.include_context.prefix)
