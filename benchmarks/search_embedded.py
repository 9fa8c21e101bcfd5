"""Our embedded index, through what the rest of the program sees of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks.search_systems import LIMIT, Answer, BenchQuestion, Place, Server, size_of
from pipeline.model.access import EVERYTHING
from pipeline.model.archival import IndexEntry
from pipeline.search.index import Index, SearchQuery
from pipeline.search.opening import open_index, rebuild_index


class Embedded:
    def serve(self, folder: Path) -> AbstractContextManager[Server]:
        return nullcontext(Server())

    def build(self, place: Place, entries: Iterator[IndexEntry]) -> None:
        rebuild_index(place.folder, entries).close()

    def open(self, place: Place) -> IndexSession:
        return IndexSession(open_index(place.folder))

    def size(self, place: Place) -> int:
        return size_of(place.folder)


class IndexSession:
    """Either of our engines."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def ask(self, question: BenchQuestion) -> Answer:
        found = self._index.search(
            SearchQuery(
                text=question.text,
                issuer=question.issuer,
                date_from=question.date_from,
                date_to=question.date_to,
                limit=LIMIT,
                facets=question.facets,
            ),
            EVERYTHING,
        )
        return Answer(tuple(hit.document_id for hit in found.hits), found.total)

    def update(self, entries: Iterable[IndexEntry]) -> None:
        self._index.update(entries)
        self._index.commit()

    def close(self) -> None:
        self._index.close()
