"""Samples of batches, within one transaction: drawn, checked, decided."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.correction import CorrectionKind
from pipeline.model.record import Reason, State
from pipeline.model.sample import Plan, Sample, SampleState
from pipeline.register.acting import Act
from pipeline.register.entries import IndexOp, ObjectKind, What
from pipeline.register.regrouping import end_anew
from pipeline.register.review_acts import refresh
from pipeline.register.review_schema import (
    corrections,
    machine_records,
    sample_items,
    samples,
)
from pipeline.register.rows import AnyRow, reasons_from_json, reasons_to_json
from pipeline.register.sample_rows import sample_from
from pipeline.register.schema import batches, documents, outbox

SENT_BACK = "batch_sent_back"
"""The reason of every document of a batch that a sample sent back."""


def draw(act: Act, batch: str, plan: Plan, seed: int, drawn: Sequence[str]) -> int:
    """The id of a new sample of these documents.

    Raises:
        NotFound: there is no such batch.
        NotAllowed: another sample of it is open.
    """
    act.stand_in_line()
    batch_id = act.connection.scalar(select(batches.c.id).where(batches.c.name == batch))
    if batch_id is None:
        raise NotFound("batch", {"name": batch})
    open_one = select(samples.c.id).where(
        samples.c.batch_id == batch_id, samples.c.state == SampleState.OPEN.value
    )
    if (known := act.connection.scalar(open_one)) is not None:
        raise NotAllowed("sample_open", {"batch": batch, "sample": known})
    values = {
        "batch_id": batch_id,
        "lot": plan.lot,
        "size": plan.size,
        "accept": plan.accept,
        "aql": plan.aql,
        "level": plan.level,
        "seed": seed,
        "drawn_by": act.who,
        "drawn_at": act.now,
        "state": SampleState.OPEN.value,
    }
    made = act.connection.execute(insert(samples).values(values)).inserted_primary_key
    assert made is not None
    sample_id = int(made[0])
    rows = [
        {"sample_id": sample_id, "document_id": document_id, "position": position}
        for position, document_id in enumerate(drawn, 1)
    ]
    act.connection.execute(insert(sample_items), rows)
    told = {
        "sample": sample_id,
        "seed": seed,
        "lot": plan.lot,
        "size": plan.size,
        "accept": plan.accept,
        "aql": plan.aql,
        "level": plan.level,
    }
    act.note(What.SAMPLE_DRAWN, ObjectKind.BATCH, batch, new=json.dumps(told))
    return sample_id


def check(act: Act, sample_id: int, document_id: str, wrong: Sequence[str]) -> None:
    """Writes what somebody found in a document; said again it counts anew.

    Raises:
        NotFound: it was not drawn.
        NotAllowed: the sample is decided, or whoever checks corrected the document.
    """
    act.stand_in_line()
    row = _open(act, sample_id)
    own = (sample_items.c.sample_id == sample_id, sample_items.c.document_id == document_id)
    item = act.connection.execute(select(sample_items).where(*own)).first()
    if item is None:
        raise NotFound("sample_document", {"sample": row.id, "id": document_id})
    if document_id in corrected_by(act.connection, act.who, [document_id]):
        raise NotAllowed("sample_own", {"id": document_id, "who": act.who})
    values = {"checked_by": act.who, "checked_at": act.now, "wrong": list(wrong)}
    act.connection.execute(update(sample_items).where(*own).values(values))
    found = ", ".join(wrong)
    named = f"sample/{sample_id}"
    act.note(What.SAMPLE_CHECKED, ObjectKind.DOCUMENT, document_id, field=named, new=found)


def decide(act: Act, sample_id: int) -> SampleState:
    """Accepts the batch, or sends it back, as the plan says.

    Raises: NotAllowed: it says nothing yet, or was decided.
    """
    act.stand_in_line()
    row = _open(act, sample_id)
    sample = sample_from(row, items_of(act.connection, sample_id))
    if sample.verdict is SampleState.OPEN:
        left = len(sample.items) - sample.checked
        raise NotAllowed("sample_unfinished", {"sample": sample_id, "left": left})
    values = {"state": sample.verdict.value, "decided_by": act.who, "decided_at": act.now}
    act.connection.execute(update(samples).where(samples.c.id == sample_id).values(values))
    found = f"{sample.wrong}/{sample.checked}"
    back = sample.verdict is SampleState.SENT_BACK
    what = What.BATCH_SENT_BACK if back else What.BATCH_ACCEPTED
    named = f"sample/{sample_id}"
    act.note(what, ObjectKind.BATCH, sample.batch, field=named, new=found)
    if back:
        _send_back(act, row.batch_id, sample_id)
    return sample.verdict


def corrected_by(connection: Connection, who: str, ids: Sequence[str]) -> frozenset[str]:
    """Those of the documents of which somebody said something, taken back or not."""
    own = select(corrections.c.document_id).where(
        corrections.c.who == who, corrections.c.document_id.in_(list(ids))
    )
    return frozenset(connection.scalars(own))


def stored(connection: Connection, sample_id: int) -> Sample:
    """Raises: NotFound."""
    return sample_from(_row(connection, sample_id), items_of(connection, sample_id))


def items_of(connection: Connection, sample_id: int) -> Sequence[AnyRow]:
    of_it = select(sample_items).where(sample_items.c.sample_id == sample_id)
    return connection.execute(of_it.order_by(sample_items.c.position)).all()


def _row(connection: Connection, sample_id: int) -> AnyRow:
    query = (
        select(samples, batches.c.name.label("batch"))
        .join(batches, batches.c.id == samples.c.batch_id)
        .where(samples.c.id == sample_id)
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("sample", {"sample": sample_id})
    return row


def _open(act: Act, sample_id: int) -> AnyRow:
    row = _row(act.connection, sample_id)
    if row.state != SampleState.OPEN.value:
        raise NotAllowed("sample_decided", {"sample": sample_id})
    return row


def _send_back(act: Act, batch_id: int, sample_id: int) -> None:
    """Every document of the batch waits for a look again, whoever looked before."""
    of_batch = select(documents).where(
        documents.c.batch_id == batch_id, documents.c.state != State.QUARANTINED.value
    )
    rows = act.connection.execute(of_batch.order_by(documents.c.position)).all()
    why = Reason(SENT_BACK, {"sample": sample_id})
    for row in rows:
        _ask_again(act, row, why)
    for row in {row.position: row for row in rows}.values():
        end_anew(act, row)


def _ask_again(act: Act, row: AnyRow, why: Reason) -> None:
    earlier = (
        corrections.c.sha256 == row.sha256,
        corrections.c.kind == CorrectionKind.REASON.value,
        corrections.c.what == why.code,
        corrections.c.undone_at.is_(None),
    )
    values = {"undone_at": act.now, "undone_by": act.who, "revision": row.revision + 1}
    act.connection.execute(update(corrections).where(*earlier).values(values))
    own = documents.c.id == row.id
    act.connection.execute(
        update(documents)
        .where(own)
        .values(
            state=State.REVIEW.value,
            reasons=_with(row.reasons, why),
            revision=row.revision + 1,
        )
    )
    under = select(machine_records).where(machine_records.c.document_id == row.id)
    if (read := act.connection.execute(under).first()) is not None:
        of_it = machine_records.c.document_id == row.id
        reasons = _with(read.reasons, why)
        act.connection.execute(update(machine_records).where(of_it).values(reasons=reasons))
    refresh(act, row.id)
    promise = {"document_id": row.id, "op": IndexOp.INDEX.value, "at": act.now}
    act.connection.execute(insert(outbox).values(promise))


def _with(stored_reasons: Any, why: Reason) -> list[list[object]]:
    """Reasons as they are stored, with this one."""
    kept = [one for one in reasons_from_json(stored_reasons) if one.code != why.code]
    return reasons_to_json((*kept, why))


def lot_of(connection: Connection, batch: str) -> tuple[tuple[str, ...], int]:
    """(documents of a batch that can be drawn, how many of it are in review).

    Raises: NotFound.
    """
    if connection.scalar(select(batches.c.id).where(batches.c.name == batch)) is None:
        raise NotFound("batch", {"name": batch})
    of_batch = (
        select(documents.c.id)
        .join(batches, batches.c.id == documents.c.batch_id)
        .where(batches.c.name == batch)
    )
    accepted = of_batch.where(documents.c.state == State.ACCEPTED.value)
    ids = tuple(connection.scalars(accepted.order_by(documents.c.id)))
    waiting = of_batch.where(documents.c.state == State.REVIEW.value).subquery()
    left = connection.scalar(select(func.count()).select_from(waiting)) or 0
    return ids, left
