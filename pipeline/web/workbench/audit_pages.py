"""`/audit`: who did what, when, with what; the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from pipeline.messages import catalogue
from pipeline.model.access import EVERYTHING
from pipeline.model.account import Account, Permission
from pipeline.model.entry import HERE
from pipeline.office.event_words import Teller, moment
from pipeline.register.audit_log import LogCriteria, Sight
from pipeline.register.entries import ObjectKind, What
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import day_of
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

_SHOWN = 100
_LONGEST = 200
_LARGEST = 2**53

router = APIRouter(prefix="/audit", include_in_schema=False)
Auditor = Annotated[Visitor, Depends(Needs(Permission.AUDIT))]
Text = Annotated[str, Query(max_length=_LONGEST)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the history, as they typed it."""

    who: Text = ""
    what: Text = ""
    kind: Text = ""
    object_id: Text = ""
    since: Text = ""
    until: Text = ""
    secrets: bool = False
    """The history of secrets instead; for keepers."""

    def criteria(self, account: Account) -> LogCriteria:
        """Raises: SettingsInvalid when a day is none."""
        until = day_of(self.until)
        first = day_of(self.since)
        return LogCriteria(
            kind=next((kind for kind in ObjectKind if kind.value == self.kind), None),
            object_id=self.object_id.strip() or None,
            who=self.who.strip() or None,
            what=self.what or None,
            since=None if first is None else datetime.combine(first, time(), HERE),
            before=None
            if until is None
            else datetime.combine(until + timedelta(days=1), time(), HERE),
            secrets=self.secrets and account.may(Permission.SECRETS),
            sight=sight(account),
        )

    def link(self, before: int) -> str:
        said = {name: getattr(self, name) for name in _FIELDS if getattr(self, name)}
        return f"/audit?{urlencode({**said, 'before': before})}"


_FIELDS = ("who", "what", "kind", "object_id", "since", "until", "secrets")


@router.get("")
def audit(
    request: Request,
    visitor: Auditor,
    here: Here,
    asked: Annotated[Asked, Depends()],
    before: Annotated[int | None, Query(ge=-_LARGEST, le=_LARGEST)] = None,
) -> Response:
    account = visitor.known
    criteria = asked.criteria(account)
    found = here.register.trail.newest(criteria, before, _SHOWN + 1)
    shown = found[:_SHOWN]
    context = {
        "events": shown,
        "teller": Teller(visitor.language, here.register, here.asker(visitor)),
        "asked": asked,
        "older": asked.link(shown[-1].id) if len(found) > _SHOWN else "",
        "kinds": sorted(sight(account).kinds),
        "whats": _whats(visitor),
        "keeper": account.may(Permission.SECRETS),
        "moment": moment,
    }
    return page(request, visitor, "audit.html", context, here="audit")


def sight(account: Account) -> Sight:
    """What of the history an account is told: no more than its documents and registers tell it."""
    kinds = {ObjectKind.ACCOUNT}
    if account.may(Permission.REGISTER):
        kinds.add(ObjectKind.ENTRY)
    if account.may(Permission.SEARCH):
        kinds.add(ObjectKind.DOCUMENT)
        if account.rights == EVERYTHING:
            kinds |= {ObjectKind.BATCH, ObjectKind.INPUT, ObjectKind.MASTER}
    everything = account.rights == EVERYTHING
    return Sight(frozenset(kinds), None if everything else account.rights)


def _whats(visitor: Visitor) -> list[tuple[str, str]]:
    """What can happen, with its words, in their order."""
    words = catalogue(visitor.language)
    known = [(what.value, words[f"event.{what.value}"]) for what in What]
    return sorted(known, key=lambda one: one[1])
