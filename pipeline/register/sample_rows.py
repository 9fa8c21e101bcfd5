"""Rows of samples and the frozen types that leave the room."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.sample import Plan, Sample, SampleItem, SampleState
from pipeline.register.rows import AnyRow


def sample_from(row: AnyRow, items: Sequence[AnyRow]) -> Sample:
    """`row` carries the batch's name as `batch`."""
    return Sample(
        id=row.id,
        batch=row.batch,
        plan=Plan(row.lot, row.size, row.accept, row.aql, row.level),
        seed=row.seed,
        drawn_by=row.drawn_by,
        drawn_at=row.drawn_at,
        state=SampleState(row.state),
        items=tuple(_item(item) for item in items),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _item(row: AnyRow) -> SampleItem:
    return SampleItem(
        document_id=row.document_id,
        position=row.position,
        checked_by=row.checked_by,
        checked_at=row.checked_at,
        wrong=tuple(row.wrong or ()),
    )
