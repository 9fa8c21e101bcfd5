"""The embedded engine: Tantivy in a folder of the archive."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

import tantivy

from pipeline.errors import ArchiveUnusable, IndexOutdated
from pipeline.model.archival import IndexEntry
from pipeline.search.engine import Best, Position, Scored
from pipeline.search.fields import SCHEMA_VERSION, entry_from, fields_of
from pipeline.search.generations import Generations
from pipeline.search.index import Sort
from pipeline.search.plan import AllOf, Asked, Between, Plan, condition
from pipeline.search.tantivy_answer import Answer
from pipeline.search.tantivy_place import beyond, place
from pipeline.search.tantivy_schema import (
    STORED,
    build_schema,
    register_tokenizers,
    tantivy_document,
)

log = logging.getLogger(__name__)

_WRITER_BYTES = 512_000_000
_ANALYSED_AT_ONCE = 64
_MOVED = 200
"""So far around a place in an answer it is looked for, when documents came or went meanwhile."""
_ORDERS = {
    Sort.NEWEST: ("newest", tantivy.Order.Desc),
    Sort.OLDEST: ("oldest", tantivy.Order.Asc),
    Sort.NUMBER: ("numbered", tantivy.Order.Asc),
}

Given = TypeVar("Given")


def open_engine(folder: Path) -> TantivyEngine:
    """The index in `folder`.

    Raises:
        IndexOutdated: there is none, or it is damaged or of another version; `rebuild_engine`
            makes a new one.
    """
    engine = TantivyEngine(Generations(folder, SCHEMA_VERSION))
    engine.count()
    return engine


def rebuild_engine(folder: Path, entries: Iterable[IndexEntry]) -> TantivyEngine:
    """A new index of these entries, put in place of the old one when it is complete.

    Raises:
        ArchiveBusy: another process is writing to the index.
        ArchiveUnusable: no space, no rights.
    """
    generations = Generations(folder, SCHEMA_VERSION)
    with generations.lock():
        path = generations.new()
        built = _call(generations.unusable, lambda: tantivy.Index(build_schema(), str(path)))
        _prepare(built)
        writer = _Writer(built, generations)
        writer.add(entries)
        writer.commit()
        writer.close()
        generations.use(path)
    log.info("index %s rebuilt", folder)
    return open_engine(folder)


class TantivyEngine:
    """Implements `search.engine.Engine`; what another process commits, the next search sees."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        # One value: threads that search together see a path and an index that belong together.
        self._opened = self._open()
        self._lock: IO[bytes] | None = None
        self._writer: _Writer | None = None

    def put(self, entries: Iterable[IndexEntry]) -> None:
        self._writing().replace(entries)

    def remove(self, document_ids: Iterable[str]) -> None:
        self._writing().remove(document_ids)

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()

    def close(self) -> None:
        writer, self._writer = self._writer, None
        lock, self._lock = self._lock, None
        try:
            if writer is not None:
                writer.close()
        finally:
            if lock is not None:
                lock.close()

    def count(self) -> int:
        return int(self._searcher().num_docs)

    def ids(self) -> frozenset[str]:
        searcher = self._searcher()
        everything = tantivy.Query.all_query()
        terms = self._ask(lambda: searcher.terms_with_prefix("id", "", filter_query=everything))
        return frozenset(document_id for document_id, _ in terms)

    def best(self, asked: Asked, limit: int, sort: Sort, after: Position | None = None) -> Best:
        if sort is Sort.RELEVANCE:
            at = place(after)
            return self._answered(lambda answer: self._most_relevant(answer, asked, limit, at))
        rest = None if after is None else beyond(*_ORDERS[sort], after)
        return self._answered(lambda answer: self._in_order(answer, asked, limit, sort, rest))

    def counts(
        self, plan: Plan, fields: Sequence[str], size: int
    ) -> Mapping[str, tuple[tuple[str, int], ...]]:
        wanted = {field: {"terms": {"field": field, "size": size}} for field in fields}
        counted = self._answered(
            lambda answer: answer.searcher.aggregate(answer.translate(plan), wanted)
        )
        return {
            field: tuple(
                (str(bucket["key"]), int(bucket["doc_count"]))
                for bucket in counted[field]["buckets"]
            )
            for field in fields
        }

    def _most_relevant(
        self, answer: Answer, asked: Asked, limit: int, place: tuple[int, str | None]
    ) -> Best:
        offset, last = place
        if last is not None:
            offset = self._moved(answer, asked, offset, last)
        found, total = answer.most_relevant(asked, offset, limit)
        scored = []
        for number, (score, address) in enumerate(found, offset + 1):
            entry = self._entry(answer.searcher, address)
            scored.append(Scored(entry, float(score), (number, entry.document_id)))
        return Best(total, tuple(scored))

    def _moved(self, answer: Answer, asked: Asked, offset: int, last: str) -> int:
        """Where the answer goes on after the document that was the last one shown."""

        def shown(first: int, limit: int) -> int | None:
            found, _ = answer.most_relevant(asked, first, limit)
            ids = [self._entry(answer.searcher, address).document_id for _, address in found]
            return first + ids.index(last) + 1 if last in ids else None

        first = max(offset - _MOVED, 0)
        there = shown(offset - 1, 1) if offset else None
        return there or shown(first, 2 * _MOVED) or offset

    def _in_order(
        self, answer: Answer, asked: Asked, limit: int, sort: Sort, beyond: Between | None
    ) -> Best:
        field, order = _ORDERS[sort]
        plan = asked.bare if beyond is None else AllOf((asked.bare, condition(beyond)))
        query = answer.translate(plan)
        result = answer.searcher.search(
            query, max(limit, 1), count=False, order_by_field=field, order=order
        )
        total = answer.total(asked.bare)
        return Best(
            total,
            tuple(
                Scored(self._entry(answer.searcher, address), 0.0, (int(key),))
                for key, address in result.hits[: max(limit, 0)]
            ),
        )

    def _entry(self, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> IndexEntry:
        data = searcher.doc(address).get_first(STORED)
        try:
            return entry_from(bytes(data or b""))
        except (ValueError, TypeError, KeyError) as error:
            raise self._generations.outdated(str(error)) from error

    def _answered(self, act: Callable[[Answer], Given]) -> Given:
        """Asked once more where another generation was put in its place meanwhile."""

        def asked() -> Given:
            return act(Answer(self._searcher(), self._opened[1].schema))

        try:
            return self._ask(asked)
        except IndexOutdated:
            self._opened = self._open()
            return self._ask(asked)

    def _searcher(self) -> tantivy.Searcher:
        """On what is committed now, be it in a generation that another process has built."""
        try:
            return self._newest()
        except IndexOutdated:
            # Another generation may have been put in its place just now: it is looked for once.
            self._opened = self._open()
            return self._newest()

    def _newest(self) -> tantivy.Searcher:
        path, index = self._opened
        if self._generations.current() != path:
            self._opened = _, index = self._open()
        self._ask(index.reload)
        return self._ask(index.searcher)

    def _open(self) -> tuple[Path, tantivy.Index]:
        path = self._generations.current()
        if not self._ask(lambda: path.is_dir() and tantivy.Index.exists(str(path))):
            raise self._generations.outdated("its files are missing")
        index = self._ask(lambda: tantivy.Index(build_schema(), str(path)))
        _prepare(index)
        return path, index

    def _writing(self) -> _Writer:
        if self._writer is None:
            lock = self._generations.lock()
            try:
                self._generations.tidy()
                self._searcher()
                self._writer = _Writer(self._opened[1], self._generations)
            except BaseException:
                lock.close()
                raise
            self._lock = lock
        return self._writer

    def _ask(self, action: Callable[[], Given]) -> Given:
        return _call(self._generations.outdated, action)


class _Writer:
    """What is being written; dropped when it is not committed."""

    def __init__(self, index: tantivy.Index, generations: Generations) -> None:
        self._generations = generations
        self._writer = self._do(lambda: index.writer(_WRITER_BYTES, 1))
        # A killed writer leaves files that no commit knows.
        self._do(self._writer.garbage_collect_files)

    def add(self, entries: Iterable[IndexEntry]) -> None:
        for together in _in_batches(entries):
            for fields in fields_of(together):
                self._do(partial(self._writer.add_document, tantivy_document(fields)))

    def replace(self, entries: Iterable[IndexEntry]) -> None:
        for together in _in_batches(entries):
            self.remove(entry.document_id for entry in together)
            # Of entries with one id the last one counts.
            self.add({entry.document_id: entry for entry in together}.values())

    def remove(self, document_ids: Iterable[str]) -> None:
        for document_id in document_ids:
            self._do(partial(self._writer.delete_documents_by_term, "id", document_id))

    def commit(self) -> None:
        self._do(self._writer.commit)

    def close(self) -> None:
        self._do(self._writer.rollback)
        self._do(self._writer.wait_merging_threads)

    def _do(self, action: Callable[[], Given]) -> Given:
        return _call(self._generations.unusable, action)


def _in_batches(entries: Iterable[IndexEntry]) -> Iterator[tuple[IndexEntry, ...]]:
    rest = iter(entries)
    while together := tuple(islice(rest, _ANALYSED_AT_ONCE)):
        yield together


def _prepare(index: tantivy.Index) -> None:
    # It is reloaded at each search: no thread need watch the folder.
    index.config_reader("manual")
    register_tokenizers(index)


def _call(failed: Callable[[str], ArchiveUnusable], action: Callable[[], Given]) -> Given:
    """Tantivy's answer; its errors, and its panics, which are no `Exception`, become ours."""
    try:
        return action()
    except (ValueError, OSError, RuntimeError) as error:
        raise failed(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise failed(str(error)) from error
