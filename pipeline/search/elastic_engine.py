"""The engine for offices that have outgrown one machine: a cluster of Elasticsearch 8."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch

from pipeline.errors import IndexIncomplete, IndexUnreachable
from pipeline.model.archival import IndexEntry
from pipeline.search.elastic_bulk import Bulk
from pipeline.search.elastic_client import connect, reaching, refused
from pipeline.search.elastic_fields import STORED, document_source
from pipeline.search.elastic_indices import Indices
from pipeline.search.elastic_query import Dsl, query
from pipeline.search.engine import Best, Position, Scored
from pipeline.search.fields import entry_from, fields_of
from pipeline.search.index import Sort
from pipeline.search.plan import Asked, Plan
from pipeline.settings import ElasticsearchSettings

log = logging.getLogger(__name__)

_ORDERS: Mapping[Sort, tuple[str, str]] = {
    Sort.RELEVANCE: ("_score", "desc"),
    Sort.NEWEST: ("newest", "desc"),
    Sort.OLDEST: ("oldest", "asc"),
    Sort.NUMBER: ("numbered", "asc"),
}
_AT_ONCE = 5_000
"""The server gives no more than 10,000 in one answer."""
_ANALYSED_AT_ONCE = 64
_KEEP_ALIVE = "2m"


def open_elastic(settings: ElasticsearchSettings) -> ElasticEngine:
    """The index of this name on the server.

    Raises:
        IndexOutdated: there is none, or it is of another version.
        IndexUnreachable: no server, no rights, no TLS that can be trusted.
        SettingsInvalid: the key for it is missing.
    """
    client = connect(settings)
    indices = Indices(client, settings)
    try:
        indices.check()
    except BaseException:
        client.close()
        raise
    return ElasticEngine(client, indices, indices.alias, settings)


def rebuild_elastic(
    settings: ElasticsearchSettings, entries: Iterable[IndexEntry]
) -> ElasticEngine:
    """Fills a new index and then puts it in place of the one in use, if there is one.

    Raises:
        IndexUnreachable, SettingsInvalid: what was in use still is.
        IndexIncomplete: the new one is in use, without the documents that the server refused.
    """
    client = connect(settings)
    indices = Indices(client, settings)
    try:
        name = indices.new()
        refused = _fill(ElasticEngine(client, indices, indices.building, settings), entries)
        indices.use(name)
        if refused is not None:
            raise refused
    except BaseException:
        client.close()
        raise
    return ElasticEngine(client, indices, indices.alias, settings)


def _fill(engine: ElasticEngine, entries: Iterable[IndexEntry]) -> IndexIncomplete | None:
    """Stores them all; what the server refused. Raises: IndexUnreachable."""
    sent = 0
    refused: IndexIncomplete | None = None

    def counted() -> Iterator[IndexEntry]:
        nonlocal sent
        for entry in entries:
            sent += 1
            yield entry

    engine.put(counted())
    try:
        engine.commit()
    except IndexIncomplete as error:
        refused = error
    engine.refresh()
    expected = sent - (len(refused.document_ids) if refused is not None else 0)
    if (there := engine.count()) != expected:
        why = f"{there} / {expected}"
        raise IndexUnreachable("search_server_failed", {"url": engine.name, "why": why})
    return refused


class ElasticEngine:
    """An `Engine`. What `put` and `remove` have sent stays, committed or not: each is done anew
    from the outbox and ends the same."""

    def __init__(
        self,
        client: Elasticsearch,
        indices: Indices,
        alias: str,
        settings: ElasticsearchSettings,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = f"{settings.urls[0]}/{alias}"
        self._client = client
        self._indices = indices
        self._alias = alias
        self._settings = settings
        self._header: Dsl = {
            "index": alias,
            # One order whatever shard a document lies on, and no answer rather than half of one.
            "search_type": "dfs_query_then_fetch",
            "allow_partial_search_results": False,
        }
        self._bulk = Bulk(client, alias, settings, sleep)

    def best(self, asked: Asked, limit: int, sort: Sort, after: Position | None = None) -> Best:
        if after is not None:
            _check(after, sort)
        scored: list[Scored] = []
        while True:
            page = self._page(asked, min(limit - len(scored), _AT_ONCE), sort, after)
            scored += page.scored
            if len(page.scored) < _AT_ONCE or len(scored) >= limit:
                return Best(page.total, tuple(scored))
            after = scored[-1].position

    def counts(
        self, plan: Plan, fields: Sequence[str], size: int
    ) -> Mapping[str, tuple[tuple[str, int], ...]]:
        # A shard names its most frequent values: with several, one that is rare on each of them
        # may be missed, hence more are asked for than are told.
        wanted = size if self._settings.shards == 1 else size * 10
        terms = {
            name: {"terms": {"field": name, "size": size, "shard_size": wanted}} for name in fields
        }
        (answer,) = self._answers({"query": query(plan), "size": 0, "aggs": terms})
        counted = answer["aggregations"]
        return {
            name: tuple((bucket["key"], bucket["doc_count"]) for bucket in counted[name]["buckets"])
            for name in fields
        }

    def put(self, entries: Iterable[IndexEntry]) -> None:
        remaining = iter(entries)
        while some := tuple(islice(remaining, _ANALYSED_AT_ONCE)):
            for fields in fields_of(some):
                self._bulk.index(fields.id, document_source(fields))

    def remove(self, document_ids: Iterable[str]) -> None:
        for document_id in document_ids:
            self._bulk.delete(document_id)

    def commit(self) -> None:
        """Raises: IndexIncomplete, when the server refused documents; the others are findable."""
        try:
            self._bulk.flush()
        except IndexIncomplete:
            self._refresh_if_wanted()
            raise
        self._refresh_if_wanted()

    def refresh(self) -> None:
        """Makes what the server has stored findable."""
        self._indices.refresh(self._alias)

    def ids(self) -> frozenset[str]:
        found: set[str] = set()
        with reaching(self._settings):
            view = self._client.open_point_in_time(index=self._alias, keep_alive=_KEEP_ALIVE)["id"]
            try:
                after: list[Any] | None = None
                while hits := self._ids_after(view, after):
                    found.update(hit["fields"]["id"][0] for hit in hits)
                    after = hits[-1]["sort"]
            finally:
                self._client.close_point_in_time(id=view)
        return frozenset(found)

    def count(self) -> int:
        with reaching(self._settings):
            return int(self._client.count(index=self._alias)["count"])

    def close(self) -> None:
        self._bulk.forget()
        self._client.close()

    def _page(self, asked: Asked, size: int, sort: Sort, after: Position | None) -> Best:
        name, order = _ORDERS[sort]
        best: Dsl = {
            "query": query(asked.whole if sort is Sort.RELEVANCE else asked.bare),
            "size": size,
            # Equal ones by their id, so that the next page begins where this one ends.
            "sort": [{name: order}, {"id": "asc"}],
            "track_total_hits": False,
            "_source": {"includes": [STORED]},
        }
        if after is not None:
            best["search_after"] = list(after)
        # Counted apart, the server need not score what cannot be among the best.
        total = {"query": query(asked.bare), "size": 0, "track_total_hits": True}
        found, counted = self._answers(best, total)
        scored = tuple(_scored(hit, sort) for hit in found["hits"]["hits"])
        return Best(counted["hits"]["total"]["value"], scored)

    def _answers(self, *searches: Dsl) -> list[Dsl]:
        """Of several searches in one request. Raises: IndexOutdated, IndexUnreachable."""
        lines = [line for search in searches for line in (self._header, search)]
        with reaching(self._settings):
            answers: list[Dsl] = self._client.msearch(searches=lines)["responses"]
        for answer in answers:
            if "error" in answer:
                raise refused(answer["status"], answer["error"], self._settings)
        return answers

    def _refresh_if_wanted(self) -> None:
        if self._settings.refresh_on_commit:
            self.refresh()

    def _ids_after(self, view: str, after: list[Any] | None) -> list[Dsl]:
        answer = self._client.search(
            pit={"id": view, "keep_alive": _KEEP_ALIVE},
            size=_AT_ONCE,
            sort=[{"_shard_doc": "asc"}],
            search_after=after,
            source=False,
            docvalue_fields=[{"field": "id"}],
            track_total_hits=False,
        )
        hits: list[Dsl] = answer["hits"]["hits"]
        return hits


def _scored(hit: Dsl, sort: Sort) -> Scored:
    entry = entry_from(json.dumps(hit["_source"][STORED]).encode())
    score = hit["_score"] if sort is Sort.RELEVANCE else 0.0
    return Scored(entry, score, tuple(hit["sort"]))


def _check(after: Position, sort: Sort) -> None:
    """Raises: ValueError when it is none of ours."""
    number = float if sort is Sort.RELEVANCE else int
    if len(after) != 2 or not isinstance(after[0], number) or not isinstance(after[1], str):
        raise ValueError(f"not a place: {after}")
