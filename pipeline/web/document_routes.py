"""`/documents/{document_id}` and what belongs to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse

from pipeline.web import shapes, shapes_document
from pipeline.web.asking import Allowed, Noted, Room, Spoken, problems
from pipeline.web.documents import boxes_shape, document_shape, page_shape
from pipeline.web.pictures import WIDEST
from pipeline.web.search_routes import LONGEST_QUESTION, found_shape

router = APIRouter(prefix="/documents/{document_id}", tags=["documents"])

DocumentId = Annotated[
    str, InPath(max_length=200, description="The whole id.", examples=["0123456789abcdef"])
]
Number = Annotated[int, InPath(ge=1, le=100_000, description="Within the document, from 1.")]


@router.get(
    "",
    operation_id="document",
    summary="What is known of a document",
    responses=problems(400, 401, 404, 503),
)
def document(
    document_id: DocumentId, room: Room, rights: Allowed, language: Spoken, noted: Noted
) -> shapes_document.Document:
    """Its fields with confidence and evidence, its state and why, its pages and files."""
    found = room.document(document_id, rights)
    noted.seen(found.id)
    return document_shape(found, room.page_facts(found), language)


@router.get(
    "/similar",
    operation_id="similar",
    summary="Documents about the same",
    responses=problems(400, 401, 404, 503),
)
def similar(
    document_id: DocumentId,
    room: Room,
    rights: Allowed,
    language: Spoken,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> shapes.Found:
    """The likest first."""
    found = room.similar(room.document(document_id, rights), rights, limit)
    return found_shape(found, None, rights, language)


@router.get(
    "/pages/{number}",
    operation_id="page",
    summary="What was read on a page",
    responses=problems(400, 401, 404, 503),
)
def page(
    document_id: DocumentId, number: Number, room: Room, rights: Allowed, noted: Noted
) -> shapes.Page:
    """Text, size, and every word with its place and confidence."""
    read = room.page(room.document(document_id, rights), number)
    noted.seen(document_id)
    return page_shape(read)


@router.get(
    "/pages/{number}/image",
    operation_id="page_image",
    summary="The picture of a page",
    response_class=Response,
    responses={
        200: {"description": "The page as kept, upright.", "content": {"image/jpeg": {}}},
        **problems(400, 401, 404, 500, 503),
    },
)
def page_image(
    document_id: DocumentId,
    number: Number,
    room: Room,
    rights: Allowed,
    noted: Noted,
    width: Annotated[
        int, Query(ge=16, le=WIDEST, description="Pixels at most; never drawn larger than kept.")
    ] = WIDEST,
) -> Response:
    """JPEG. Boxes are in pixels of the page as kept: scale them by its `size`."""
    drawn = room.picture(room.document(document_id, rights), number, width)
    noted.seen(document_id)
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/pages/{number}/boxes",
    operation_id="page_boxes",
    summary="Where the words of a question stand",
    responses=problems(400, 401, 404, 503),
)
def boxes(
    document_id: DocumentId,
    number: Number,
    room: Room,
    rights: Allowed,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION, examples=["thu hoi dat"])],
) -> shapes.PageBoxes:
    """Boxes of the words on one page that answer; none where none do."""
    found = room.document(document_id, rights)
    return boxes_shape(room.asked_boxes(found, number, q, rights))


@router.get(
    "/pdf",
    operation_id="pdf",
    summary="The searchable PDF/A",
    response_class=FileResponse,
    responses={
        200: {"description": "The whole file.", "content": {"application/pdf": {}}},
        206: {"description": "The range that was asked for.", "content": {"application/pdf": {}}},
        **problems(400, 401, 404, 416, 503),
    },
)
def pdf(document_id: DocumentId, room: Room, rights: Allowed, noted: Noted) -> FileResponse:
    """Answers Range requests."""
    found = room.document(document_id, rights)
    name, path = f"{found.id}.pdf", room.pdf(found)
    noted.taken(found.id, "pdf")
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=name,
        content_disposition_type="inline",
    )
