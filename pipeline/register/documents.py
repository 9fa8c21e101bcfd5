"""Masters and documents within one transaction: stored, registered, promised to the index."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from pipeline.errors import NotFound
from pipeline.model.record import Reason, State
from pipeline.register.acting import Act
from pipeline.register.batches import end_input, stored_input
from pipeline.register.entries import (
    IndexOp,
    Input,
    Master,
    NewDocument,
    NewQuarantined,
    ObjectKind,
    OutboxEntry,
    Outcome,
    What,
    worst,
)
from pipeline.register.review_acts import keep_under, refresh
from pipeline.register.rows import (
    Values,
    citation_values,
    document_values,
    holding_values,
    master_from,
    master_values,
    page_values,
    quarantined_values,
    reasons_from_json,
)
from pipeline.register.schema import citations, documents, masters, outbox, pages


def store_master(act: Act, master: Master, *, secret: bool = False) -> Master:
    known = select(masters).where(masters.c.sha256 == master.sha256)
    row = act.connection.execute(known).first()
    if row is not None:
        return master_from(row)
    act.connection.execute(insert(masters).values(master_values(master, act.now)))
    path, kind = master.stored_path, ObjectKind.MASTER
    act.note(What.STORED, kind, master.sha256, new=path, secret=secret)
    return master


def register_documents(act: Act, new: Sequence[NewDocument], entry: Input) -> bool:
    """Raises: NotFound; ValueError when there is no document."""
    if not new:
        raise ValueError("an input without a document ends with `end_input`")
    fresh = False
    for document in new:
        if not _insert(act, entry, document, document_values(document), What.REGISTERED):
            continue
        fresh = True
        if document.pages:
            rows = [page_values(document.id, page) for page in document.pages]
            act.connection.execute(insert(pages), rows)
        if cited := citation_values(document):
            act.connection.execute(insert(citations), cited)
        keep_under(act, document.id, document.under)
        refresh(act, document.id)
        act.connection.execute(
            insert(outbox).values(document_id=document.id, op=IndexOp.INDEX.value, at=act.now)
        )
    end_with(act, entry, new[0].sha256, [document.id for document in new])
    return fresh


def register_quarantined(act: Act, document: NewQuarantined, entry: Input) -> bool:
    """Raises: NotFound."""
    act.stand_in_line()
    fresh = _insert(act, entry, document, quarantined_values(document), What.QUARANTINED)
    end_with(act, entry, document.sha256, [document.id])
    return fresh


def clear_outbox(connection: Connection, entries: Sequence[OutboxEntry]) -> None:
    for entry in entries:
        connection.execute(delete(outbox).where(outbox.c.id == entry.id))


def _insert(
    act: Act,
    entry: Input,
    document: NewDocument | NewQuarantined,
    values: Values,
    what: What,
) -> bool:
    """Whether the document was not there before."""
    now_stored, batch = stored_input(act.connection, entry)
    known = select(masters.c.sha256).where(masters.c.sha256 == document.sha256)
    if act.connection.execute(known).first() is None:
        raise NotFound("master", {"sha256": document.sha256})
    there = select(documents.c.id).where(documents.c.id == document.id)
    if act.connection.execute(there).first() is not None:
        return False
    act.connection.execute(
        insert(documents).values(
            **values,
            **holding_values(batch.holding),
            batch_id=batch.id,
            position=now_stored.position,
            source_name=now_stored.source.name,
            created_at=act.now,
        )
    )
    act.note(
        what,
        ObjectKind.DOCUMENT,
        document.id,
        field="state",
        new=values["state"],
        secret=isinstance(document, NewQuarantined),
    )
    return True


def end_with(act: Act, entry: Input, sha256: str, ids: Sequence[str]) -> None:
    """Ends the input as its documents stand in the register, whoever registered them."""
    rows = act.connection.execute(
        select(documents.c.state, documents.c.reasons)
        .where(documents.c.id.in_(ids))
        .order_by(documents.c.first_page)
    ).all()
    reasons: list[Reason] = []
    for row in rows:
        reasons += [reason for reason in reasons_from_json(row.reasons) if reason not in reasons]
    outcome = Outcome(
        state=worst(State(row.state) for row in rows),
        reasons=tuple(reasons),
        sha256=sha256,
        document_id=ids[0],
    )
    end_input(act, entry, outcome)
