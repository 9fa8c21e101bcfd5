"""Batches and their inputs within one transaction: begun, resumed, ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, and_, func, insert, select, update

from pipeline.errors import NotFound
from pipeline.model.access import Access, Holding, unit_name
from pipeline.model.record import State
from pipeline.register.acting import Act
from pipeline.register.entries import (
    Batch,
    Input,
    ObjectKind,
    Outcome,
    Source,
    What,
)
from pipeline.register.rows import batch_from, holding_values, input_from, reasons_to_json
from pipeline.register.schema import batches, documents, inputs


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of how documents are held; None is not said."""

    access: Access | None = None
    unit: str | None = None

    def of(self, before: Holding) -> Holding:
        return Holding(
            before.access if self.access is None else self.access,
            before.unit if self.unit is None else unit_name(self.unit),
        )


UNSAID = Asked()


def named_batch(connection: Connection, name: str) -> Batch | None:
    row = connection.execute(select(batches).where(batches.c.name == name)).first()
    return None if row is None else batch_from(row)


def unfinished_batch(connection: Connection, arguments_digest: str) -> Batch | None:
    """The newest batch of the same arguments that was never finished."""
    row = connection.execute(
        select(batches)
        .where(batches.c.arguments_digest == arguments_digest, batches.c.finished_at.is_(None))
        .order_by(batches.c.id.desc())
    ).first()
    return None if row is None else batch_from(row)


def start_batch(act: Act, name: str, arguments_digest: str, holding: Holding) -> Batch:
    row = act.connection.execute(
        insert(batches)
        .values(
            name=name,
            arguments_digest=arguments_digest,
            started_at=act.now,
            **holding_values(holding),
        )
        .returning(batches)
    ).one()
    act.note(What.STARTED, ObjectKind.BATCH, name)
    return batch_from(row)


def resume_batch(act: Act, batch: Batch, arguments_digest: str, asked: Asked) -> Batch:
    """Goes on as the batch began, but for what is said anew of documents yet to come."""
    row = act.connection.execute(
        update(batches)
        .where(batches.c.id == batch.id)
        .values(
            arguments_digest=arguments_digest,
            finished_at=None,
            **holding_values(asked.of(batch.holding)),
        )
        .returning(batches)
    ).one()
    act.note(What.RESUMED, ObjectKind.BATCH, batch.name)
    return batch_from(row)


def free_name(connection: Connection, wanted: str) -> str:
    """`wanted`, or with the first number that makes it new: wanted-2, wanted-3, …"""
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in names if named_batch(connection, name) is None)


def finish_batch(act: Act, batch: Batch) -> None:
    act.connection.execute(
        update(batches).where(batches.c.id == batch.id).values(finished_at=act.now)
    )
    act.note(What.FINISHED, ObjectKind.BATCH, batch.name)


def add_inputs(connection: Connection, batch: Batch, sources: Iterable[Source]) -> None:
    """Sources that the batch does not have yet, after those that it has."""
    known = set(
        connection.scalars(select(inputs.c.source_path).where(inputs.c.batch_id == batch.id))
    )
    last = connection.scalar(
        select(func.coalesce(func.max(inputs.c.position), 0)).where(inputs.c.batch_id == batch.id)
    )
    new = [source for source in dict.fromkeys(sources) if source.path not in known]
    rows = [
        {
            "batch_id": batch.id,
            "position": position,
            "source_path": source.path,
            "source_name": source.name,
            "reasons": [],
        }
        for position, source in enumerate(new, start=(last or 0) + 1)
    ]
    if rows:
        connection.execute(insert(inputs), rows)


def stored_input(connection: Connection, entry: Input) -> tuple[Input, Batch]:
    """The input as it stands now, with its batch. Raises: NotFound."""
    row = connection.execute(
        select(inputs).where(
            inputs.c.batch_id == entry.batch_id, inputs.c.position == entry.position
        )
    ).first()
    if row is None:
        raise NotFound("input", {"name": entry.source.name})
    batch = connection.execute(select(batches).where(batches.c.id == entry.batch_id)).one()
    return input_from(row), batch_from(batch)


def end_input(act: Act, entry: Input, outcome: Outcome) -> None:
    """Writes how an input ended; saying the same again changes nothing."""
    before, batch = stored_input(act.connection, entry)
    if before.state is not None and outcome == Outcome(
        before.state, before.reasons, before.sha256, before.document_id
    ):
        return
    act.connection.execute(
        update(inputs)
        .where(inputs.c.batch_id == entry.batch_id, inputs.c.position == entry.position)
        .values(
            state=outcome.state.value,
            sha256=outcome.sha256,
            document_id=outcome.document_id,
            reasons=reasons_to_json(outcome.reasons),
        )
    )
    act.note(
        What.ENDED,
        ObjectKind.INPUT,
        f"{batch.name}/{entry.position}",
        field="state",
        old=None if before.state is None else before.state.value,
        new=outcome.state.value,
        secret=State.QUARANTINED in (outcome.state, before.state) or _locked(act, outcome.sha256),
    )


def _locked(act: Act, sha256: str | None) -> bool:
    """Whether these bytes lie in quarantine: that they came again tells that they are there."""
    held = and_(documents.c.sha256 == sha256, documents.c.state == State.QUARANTINED.value)
    found = None if sha256 is None else act.connection.execute(select(documents.c.id).where(held))
    return found is not None and found.first() is not None
