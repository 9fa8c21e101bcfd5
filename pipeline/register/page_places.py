"""Where a page is and who may see it, in one small question: it is asked for each tile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, select

from pipeline.model.record import State
from pipeline.register.database import reading
from pipeline.register.entries import PagePlace
from pipeline.register.rows import AnyRow, holding_from
from pipeline.register.schema import documents, masters, pages

_PLACE = (
    *(documents.c.id, documents.c.state, documents.c.access, documents.c.unit),
    *(documents.c.sha256, documents.c.first_page, documents.c.settings_digest),
    *(masters.c.stored_path, pages.c.width, pages.c.height, pages.c.rotation_deg),
)


class PagePlaces:
    """Those of one register."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def of(self, document_id: str, number: int) -> PagePlace | None:
        """What is needed to draw a page; None where there is none, and of what is quarantined."""
        query: Select[*tuple[Any, ...]] = (
            select(*_PLACE)
            .join(masters, masters.c.sha256 == documents.c.sha256)
            .join(pages, pages.c.document_id == documents.c.id)
            .where(documents.c.id == document_id, pages.c.number == number)
            .where(documents.c.state != State.QUARANTINED.value)
        )
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        return None if row is None else _place_from(row, number)


def _place_from(row: AnyRow, number: int) -> PagePlace:
    return PagePlace(
        document_id=row.id,
        state=State(row.state),
        holding=holding_from(row),
        sha256=row.sha256,
        stored_path=row.stored_path,
        settings_digest=row.settings_digest,
        in_file=row.first_page + number - 1,
        size=(row.width, row.height),
        rotation_deg=row.rotation_deg,
    )
