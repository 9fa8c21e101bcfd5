"""The embedded index: Tantivy in a folder of the archive."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

import tantivy

from pipeline.errors import ArchiveUnusable
from pipeline.model.archival import Hit, IndexEntry
from pipeline.search.generations import Generations
from pipeline.search.highlight import Highlighter
from pipeline.search.index import Found, SearchQuery
from pipeline.search.question import Question, understand
from pipeline.search.tantivy_query import build_filters, build_query, build_relaxed_query
from pipeline.search.tantivy_schema import (
    SCHEMA_VERSION,
    build_schema,
    entry_from_bytes,
    register_tokenizers,
    tantivy_document,
)

log = logging.getLogger(__name__)

_WRITER_BYTES = 64_000_000
_NOTHING = Found((), 0)

Given = TypeVar("Given")


def open_index(folder: Path) -> TantivyIndex:
    """The index in `folder`.

    Raises:
        IndexOutdated: there is none, or it is damaged or of another version; `rebuild_index`
            makes a new one.
    """
    generations = Generations(folder, SCHEMA_VERSION)
    index = TantivyIndex(generations)
    index.count()
    return index


def rebuild_index(folder: Path, entries: Iterable[IndexEntry]) -> TantivyIndex:
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
        writer.update(entries)
        writer.commit()
        writer.close()
        generations.use(path)
    log.info("index %s rebuilt", folder)
    return open_index(folder)


class TantivyIndex:
    """Implements `search.index.Index`. What another process commits is seen at the next search."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._path, self._index = self._open()
        self._lock: IO[bytes] | None = None
        self._writer: _Writer | None = None

    def update(self, entries: Iterable[IndexEntry]) -> None:
        self._writing().update(entries)

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

    def search(self, query: SearchQuery) -> Found:
        question = understand(query.text)
        schema = self._index.schema
        filters = build_filters(schema, query)
        if not question.tokens:
            return self._latest(query, question, filters)
        found = self._best(query, question, build_query(schema, question, filters))
        if found.total:
            return found
        relaxed = self._best(query, question, build_relaxed_query(schema, question, filters))
        return Found(relaxed.hits, relaxed.total, relaxed=relaxed.total > 0)

    def _latest(
        self, query: SearchQuery, question: Question, filters: list[tantivy.Query]
    ) -> Found:
        """Without words: all that the filters let through, the newest first."""
        if not filters:
            return _NOTHING
        everything = tantivy.Query.boolean_query([(tantivy.Occur.Must, f) for f in filters])
        return self._best(query, question, everything, order="last_day")

    def _best(
        self,
        query: SearchQuery,
        question: Question,
        asked: tantivy.Query,
        order: str | None = None,
    ) -> Found:
        searcher = self._searcher()
        # Tantivy sets memory aside for the whole limit, and dies when that is too much.
        limit = max(1, min(query.limit, int(searcher.num_docs)))
        result = self._ask(lambda: searcher.search(asked, limit, order_by_field=order))
        total = int(result.count)  # type: ignore[attr-defined]  # left out of its types
        if query.limit < 1:
            return Found((), total)
        highlighter = Highlighter(question, self._weights(searcher, question))
        hits = []
        for score, address in result.hits:
            entry = self._entry(searcher, address)
            hits.append(_hit(entry, 0.0 if order else float(score), highlighter))
        if order is None:
            hits.sort(key=lambda hit: (-hit.score, hit.document_id))
        return Found(tuple(hits), total)

    def _weights(self, searcher: tantivy.Searcher, question: Question) -> dict[str, float]:
        """How rare each word is: what is in every document tells little."""
        count = int(searcher.num_docs)
        seen = {term: int(searcher.doc_freq("words", term)) for term in question.terms}
        return {term: math.log(2 + count / (1 + n)) for term, n in seen.items()}

    def _entry(self, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> IndexEntry:
        data = self._ask(lambda: searcher.doc(address).get_first("entry"))
        try:
            return entry_from_bytes(bytes(data or b""))
        except (ValueError, TypeError, KeyError) as error:
            raise self._generations.outdated(str(error)) from error

    def _searcher(self) -> tantivy.Searcher:
        """On what is committed now, be it in a generation that another process has built."""
        if self._generations.current() != self._path:
            self._path, self._index = self._open()
        self._ask(self._index.reload)
        return self._ask(self._index.searcher)

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
                self._writer = _Writer(self._index, self._generations)
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

    def update(self, entries: Iterable[IndexEntry]) -> None:
        for entry in entries:
            self.remove((entry.document_id,))
            self._do(partial(self._writer.add_document, tantivy_document(entry)))

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


def _prepare(index: tantivy.Index) -> None:
    # It is reloaded at each search: no thread need watch the folder.
    index.config_reader("manual")
    register_tokenizers(index)


def _hit(entry: IndexEntry, score: float, highlighter: Highlighter) -> Hit:
    passage = highlighter.passage(entry)
    return Hit(
        document_id=entry.document_id,
        score=score,
        page=passage.page,
        snippet=passage.snippet,
        marks=passage.marks,
        code=entry.code,
        date=entry.date,
        issuer=entry.issuer,
        subject=entry.subject,
        type=entry.type,
    )


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
