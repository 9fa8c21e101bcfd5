"""`/documents/ID/files/…`: what of a document may be taken away; each is noted before it goes."""

from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse

from pipeline.messages.records import field_name, value_text
from pipeline.model.account import Permission
from pipeline.model.names import printable
from pipeline.register.entries import Document
from pipeline.web.documents import document_shape
from pipeline.web.workbench.document_desk import field_row
from pipeline.web.workbench.document_views import DocumentId
from pipeline.web.workbench.looking import taken
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/documents/{document_id}/files", include_in_schema=False)
Takes = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.DOWNLOAD))]
_LONGEST_NAME = 80
_NO_NAME = re.compile(r"[^\w.\- ]+")
_RECKONED = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is reckoned by programs for tables, not shown."""


@router.get("/document.pdf")
def pdf(here: Here, visitor: Takes, document_id: DocumentId, look: bool = False) -> Response:
    """The searchable PDF/A; answers Range. `look`: to be shown and printed by the browser."""
    document = here.room.document(document_id, visitor.known.rights)
    path = here.room.pdf(document)
    taken(here, visitor, document.id, "pdf")
    return FileResponse(path, headers=_how(document, "pdf", look), media_type="application/pdf")


@router.get("/document.alto.xml")
def alto(here: Here, visitor: Takes, document_id: DocumentId) -> Response:
    """The text with the place of every word (ALTO 4)."""
    document = here.room.document(document_id, visitor.known.rights)
    path = here.room.alto(document)
    taken(here, visitor, document.id, "alto")
    return FileResponse(path, headers=_how(document, "alto.xml"), media_type="application/xml")


@router.get("/document.txt")
def text(here: Here, visitor: Takes, document_id: DocumentId) -> Response:
    """What was read, a paragraph a line, pages parted by a form feed."""
    document = here.room.document(document_id, visitor.known.rights)
    read = here.room.text(document)
    taken(here, visitor, document.id, "txt")
    return _answer(document, "txt", read, "text/plain; charset=utf-8")


@router.get("/fields.json")
def fields_json(here: Here, visitor: Takes, document_id: DocumentId) -> Response:
    """All that is known of it, as the API tells it."""
    document = here.room.document(document_id, visitor.known.rights)
    shape = document_shape(document, here.room.page_facts(document), visitor.language)
    taken(here, visitor, document.id, "json")
    return _answer(document, "json", shape.model_dump_json(indent=2), "application/json")


@router.get("/fields.csv")
def fields_csv(here: Here, visitor: Takes, document_id: DocumentId) -> Response:
    """A field a line: name, value, whether somebody must look, why."""
    document = here.room.document(document_id, visitor.known.rights)
    table = io.StringIO()
    writer = csv.writer(table)
    for name, field in document.record.items():
        row = field_row(name, field, visitor.language)
        value = "" if field.value is None else value_text(field.value)
        label = field_name(visitor.language, name)
        writer.writerow([label, _plain(value), "?" if row.review else "", _plain(row.why)])
    taken(here, visitor, document.id, "csv")
    # Programs for tables take it for UTF-8 by its mark alone.
    return _answer(document, "csv", "\ufeff" + table.getvalue(), "text/csv; charset=utf-8")


def _answer(document: Document, kind: str, text: str, media_type: str) -> Response:
    return Response(text, HTTPStatus.OK, _how(document, kind), media_type)


def _how(document: Document, kind: str, look: bool = False) -> dict[str, str]:
    """Under which name it is kept: that of the document where it has one."""
    known = (document.record.type.value, document.record.code.value)
    name = " ".join(one for one in known if isinstance(one, str) and one)
    name = _NO_NAME.sub("-", printable(name)).strip(" .-")[:_LONGEST_NAME] or document.id
    as_it_is = f"filename*=UTF-8''{quote(f'{name}.{kind}')}"
    plain = f'filename="{document.id}.{kind}"'
    how = "inline" if look else "attachment"
    return {"Content-Disposition": f"{how}; {plain}; {as_it_is}"}


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_RECKONED) else text
