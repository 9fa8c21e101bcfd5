"""An archive of many documents: the scans of a small one under the descriptions of a made corpus.

Register and index are of the asked size; page images, archival files, records and the words on the
pages are those of the small archive, over and over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from benchmarks.search_corpus import entries
from pipeline.archive.folder import ArchiveFolder
from pipeline.model.archival import IndexEntry
from pipeline.model.record import State
from pipeline.register.database import FILE_NAME, open_database, writing
from pipeline.register.entries import Document
from pipeline.register.review_acts import questions
from pipeline.register.review_schema import doubts
from pipeline.register.schema import DOCUMENT_FIELDS, documents, inputs, outbox, pages
from pipeline.register.store import open_register
from pipeline.search.opening import rebuild_index

_AT_ONCE = 2_000
_IN_DOUBT = 10
"""Every so many-th document is in the review queue."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Model:
    """A document of the small archive that others are copies of."""

    document: Document
    row: Row
    pages: tuple[Row, ...]
    asked: tuple[Row, ...]
    """Its questions; none where nobody need look."""


def make(source: Path, target: Path, count: int, seed: int) -> int:
    """Copies the archive `source` to `target`, with `count` documents instead of its own.

    Returns how many documents the copies are of.

    Raises:
        ArchiveUnusable: `source` is no archive of this program.
    """
    shutil.copytree(source, target)
    archive = ArchiveFolder(target)
    with open_register(archive.root) as register:
        whole = tuple(one for one in register.documents() if one.pdf is not None)
        now = datetime.now(UTC)
        batch = register.begin_batch("bench", "bench", new_name="bench", now=now, who="bench")
    database = archive.root / FILE_NAME
    engine = open_database(database)
    with writing(engine, database) as connection:
        models = [_model(connection, one) for one in whole]
        many = enumerate(entries(count, seed))
        while part := tuple(islice(many, _AT_ONCE)):
            _add(connection, part, models, batch.id)
        connection.execute(delete(outbox))
    engine.dispose()
    shutil.rmtree(archive.index)
    rebuild_index(archive.index, _indexed(count, seed)).close()
    return len(models)


def _model(connection: Connection, document: Document) -> _Model:
    row = connection.execute(select(documents).filter_by(id=document.id)).one()
    drawn = connection.execute(select(pages).filter_by(document_id=document.id))
    asked = tuple(questions(document.record, document.reasons))
    return _Model(
        document,
        dict(row._mapping),
        tuple(dict(page._mapping) for page in drawn),
        asked if document.state is State.REVIEW else (),
    )


def _add(
    connection: Connection,
    part: Sequence[tuple[int, IndexEntry]],
    models: Sequence[_Model],
    batch: int,
) -> None:
    given, made, drawn, waiting = [], [], [], []
    for number, entry in part:
        model, holding = models[number % len(models)], _holding(entry)
        id_ = entry.document_id
        name = f"{number}.pdf"
        source = {"batch_id": batch, "position": number + 1}
        given.append(source | {"source_path": f"/{name}", "source_name": name, "reasons": []})
        said = {name: getattr(entry, name, "") or None for name in DOCUMENT_FIELDS}
        asked = number % _IN_DOUBT == 0 and bool(model.asked)
        state = (State.REVIEW if asked else State.ACCEPTED).value
        own = {"id": id_, "state": state, "source_name": name}
        made.append(model.row | said | source | holding | own)
        drawn += [page | {"document_id": id_} for page in model.pages]
        if asked:
            about = {"document_id": id_, "batch_id": batch, "waits": 1}
            waiting += [question | about | holding for question in model.asked]
    for table, rows in ((inputs, given), (documents, made), (pages, drawn), (doubts, waiting)):
        _put(connection, table, rows)


def _put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _holding(entry: IndexEntry) -> Row:
    return {"access": entry.access.value, "unit": entry.unit}


def _indexed(count: int, seed: int) -> Iterable[IndexEntry]:
    for number, entry in enumerate(entries(count, seed)):
        state = State.REVIEW if number % _IN_DOUBT == 0 else State.ACCEPTED
        yield replace(entry, state=state)
