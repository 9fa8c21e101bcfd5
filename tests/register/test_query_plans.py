"""What every search asks of the register finds its way in SQLite without reading the archive.

SQLite has no statistics of a register: a question that names an index too many gathers all
documents of a state, which takes a tenth of a second of 100,000 and a second to sort them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from pipeline.indexing import INDEXED
from pipeline.model.access import EVERYTHING
from pipeline.register import queries
from pipeline.register.database import open_database

TWENTY = [f"{number:016x}" for number in range(20)]
"""As many as a page of hits has: of two SQLite would go by id anyway."""
ASKED: dict[str, Callable[[Connection], object]] = {
    "(id=?)": lambda connection: queries.holdings(connection, TWENTY, INDEXED),
    "ix_documents_batch_id_position": lambda connection: queries.newest_documents(
        connection, EVERYTHING, INDEXED, 10
    ),
}


@pytest.mark.parametrize("way", ASKED)
def test_the_way_is_short(tmp_path: Path, way: str) -> None:
    engine = open_database(tmp_path / "register.sqlite", None)
    plans: list[str] = []

    def explained(connection: Connection, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        if text.startswith("SELECT"):
            own = connection.connection.cursor()
            own.execute(f"EXPLAIN QUERY PLAN {text}", values)
            plans.extend(row[-1] for row in own.fetchall())

    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", explained)
        ASKED[way](connection)
    engine.dispose()
    (documents,) = (plan for plan in plans if " documents " in plan)
    assert way in documents
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
