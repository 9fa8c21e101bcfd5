"""`/search/export.…`: the list of what was found, as a file to take away."""

from __future__ import annotations

import threading
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from pipeline.errors import NotFound
from pipeline.messages import Language, say
from pipeline.model.account import Permission
from pipeline.office.found_paper import all_found, found_paper
from pipeline.web.problems import Overloaded
from pipeline.web.reading_room import today
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_papers import paper_answer
from pipeline.web.workbench.search_asked import Asked, asked
from pipeline.web.workbench.search_hits import limits
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/search", include_in_schema=False)
Takes = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.DOWNLOAD))]
KINDS = ("xlsx", "docx", "pdf")
_AT_ONCE = threading.BoundedSemaphore(2)
"""A long list takes a core for seconds; whoever comes third waits a little, then is told so."""
_PATIENCE_S = 15.0


@router.get("/export.{kind}")
def export(
    here: Here, visitor: Takes, kind: str, wanted: Annotated[Asked, Depends(asked)]
) -> Response:
    """Up to the most that a list holds, by the rights of whoever asks; the history notes it.

    Raises: Overloaded, SettingsInvalid, ToolMissing, NotFound for another kind of file.
    """
    if kind not in KINDS:
        raise NotFound("no_such_export", {"kind": kind[:20], "known": ", ".join(KINDS)})
    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise Overloaded
    try:
        return _answer(here, visitor, kind, wanted)
    finally:
        _AT_ONCE.release()


def _answer(here: Here, visitor: Visitor, kind: str, wanted: Asked) -> Response:
    account = visitor.known
    query = wanted.fresh().search_query()
    found = all_found(lambda one: here.room.search(one, account.rights), query)
    lines = asked_lines(wanted, visitor.language)
    head = here.settings.letterhead
    paper = found_paper(found, lines, head, today(), visitor.language)
    answer = paper_answer(paper, f"van-ban-tim-duoc.{kind}")
    here.looks.exported(here.register.trail, account.name, kind, len(found.hits), here.now())
    return answer


def asked_lines(wanted: Asked, language: Language) -> list[str]:
    """What a list is of. Raises: SettingsInvalid for a limit that is none."""
    text = [say(language, "found_list.asked", {"text": wanted.text})] if wanted.text else []
    return [*text, *(limit.words for limit in limits(wanted, language))]
