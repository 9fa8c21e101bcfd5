"""Who may see a document and whose it is, declared by a person, within one transaction."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from pipeline.errors import NotFound
from pipeline.model.record import State
from pipeline.register.acting import Act
from pipeline.register.batches import Asked
from pipeline.register.entries import IndexOp, ObjectKind, What
from pipeline.register.review_acts import hold
from pipeline.register.rows import holding_from, holding_values
from pipeline.register.schema import documents, outbox


def declare(act: Act, document_id: str, asked: Asked) -> bool:
    """Whether anything changed.

    Raises:
        NotFound: there is no such document; a secret is never opened, nor told of.
    """
    row = act.connection.execute(select(documents).where(documents.c.id == document_id)).first()
    if row is None or row.state == State.QUARANTINED.value:
        raise NotFound("document", {"id": document_id})
    before = holding_values(holding_from(row))
    after = holding_values(asked.of(holding_from(row)))
    if before == after:
        return False
    act.connection.execute(update(documents).where(documents.c.id == document_id).values(after))
    hold(act, document_id, asked.of(holding_from(row)))
    for field, new in after.items():
        if before[field] != new:
            act.note(
                What.DECLARED,
                ObjectKind.DOCUMENT,
                document_id,
                field=field,
                old=before[field],
                new=new,
            )
    promise = {"document_id": document_id, "op": IndexOp.INDEX.value, "at": act.now}
    act.connection.execute(insert(outbox).values(promise))
    return True
