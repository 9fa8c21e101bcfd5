"""`/documents/ID`: a document with its pages, and all that is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from pipeline.errors import SohoaError
from pipeline.model.account import Permission
from pipeline.model.entry import SignatureState
from pipeline.register.entries import Document
from pipeline.search.index import Found
from pipeline.steps.page_text import page_text
from pipeline.web.workbench import document_desk as desk
from pipeline.web.workbench.document_views import DocumentId, Question, Reads
from pipeline.web.workbench.looking import seen
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.search_asked import MOST_SHOWN, PAGE, Asked, asked
from pipeline.web.workbench.search_hits import hit_lines
from pipeline.web.workbench.visiting import Visitor

router = APIRouter(prefix="/documents/{document_id}", include_in_schema=False)
_SIMILAR = 5
_TEXT_PAGES = 10
"""Pages that are shown at once as text."""
_OWN = ("page", "at", "shown")
"""What of the address is of this document; the rest is the list that it was found in."""
_FURTHEST = 1_000_000
_MOVED = 5
"""Places that a document may have moved on in its list since it was found."""
Start = Annotated[int, Query(alias="page", ge=1, le=100_000)]
Asking = Annotated[Asked, Depends(asked)]
Place = Annotated[int, Query(ge=0, le=_FURTHEST)]


@router.get("")
def document_page(
    request: Request,
    here: Here,
    visitor: Reads,
    document_id: DocumentId,
    start: Start = 1,
    q: Question = "",
    at: Place = 0,
) -> Response:
    """`start`: the page that is shown first; `q`: what is marked; `at`: its place in the list."""
    document = here.room.document(document_id, visitor.known.rights)
    after = seen(here, visitor, document.id)
    context = _context(here, visitor, document)
    context |= {
        "start": min(start, document.page_count),
        "question": q,
        "at": at,
        "keys": "document_keys.html",
        "list": listed(request, at),
    }
    answer = page(request, visitor, "document.html", context, here="search")
    answer.background = after
    return answer


@router.get("/text")
def text_page(
    request: Request, here: Here, visitor: Reads, document_id: DocumentId, start: Start = 1
) -> Response:
    """What was read, without pictures: ten pages at a time."""
    document = here.room.document(document_id, visitor.known.rights)
    first = min(start, document.page_count)
    last = min(first + _TEXT_PAGES - 1, document.page_count)
    context = {
        "document": document,
        "title": _title(document),
        "pages": [(number, _text(here, document, number)) for number in range(first, last + 1)],
        "before": max(first - _TEXT_PAGES, 1) if first > 1 else None,
        "after": last + 1 if last < document.page_count else None,
    }
    answer = page(request, visitor, "document_text.html", context, here="search")
    answer.background = seen(here, visitor, document.id)
    return answer


@router.get("/similar")
def similar(request: Request, here: Here, visitor: Reads, document_id: DocumentId) -> Response:
    """Documents about the same: a part of the page, which comes after it."""
    rights = visitor.known.rights
    document = here.room.document(document_id, rights)
    try:
        hits = here.room.similar(document, rights, _SIMILAR).hits
    except SohoaError:
        # Not in the index yet.
        hits = ()
    return page(request, visitor, "document_similar.html", {"hits": hits})


@router.get("/neighbours")
def neighbours(
    request: Request,
    here: Here,
    visitor: Reads,
    document_id: DocumentId,
    wanted: Asking,
    at: Place = 0,
) -> Response:
    """What stands before and after it in the list that it was found in; a part of the page."""
    rights = visitor.known.rights
    here.room.document(document_id, rights)
    listing = wanted.fresh()
    context: dict[str, Any] = {"before": "", "after": "", "at": at, "total": 0}
    if 0 < at <= MOST_SHOWN:
        try:
            found = here.room.search(listing.search_query(limit=at + _MOVED, pages=1), rights)
        except SohoaError:
            # Not to be asked now, or wrongly: the list itself says so.
            found = Found((), 0)
        ids = [hit.document_id for hit in found.hits]
        if document_id in ids:
            place = ids.index(document_id)
            context |= {"at": place + 1, "total": found.total}
            for key, other in (("before", place - 1), ("after", place + 1)):
                if 0 <= other < len(ids):
                    from_there = replace(listing, start=other)
                    (line,) = hit_lines([found.hits[other]], from_there, visitor.language)
                    context[key] = line.href
    return page(request, visitor, "document_neighbours.html", context)


def listed(request: Request, at: int) -> str:
    """The query of the list that a document was found in, down to where it stands there."""
    known = parse_qsl(request.url.query)
    rest = [(name, value) for name, value in known if name not in _OWN]
    shown = min(-(-at // PAGE) * PAGE, MOST_SHOWN)
    return urlencode([*rest, ("shown", str(shown))] if rest and shown > PAGE else rest)


def _context(here: Premises, visitor: Visitor, document: Document) -> dict[str, Any]:
    language, record = visitor.language, document.record
    pages = here.room.page_facts(document)
    main, others = desk.main_fields(record, language), desk.other_fields(record, language)
    signed = document.signatures is not SignatureState.NONE
    found = here.register.signatures.of(document.sha256) if signed else ()
    return {
        "document": document,
        "title": _title(document),
        "main": main,
        "others": others,
        "unsure": sum(row.review for row in (*main, *others)),
        "references": desk.reference_rows(record.references, language),
        "reasons": desk.reasons_of(document, language),
        "pages": desk.pages_json(pages),
        "failed": desk.failed_pages(pages, language),
        "entry": desk.entry_of(here, visitor, document)
        if visitor.may(Permission.REGISTER)
        else None,
        "signatures": list(desk.signature_rows(found, language)),
        "history": desk.history_rows(here, document, language),
    }


def _title(document: Document) -> str:
    record = document.record
    known = [record.type.value, record.code.value]
    return " ".join(one for one in known if isinstance(one, str) and one) or document.source_name


def _text(here: Premises, document: Document, number: int) -> str:
    try:
        return page_text(here.room.page(document, number))
    except SohoaError:
        return ""
