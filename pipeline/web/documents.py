"""A document and a page in the shapes in which they are answered."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.hit_boxes import PageBoxes
from pipeline.messages import Language, catalogue
from pipeline.model.geometry import Box
from pipeline.model.names import printable
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Field, Reason
from pipeline.register.entries import Document, PageFacts
from pipeline.web import shapes, shapes_document


def document_shape(
    document: Document, pages: Sequence[PageFacts], language: Language
) -> shapes_document.Document:
    pdf = document.pdf
    return shapes_document.Document(
        document_id=document.id,
        source_name=printable(document.source_name),
        batch=printable(document.batch),
        access=document.holding.access,
        unit=document.holding.unit,
        state=document.state.value,
        reasons=[_reason(reason, language) for reason in document.reasons],
        fields={name: _field(field) for name, field in document.record.items()},
        page_count=document.page_count,
        pages=[
            shapes_document.PageOfDocument(
                page=page.number,
                size=(page.width, page.height),
                dpi=page.dpi,
                words=page.words,
                confidence=page.confidence,
                failure=page.failure,
            )
            for page in pages
        ],
        pdf=None
        if pdf is None
        else shapes_document.ArchivalFile(
            href=f"/api/v1/documents/{document.id}/pdf",
            sha256=pdf.sha256,
            conformance=document.pdf_conformance,
        ),
    )


def page_shape(page: OcrPage) -> shapes.Page:
    return shapes.Page(
        page=page.number,
        size=page.size,
        dpi=page.dpi,
        text=page.text,
        lines=[
            shapes.Line(
                text=line.text,
                box=sides(line.box),
                block=line.block,
                role=line.role.value,
                words=[
                    shapes.Word(text=word.text, box=sides(word.box), confidence=word.confidence)
                    for word in line.words
                ],
            )
            for line in page.lines
        ],
        failure=page.failure,
    )


def boxes_shape(found: PageBoxes) -> shapes.PageBoxes:
    boxes = [sides(box) for box in found.boxes]
    return shapes.PageBoxes(page=found.page, size=found.size, boxes=boxes)


def sides(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def _field(field: Field) -> shapes_document.FieldValue:
    return shapes_document.FieldValue(
        value=list(field.value) if isinstance(field.value, tuple) else field.value,
        confidence=field.confidence,
        review=field.review,
        reason=field.reason,
        candidates=[
            shapes_document.Candidate(value=c.value, probability=c.probability, why=list(c.why))
            for c in field.candidates
        ],
        evidence=[
            shapes_document.Evidence(
                page=word.page, text=word.text, box=sides(word.box), confidence=word.confidence
            )
            for word in field.evidence
        ],
    )


def _reason(reason: Reason, language: Language) -> shapes_document.Reason:
    words = catalogue(language)
    params = dict(reason.params)
    if isinstance(name := params.get("field"), str):
        params["field"] = words.get(f"fieldname.{name}", name)
    if isinstance(why := params.get("why"), str):
        params["why"] = words.get(f"field.{why}") or words.get(f"failure.{why}") or printable(why)
    for key in (f"reason.{reason.code}", f"error.{reason.code}"):
        if key in words:
            return shapes_document.Reason(code=reason.code, detail=words[key].format_map(params))
    return shapes_document.Reason(code=reason.code, detail=reason.code)
