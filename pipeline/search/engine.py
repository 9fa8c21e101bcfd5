"""What a search engine must do for us; everything else is stated once, above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model.archival import IndexEntry
from pipeline.search.index import Sort
from pipeline.search.plan import Asked, Plan

Position = tuple[str | int | float, ...]
"""Where a document stands in the order of an answer; what it says is the engine's own affair."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A found document."""

    entry: IndexEntry
    score: float
    """0.0 when they are not sorted by it."""
    position: Position


@dataclass(frozen=True, slots=True)
class Best:
    """The first documents of an answer, in its order."""

    total: int
    """Number of all that answer."""
    scored: tuple[Scored, ...]


class Engine(Protocol):
    """A store of entries by the fields of `search.fields`. Raises as `search.index.Index` says."""

    def best(self, asked: Asked, limit: int, sort: Sort, after: Position | None = None) -> Best:
        """The first `limit` of the answer, or of what comes after a position in it.

        Equal scores, dates or numbers stand in an order that stays the same.
        Raises: ValueError when the position is none of this engine.
        """

    def counts(
        self, plan: Plan, fields: Sequence[str], size: int
    ) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Of the answer: the most frequent values of each raw field, with their numbers."""

    def put(self, entries: Iterable[IndexEntry]) -> None:
        """Stores entries, in place of those with the same id."""

    def remove(self, document_ids: Iterable[str]) -> None:
        """Takes entries out; an unknown id is nothing to do."""

    def commit(self) -> None:
        """Makes everything since the last commit findable and lasting."""

    def ids(self) -> frozenset[str]:
        """Of every document."""

    def count(self) -> int:
        """Number of documents."""

    def close(self) -> None:
        """Lets others write; what was not committed is dropped."""
