"""`/matches`: pairs of entries that may be one document, for a person to decide."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.errors import NotAllowed, NotFound
from pipeline.messages import Language, say
from pipeline.model.account import Permission
from pipeline.model.entry import Entry
from pipeline.model.person import Role
from pipeline.office.registry import Registry
from pipeline.office.taking_back import take_back
from pipeline.register.match_book import Pair, PairKind, PairState
from pipeline.web.workbench.numbers import PathId
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import line_of, registry_of
from pipeline.web.workbench.register_pages import Text
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/matches", include_in_schema=False)
Decides = Annotated[Visitor, Depends(Needs(Permission.MATCH))]
_SHOWN, _SIGNS = 50, 8


@router.get("")
def matches(request: Request, here: Here, visitor: Decides, all: bool = False) -> Response:  # noqa: A002
    """What waits, alarms first. `all`: what was decided too."""
    desk = registry_of(here, visitor)
    found: list[dict[str, Any]] = []
    waiting = 0
    for pair in desk.register.matches.pairs(None if all else PairState.WAITING):
        both = _both(pair, desk)
        if any(entry.book in desk.asker.hidden for entry in both):
            continue
        waiting += pair.state is PairState.WAITING
        if len(found) < _SHOWN:
            found.append(_pair(pair, both, desk, visitor.language))
    context = {
        "pairs": found,
        "waiting": waiting,
        "all": all,
        "may_decide": Role.CLERK in desk.person.roles,
    }
    return page(request, visitor, "matches.html", context, here="matches")


@router.post("/{match}/confirm")
def confirm(here: Here, visitor: Decides, match: PathId) -> Response:
    """They are one document: the later entry's forms become forms of the first."""
    desk = _clerk(registry_of(here, visitor))
    desk.register.matches.join(_seen(match, desk).id, desk.now(), desk.person.name)
    return RedirectResponse("/matches", HTTPStatus.SEE_OTHER)


@router.post("/{match}/reject")
def reject(here: Here, visitor: Decides, match: PathId) -> Response:
    """They are two documents."""
    desk = _clerk(registry_of(here, visitor))
    desk.register.matches.reject(_seen(match, desk).id, desk.now(), desk.person.name)
    return RedirectResponse("/matches", HTTPStatus.SEE_OTHER)


@router.post("/undo")
def undo(here: Here, visitor: Decides, entry: Text, document: Text) -> Response:
    """Takes a form off that was joined by mistake."""
    desk = _clerk(registry_of(here, visitor))
    own = take_back(desk, desk.asker.entry(desk.register, entry), document)
    return RedirectResponse(f"/register/{own.id}", HTTPStatus.SEE_OTHER)


def _seen(match: int, desk: Registry) -> Pair:
    pair = desk.register.matches.pair(match)
    if any(entry.book in desk.asker.hidden for entry in _both(pair, desk)):
        raise NotFound("match", {"match": match})
    return pair


def _both(pair: Pair, desk: Registry) -> tuple[Entry, Entry]:
    """The earlier one first."""
    entries = desk.register.entries
    return entries.by_id(pair.other_id), entries.by_id(pair.entry_id)


def _clerk(desk: Registry) -> Registry:
    if Role.CLERK not in desk.person.roles:
        raise NotAllowed("only_clerks", {"who": desk.person.name, "roles": Role.CLERK.value})
    return desk


def _pair(
    pair: Pair, both: tuple[Entry, Entry], desk: Registry, language: Language
) -> dict[str, Any]:
    signs = [
        (weight > 0, say(language, f"sign.{code}", params))
        for code, weight, params in pair.evidence["signs"][:_SIGNS]
    ]
    return {
        "id": pair.id,
        "alarm": pair.kind is PairKind.ALARM,
        "kind": say(language, f"match_kind.{pair.kind.value}"),
        "state": pair.state.value,
        "state_words": say(language, f"match_state.{pair.state.value}"),
        "percent": round(100 * pair.score),
        "signs": signs,
        "lines": [line_of(entry, desk, language) for entry in both],
    }
