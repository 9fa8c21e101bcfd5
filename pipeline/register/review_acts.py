"""Keeps what goes with a document in step with its row, within the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, insert, select, update

from pipeline.model.access import Holding
from pipeline.model.doubt import MISSING
from pipeline.model.record import Reason, Record, State, record_from_json, record_to_json
from pipeline.register.acting import Act
from pipeline.register.entries import Under
from pipeline.register.review_schema import (
    corrections,
    doubts,
    files_behind,
    machine_records,
)
from pipeline.register.rows import Values, holding_values, reasons_from_json, reasons_to_json
from pipeline.register.schema import documents

_OF_CODE = ("number", "notation")


def refresh(act: Act, document_id: str) -> None:
    """The questions as the row of the document stands now; none where there is no row."""
    act.connection.execute(delete(doubts).where(doubts.c.document_id == document_id))
    row = act.connection.execute(select(documents).where(documents.c.id == document_id)).first()
    if row is None or row.state != State.REVIEW.value:
        return
    record = record_from_json(row.record)
    of_row: Values = {
        "document_id": row.id,
        "batch_id": row.batch_id,
        "access": row.access,
        "unit": row.unit,
        "waits": 0 if record.urgency.value else 1,
    }
    rows = [of_row | asked for asked in questions(record, reasons_from_json(row.reasons))]
    if rows:
        act.connection.execute(insert(doubts), rows)


def hold(act: Act, document_id: str, holding: Holding) -> None:
    """Who may see the questions is who may see their document."""
    of_it = doubts.c.document_id == document_id
    act.connection.execute(update(doubts).where(of_it).values(holding_values(holding)))


def keep_under(act: Act, document_id: str, under: Under | None) -> None:
    """What the machine read, as long as somebody's word lies over it."""
    of_it = machine_records.c.document_id == document_id
    act.connection.execute(delete(machine_records).where(of_it))
    if under is not None:
        values = {
            "document_id": document_id,
            "record": record_to_json(under.record),
            "reasons": reasons_to_json(under.reasons),
        }
        act.connection.execute(insert(machine_records).values(values))


def files_are_behind(act: Act, document_id: str, *, words: bool) -> None:
    """Its archival files have to follow; what waited before still does."""
    of_it = files_behind.c.document_id == document_id
    before = act.connection.scalar(select(files_behind.c.words).where(of_it))
    act.connection.execute(delete(files_behind).where(of_it))
    values = {"document_id": document_id, "words": words or bool(before), "at": act.now}
    act.connection.execute(insert(files_behind).values(values))


def leave(act: Act, document_ids: Iterable[str]) -> None:
    """Of documents that are no more: their questions, and what was read of them.

    What people said stays: the same pages may be a document again.
    """
    for table in (machine_records, doubts):
        of_them = table.c.document_id.in_(list(document_ids))
        act.connection.execute(delete(table).where(of_them))


def forget(act: Act, sha256: str, document_ids: Iterable[str]) -> None:
    """Of what is secret nothing is left that people said, nor that waits."""
    ids = list(document_ids)
    leave(act, ids)
    act.connection.execute(delete(corrections).where(corrections.c.sha256 == sha256))
    act.connection.execute(delete(files_behind).where(files_behind.c.document_id.in_(ids)))


def questions(record: Record, reasons: Iterable[Reason]) -> Iterator[Values]:
    """A row for each reason that asks a question of its own.

    The code is as sure as its parts, and whether somebody signed for another as the position:
    nobody is asked twice.
    """
    told = set()
    for reason in reasons:
        name = str(reason.params.get("field") or "")
        if reason.code not in ("field_review", "field_missing"):
            # Several pages may have failed: who looks, looks at all of them.
            if reason.code not in told:
                yield {"field": reason.code, "reason": reason.code, "confidence": 0.0}
            told.add(reason.code)
        elif not _follows(name, record):
            field = getattr(record, name)
            why = MISSING if reason.code == "field_missing" else field.reason
            yield {"field": name, "reason": why, "confidence": field.confidence}


def _follows(name: str, record: Record) -> bool:
    """Its doubt is another field's, which is asked about."""
    if name == "code":
        return any(getattr(record, part).review for part in _OF_CODE)
    authority = record.signer_authority
    return name == "signer_authority" and authority.value is None and record.signer_position.review
