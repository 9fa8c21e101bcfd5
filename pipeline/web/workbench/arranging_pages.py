"""`/intake/pages/…`: which pages of a file are one document, by thumbnails."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.desk import Desk
from pipeline.errors import NotAllowed, NotFound
from pipeline.indexing import catch_up
from pipeline.model.account import Permission
from pipeline.model.record import State
from pipeline.register.entries import Document
from pipeline.regroup import arrange
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/intake/pages", include_in_schema=False)
Feeds = Annotated[Visitor, Depends(Needs(Permission.INTAKE, Permission.SEARCH))]
_PAGE = re.compile("[0-9]{1,6}")
_ONE_AT_A_TIME = threading.Lock()


@router.get("/{document_id}")
def pages(request: Request, here: Here, visitor: Feeds, document_id: str) -> Response:
    """Every page of the file, grouped as documents are now."""
    document = here.room.document(document_id, visitor.known.rights)
    documents = _of_file(document, here, visitor)
    context = {
        "document": document,
        "documents": documents,
        "seen": ",".join(str(one.first_page) for one in documents),
    }
    return page(request, visitor, "arrange.html", context, here="intake")


@router.post("/{document_id}")
def arranged(
    here: Here,
    visitor: Feeds,
    document_id: str,
    firsts: Annotated[str, Form(max_length=50_000)],
    seen: Annotated[str, Form(max_length=50_000)],
) -> Response:
    """Documents begin at these pages from now on. `seen`: where they began on the page."""
    document = here.room.document(document_id, visitor.known.rights)
    with _ONE_AT_A_TIME, here.archive.writing():
        documents = _of_file(document, here, visitor)
        if seen != ",".join(str(one.first_page) for one in documents):
            raise NotAllowed("arranged_meanwhile")
        desk = replace(_desk(here, visitor), digest=document.settings_digest)
        arrange(document, _numbers(firsts), desk)
        catch_up(here.archive, here.register, here.settings)
    return RedirectResponse(f"/intake/pages/{documents[0].id}", HTTPStatus.SEE_OTHER)


def _of_file(document: Document, here: Premises, visitor: Visitor) -> tuple[Document, ...]:
    """Raises: NotFound where the visitor may not see one of them: all are changed together."""
    documents = here.register.documents_of_master(document.sha256)
    rights = visitor.known.rights
    for one in documents:
        if one.state is State.QUARANTINED or not rights.reach(one.holding):
            raise NotFound("document", {"id": document.id})
    return documents


def _desk(here: Premises, visitor: Visitor) -> Desk:
    return Desk(
        archive=here.archive,
        register=here.register,
        jobs=here.jobs(),
        settings=here.settings,
        digest="",
        workers=1,
        who=visitor.known.name,
        now=here.now,
        stop=threading.Event(),
        page_done=lambda: None,
    )


def _numbers(text: str) -> list[int]:
    parts = text.split(",")
    if not all(_PAGE.fullmatch(part) for part in parts):
        raise NotAllowed("no_pages_named")
    return [int(part) for part in parts]
