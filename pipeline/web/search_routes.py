"""`/search`, `/complete` and `/health`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from pipeline.errors import NotFound
from pipeline.messages import Language, say
from pipeline.model import archival
from pipeline.model.access import EVERYTHING, Rights
from pipeline.register.entries import Document
from pipeline.search.choosing import choices
from pipeline.search.index import Completed, SearchQuery, Sort
from pipeline.search.index import Found as Answer
from pipeline.web import shapes
from pipeline.web.asking import Allowed, Room, Spoken, problems
from pipeline.web.documents import boxes_shape
from pipeline.web.reading_room import ReadingRoom, today

router = APIRouter()

LONGEST_QUESTION = 1_000
_LONGEST = 200
_Date = Annotated[
    str | None,
    Query(
        max_length=40,
        description="2017, 2017-11, 2017-11-05, 11/2017 or 5/11/2017; included.",
    ),
]


@router.get(
    "/search",
    operation_id="search",
    summary="Find documents",
    tags=["search"],
    responses=problems(400, 401, 503),
)
def search(
    room: Room,
    rights: Allowed,
    language: Spoken,
    q: Annotated[
        str,
        Query(
            max_length=LONGEST_QUESTION,
            description='Words, "a phrase", -without, field:value, ranges: the query language of '
            "`sohoa search`. Empty: all that the other parameters let through.",
            examples=["thu hoi dat", '"thu hồi đất" loại:"Quyết định"', "12/QĐ-UBND"],
        ),
    ] = "",
    kind: Annotated[
        str | None, Query(alias="type", max_length=_LONGEST, description="The whole type.")
    ] = None,
    issuer: Annotated[
        str | None, Query(max_length=_LONGEST, description="Words of the issuer.")
    ] = None,
    date_from: Annotated[_Date, Query(alias="from")] = None,
    date_to: Annotated[_Date, Query(alias="to")] = None,
    only: Annotated[
        list[Annotated[str, Query(max_length=_LONGEST + 120)]],
        Query(
            max_length=50,
            description="FACET:VALUE as `facets` tells them; of each facet any that is named.",
            examples=[["year:2017", "state:review"]],
        ),
    ] = [],  # noqa: B006 - FastAPI's own way, never changed
    sort: Sort = Sort.RELEVANCE,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    cursor: Annotated[
        str | None,
        Query(max_length=2_000, description="`next` of the page before, all else the same."),
    ] = None,
    facets: Annotated[bool, Query(description="Count values over all that answer.")] = False,
    pages: Annotated[
        int, Query(ge=1, le=20, description="Most pages that are shown of a document.")
    ] = 3,
    boxes: Annotated[
        bool, Query(description="Tell where the words stand on the pages that are shown.")
    ] = False,
) -> shapes.Found:
    """Documents that answer the question, with the pages that do; only what one may see."""
    query = SearchQuery(
        text=q,
        type=kind,
        issuer=issuer,
        date_from=date_from,
        date_to=date_to,
        only=choices(only),
        limit=limit,
        sort=sort,
        cursor=cursor,
        facets=facets,
        pages=pages,
        today=today(),
    )
    return found_shape(room.search(query, rights), room if boxes else None, rights, language)


@router.get(
    "/complete",
    operation_id="complete",
    summary="Complete what is being typed",
    tags=["search"],
    responses=problems(400, 401, 503),
)
def complete(
    room: Room,
    rights: Allowed,
    what: Annotated[Completed, Query(description="What the beginning is of.")],
    beginning: Annotated[str, Query(max_length=_LONGEST, examples=["so y"])] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> shapes.Completions:
    """Issuers, codes or subjects with words that begin so, of documents that one may see."""
    return shapes.Completions(values=list(room.complete(what, beginning, rights, limit)))


@router.get(
    "/health",
    operation_id="health",
    summary="Is everything findable?",
    tags=["service"],
    responses=problems(401, 503),
)
def health(room: Room, rights: Allowed) -> shapes.Health:
    """Whether the index has followed the register; how many, for who may see everything."""
    standing = room.standing()
    status = "behind" if standing.waiting else "ok"
    if standing.indexed is None:
        status = "no_index"
    told = rights == EVERYTHING
    return shapes.Health(
        status=status,
        documents=standing.documents if told else None,
        indexed=standing.indexed if told else None,
        waiting=standing.waiting if told else None,
        waiting_since=standing.since if told else None,
    )


def found_shape(
    found: Answer, room: ReadingRoom | None, rights: Rights, language: Language
) -> shapes.Found:
    """With boxes where a room is given to look them up in."""
    return shapes.Found(
        total=found.total,
        relaxed=found.relaxed,
        hits=[_hit(hit, room, rights) for hit in found.hits],
        facets=[
            shapes.Facet(
                name=facet.name.value,
                values=[shapes.FacetValue(value=v, count=n) for v, n in facet.values],
            )
            for facet in found.facets
        ],
        next=found.next,
        suggestions=list(found.suggestions),
        notes=[
            shapes.Note(
                code=note.code,
                text=note.text,
                detail=say(language, f"search.{note.code}", {"text": note.text}),
            )
            for note in found.notes
        ],
    )


def _hit(hit: archival.Hit, room: ReadingRoom | None, rights: Rights) -> shapes.Hit:
    document = None if room is None else _still_there(hit.document_id, room, rights)
    return shapes.Hit(
        document_id=hit.document_id,
        score=round(hit.score, 4),
        code=hit.code,
        date=hit.date,
        type=hit.type,
        issuer=hit.issuer,
        subject=hit.subject,
        signer=hit.signer,
        urgency=hit.urgency,
        unit=hit.unit,
        state=hit.state.value,
        form=hit.form.value,
        signatures=hit.signatures.value,
        page_count=hit.page_count,
        answering_pages=hit.answering_pages,
        pages=[
            shapes.PageHit(
                page=page.page,
                snippet=page.snippet,
                marks=list(page.marks),
                spans=list(page.spans),
                boxes=None if room is None or document is None else _boxes(document, page, room),
            )
            for page in hit.pages
        ],
    )


def _still_there(document_id: str, room: ReadingRoom, rights: Rights) -> Document | None:
    try:
        return room.document(document_id, rights)
    except NotFound:
        return None


def _boxes(document: Document, hit: archival.PageHit, room: ReadingRoom) -> shapes.PageBoxes | None:
    try:
        return boxes_shape(room.boxes(document, hit))
    except NotFound:
        return None
