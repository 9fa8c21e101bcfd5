"""`/documents/ID/pages/…`: what the viewer of a document loads as one looks around."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse

from pipeline.errors import SohoaError
from pipeline.model.account import Permission
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage
from pipeline.register.entries import PagePlace
from pipeline.web.documents import sides
from pipeline.web.search_routes import LONGEST_QUESTION
from pipeline.web.workbench.looking import seen
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/documents/{document_id}", include_in_schema=False)
Reads = Annotated[Visitor, Depends(Needs(Permission.SEARCH))]
DocumentId = Annotated[str, InPath(max_length=200)]
Number = Annotated[int, InPath(ge=1, le=100_000)]
Small = Annotated[int, InPath(ge=0, le=100_000)]
Question = Annotated[str, Query(max_length=LONGEST_QUESTION)]
_CACHED = "private, no-cache"
"""The browser may keep it and asks each time whether it may still show it."""


@router.get("/pages/{number}/tiles/{level}/{column}-{row}.jpg")
def tile(
    request: Request,
    here: Here,
    visitor: Reads,
    document_id: DocumentId,
    number: Number,
    level: Small,
    column: Small,
    row: Small,
) -> Response:
    """A part of a page at a level of `steps.tiles`."""
    place = here.room.page_place(document_id, number, visitor.known.rights)
    after = seen(here, visitor, document_id)
    tag = _tag(place, level, column, row)
    headers = {"ETag": tag, "Cache-Control": _CACHED}
    if request.headers.get("if-none-match") == tag:
        return Response(None, HTTPStatus.NOT_MODIFIED, headers, background=after)
    drawn = here.room.tile(place, level, column, row)
    return Response(drawn, HTTPStatus.OK, headers, "image/jpeg", background=after)


@router.get("/pages/{number}/words")
def words(
    here: Here, visitor: Reads, document_id: DocumentId, number: Number, q: Question = ""
) -> Response:
    """Every line of a page with its words and their places, and the places that answer `q`."""
    rights = visitor.known.rights
    document = here.room.document(document_id, rights)
    page = here.room.page(document, number)
    hits: tuple[Box, ...] = ()
    if q.strip():
        try:
            hits = here.room.asked_runs(document, number, q, rights).boxes
        except SohoaError:
            # The index is behind, or cannot be used now: the page is there all the same.
            hits = ()
    told = {"lines": _lines(page), "hits": [sides(box) for box in hits]}
    return JSONResponse(told, background=seen(here, visitor, document_id))


@router.get("/hits")
def hits(here: Here, visitor: Reads, document_id: DocumentId, q: Question = "") -> Response:
    """On which pages the words of a question stand; `behind`: nobody can tell now."""
    rights = visitor.known.rights
    document = here.room.document(document_id, rights)
    try:
        pages = here.room.asked_pages(document, q, rights) if q.strip() else ()
    except SohoaError:
        return JSONResponse({"pages": [], "behind": True})
    return JSONResponse({"pages": pages, "behind": False})


def _lines(page: OcrPage) -> list[list[Any]]:
    return [_line(line) for line in page.lines if line.words]


def _line(line: Line) -> list[Any]:
    """Its sides, and of each word the text, left and right."""
    words = [[word.text, word.box.left, word.box.right] for word in line.words]
    return [*sides(line.box), words]


def _tag(place: PagePlace, *which: int) -> str:
    drawn_from = (place.sha256, place.settings_digest, place.in_file, place.size)
    made = sha256(repr((*drawn_from, place.rotation_deg, *which)).encode())
    return f'"{made.hexdigest()[:32]}"'
