"""Our second engine, through the same interface, on the server that the tests start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elasticsearch import Elasticsearch

from benchmarks.options import NotMeasured
from benchmarks.search_embedded import IndexSession
from benchmarks.search_systems import Place, Server, size_of
from pipeline.model.archival import IndexEntry
from pipeline.search.elastic_engine import open_elastic, rebuild_elastic
from pipeline.search.searching import SearchIndex
from pipeline.settings import ElasticsearchSettings, default_settings
from tests.elasticsearch.server import Server as Node
from tests.elasticsearch.server import missing

_HEAP_MB = 1_024
_OPENED_S = 120


class Elastic:
    @contextmanager
    def serve(self, folder: Path) -> Iterator[Server]:
        if missing():
            raise NotMeasured(missing())
        node = Node(folder, _HEAP_MB)
        node.start()
        try:
            # It answers before it has opened the index that is there.
            with Elasticsearch(node.url, request_timeout=_OPENED_S) as client:
                client.cluster.health(wait_for_status="yellow", timeout=f"{_OPENED_S}s")
            yield Server(node.url, node.pid)
        finally:
            node.stop()

    def build(self, place: Place, entries: Iterator[IndexEntry]) -> None:
        SearchIndex(rebuild_elastic(_settings(place), entries)).close()

    def open(self, place: Place) -> IndexSession:
        return IndexSession(SearchIndex(open_elastic(_settings(place))))

    def size(self, place: Place) -> int:
        return size_of(place.folder / "data")


def _settings(place: Place) -> ElasticsearchSettings:
    return default_settings().elasticsearch.model_copy(update={"urls": (place.address,)})
