"""What one moment of the Tantivy index answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import tantivy

from pipeline.search.plan import AllOf, Asked, Plan
from pipeline.search.tantivy_query import Translator

_CROWDED = 20_000
"""Where a question's rarest word is in more documents, those that answer best are looked for
before all that answer are scored."""

_Found = list[tuple[Any, tantivy.DocAddress]]


class Answer:
    """The answers of one searcher: all of them are of the same moment."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self.searcher = searcher
        self.translate = Translator(schema, searcher).query
        self._documents = int(searcher.num_docs)

    def most_relevant(self, asked: Asked, offset: int, limit: int) -> tuple[_Found, int]:
        """From `offset` on, with the number of all."""
        if limit < 1:
            return [], self.total(asked.bare)
        if asked.top is None or not self._crowded(asked.frequent):
            return self._search(asked.whole, offset, limit)
        with ThreadPoolExecutor(1) as beside:
            # Tantivy lets other threads run while it searches.
            total = beside.submit(self.total, asked.bare)
            found, _ = self._search(asked.top, offset, limit, count=False)
            if len(found) < limit:
                above = self.total(asked.top)
                rest = AllOf((asked.whole,), without=(asked.top,))
                more, _ = self._search(
                    rest, max(offset - above, 0), limit - len(found), count=False
                )
                found += more
            return found, total.result()

    def total(self, plan: Plan) -> int:
        result = self.searcher.search(self.translate(plan), 1)
        return int(result.count)  # type: ignore[attr-defined]  # left out of its types

    def _search(
        self, plan: Plan, offset: int, limit: int, *, count: bool = True
    ) -> tuple[_Found, int]:
        # Tantivy sets memory aside for the whole limit, and dies when that is too much.
        limit = max(1, min(limit, self._documents - offset))
        result = self.searcher.search(self.translate(plan), limit, count=count, offset=offset)
        total = int(result.count) if count else 0  # type: ignore[attr-defined]
        return list(result.hits), total

    def _crowded(self, words: tuple[str, ...]) -> bool:
        return min(self.searcher.doc_freq("words", word) for word in words) > _CROWDED
