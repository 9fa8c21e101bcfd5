"""Rows of the tables and the frozen types that leave the room, each made from the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from pipeline.errors import Param
from pipeline.model.access import Access, Holding
from pipeline.model.correction import fixes_from_json, fixes_to_json
from pipeline.model.entry import SignatureState
from pipeline.model.record import (
    Field,
    Reason,
    Record,
    State,
    record_from_json,
    record_to_json,
)
from pipeline.model.reference import citation_key
from pipeline.model.scan import PageOrigin, ScanKind
from pipeline.register.entries import (
    Batch,
    Document,
    Event,
    IndexOp,
    Input,
    Master,
    NewDocument,
    NewQuarantined,
    ObjectKind,
    OutboxEntry,
    PageFacts,
    Source,
    StoredFile,
    What,
)
from pipeline.register.schema import DOCUMENT_FIELDS

AnyRow = Row[Any]
Values = dict[str, Any]


def reasons_to_json(reasons: tuple[Reason, ...]) -> list[list[object]]:
    return [[reason.code, dict(reason.params)] for reason in reasons]


def reasons_from_json(data: list[tuple[str, dict[str, Param | None]]]) -> tuple[Reason, ...]:
    return tuple(Reason(code, params) for code, params in data)


def batch_from(row: AnyRow) -> Batch:
    return Batch(
        id=row.id,
        name=row.name,
        arguments_digest=row.arguments_digest,
        started_at=row.started_at,
        finished_at=row.finished_at,
        holding=holding_from(row),
    )


def holding_from(row: AnyRow) -> Holding:
    return Holding(Access(row.access), row.unit)


def holding_values(holding: Holding) -> Values:
    return {"access": holding.access.value, "unit": holding.unit}


def input_from(row: AnyRow) -> Input:
    return Input(
        batch_id=row.batch_id,
        position=row.position,
        source=Source(row.source_path, row.source_name),
        sha256=row.sha256,
        state=None if row.state is None else State(row.state),
        document_id=row.document_id,
        reasons=reasons_from_json(row.reasons),
    )


def master_from(row: AnyRow) -> Master:
    return Master(
        sha256=row.sha256,
        bytes=row.bytes,
        kind=ScanKind(row.kind),
        page_count=row.page_count,
        signed=row.signed,
        stored_path=row.stored_path,
        source_name=row.source_name,
    )


def master_values(master: Master, now: datetime) -> Values:
    return {
        "sha256": master.sha256,
        "bytes": master.bytes,
        "kind": master.kind.value,
        "page_count": master.page_count,
        "signed": master.signed,
        "stored_path": master.stored_path,
        "source_name": master.source_name,
        "stored_at": now,
    }


def document_from(row: AnyRow) -> Document:
    """`row` carries the batch's name as `batch`, and its file's `signatures`."""
    return Document(
        id=row.id,
        sha256=row.sha256,
        batch=row.batch,
        source_name=row.source_name,
        first_page=row.first_page,
        last_page=row.last_page,
        state=State(row.state),
        reasons=reasons_from_json(row.reasons),
        record=record_from_json(row.record),
        pdf=_stored_file(row.pdf_path, row.pdf_sha256),
        pdf_conformance=row.pdf_conformance,
        alto=_stored_file(row.alto_path, row.alto_sha256),
        settings_digest=row.settings_digest,
        software=row.software,
        created_at=row.created_at,
        holding=holding_from(row),
        signatures=SignatureState(row.signatures or SignatureState.NONE),
        revision=row.revision,
        machine_revision=row.machine_revision,
        fixes=fixes_from_json(row.fixes or ()),
    )


def bare_record(stored: Values) -> Record:
    """A stored record without its evidence and references: a few hundred fit into memory."""
    fields = {name: field for name, field in stored.items() if name != "references"}
    return record_from_json({name: field | {"evidence": ()} for name, field in fields.items()})


def document_values(document: NewDocument) -> Values:
    record = document.record
    pdf, alto = document.pdf, document.alto
    return {
        **_common_values(document),
        **{name: getattr(record, name).value for name in DOCUMENT_FIELDS},
        "state": document.state.value,
        "record": record_to_json(record),
        "pdf_path": None if pdf is None else pdf.path,
        "pdf_sha256": None if pdf is None else pdf.sha256,
        "pdf_conformance": document.pdf_conformance,
        "alto_path": None if alto is None else alto.path,
        "alto_sha256": None if alto is None else alto.sha256,
        "fixes": fixes_to_json(document.fixes),
    }


def citation_values(document: NewDocument) -> list[Values]:
    """A row for each document that one cites; a law may be asked for by its title or its code."""
    return [
        {
            "document_id": document.id,
            "position": position,
            "relation": reference.relation.value,
            "code_key": citation_key(reference.code) if reference.code else None,
            "name_key": citation_key(f"{reference.kind} {reference.title or reference.code}"),
            "date": reference.date,
        }
        for position, reference in enumerate(document.record.references, start=1)
    ]


def quarantined_values(document: NewQuarantined) -> Values:
    """The level of secrecy and nothing else of what the document says."""
    record = Record(secrecy=Field(value=document.secrecy, confidence=1.0))
    return {
        **_common_values(document),
        "state": State.QUARANTINED.value,
        "record": record_to_json(record),
        "secrecy": document.secrecy,
        "fixes": [],
    }


def _common_values(document: NewDocument | NewQuarantined) -> Values:
    return {
        "id": document.id,
        "sha256": document.sha256,
        "first_page": document.first_page,
        "last_page": document.last_page,
        "page_count": document.last_page - document.first_page + 1,
        "reasons": reasons_to_json(document.reasons),
        "settings_digest": document.settings_digest,
        "software": document.software,
    }


def page_from(row: AnyRow) -> PageFacts:
    return PageFacts(
        number=row.number,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        rotation_deg=row.rotation_deg,
        skew_deg=row.skew_deg,
        origin=PageOrigin(row.origin),
        words=row.words,
        confidence=row.confidence,
        failure=row.failure,
    )


def page_values(document_id: str, page: PageFacts) -> Values:
    return {
        "document_id": document_id,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "rotation_deg": page.rotation_deg,
        "skew_deg": page.skew_deg,
        "origin": page.origin.value,
        "words": page.words,
        "confidence": page.confidence,
        "failure": page.failure,
    }


def event_from(row: AnyRow) -> Event:
    return Event(
        id=row.id,
        at=row.at,
        who=row.who,
        what=What(row.what),
        object_kind=ObjectKind(row.object_kind),
        object_id=row.object_id,
        field=row.field,
        old=row.old,
        new=row.new,
    )


def outbox_from(row: AnyRow) -> OutboxEntry:
    return OutboxEntry(row.id, row.document_id, IndexOp(row.op), row.at)


def _stored_file(path: str | None, sha256: str | None) -> StoredFile | None:
    return None if path is None or sha256 is None else StoredFile(path, sha256)
