"""Samples by which a second person signs a batch off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from pipeline.model.sample import Plan, Sample, SampleState
from pipeline.register import sampling
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.review_schema import samples
from pipeline.register.schema import batches


class Samples:
    """Each operation is one transaction; errors as in `Register`."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def lot_of(self, batch: str) -> tuple[tuple[str, ...], int]:
        """(documents of a batch that can be drawn, how many of it wait for a look).

        Raises: NotFound.
        """
        with reading(self._engine, self._path) as connection:
            return sampling.lot_of(connection, batch)

    def draw(
        self, batch: str, plan: Plan, seed: int, drawn: Sequence[str], now: datetime, who: str
    ) -> Sample:
        """Raises: NotFound; NotAllowed: another sample of the batch is open."""
        with writing(self._engine, self._path) as connection:
            sample_id = sampling.draw(Act(connection, now, who), batch, plan, seed, drawn)
            return sampling.stored(connection, sample_id)

    def check(
        self, sample_id: int, document_id: str, wrong: Sequence[str], now: datetime, who: str
    ) -> Sample:
        """Raises: NotFound; NotAllowed: decided already, or `who` corrected the document."""
        with writing(self._engine, self._path) as connection:
            sampling.check(Act(connection, now, who), sample_id, document_id, wrong)
            return sampling.stored(connection, sample_id)

    def decide(self, sample_id: int, now: datetime, who: str) -> Sample:
        """Raises: NotFound; NotAllowed: the plan says nothing yet, or it was decided."""
        with writing(self._engine, self._path) as connection:
            sampling.decide(Act(connection, now, who), sample_id)
            return sampling.stored(connection, sample_id)

    def by_id(self, sample_id: int) -> Sample:
        """Raises: NotFound."""
        with reading(self._engine, self._path) as connection:
            return sampling.stored(connection, sample_id)

    def samples(
        self, batch: str | None = None, state: SampleState | None = None
    ) -> tuple[Sample, ...]:
        """The newest first."""
        query = select(samples.c.id).join(batches, batches.c.id == samples.c.batch_id)
        if batch is not None:
            query = query.where(batches.c.name == batch)
        if state is not None:
            query = query.where(samples.c.state == state.value)
        with reading(self._engine, self._path) as connection:
            ids = connection.scalars(query.order_by(samples.c.id.desc())).all()
            return tuple(sampling.stored(connection, one) for one in ids)

    def corrected_by(self, who: str, document_ids: Sequence[str]) -> frozenset[str]:
        """Those of the documents that somebody corrected, and so may not check."""
        with reading(self._engine, self._path) as connection:
            return sampling.corrected_by(connection, who, document_ids)
