"""The index as the rest of the program sees it, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.model.archival import Hit, IndexEntry


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a person asks: words as they remember them, and limits as they know them."""

    text: str
    """Any text; words in quotation marks must stand together."""
    type: str | None = None
    """The whole type, marks and case as one likes."""
    issuer: str | None = None
    """Words of the issuer, at least one not of its parent alone."""
    date_from: str | None = None
    date_to: str | None = None
    """2017, 2017-11, 2017-11-05, 11/2017 or 5/11/2017; both ends are included."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, best first."""

    hits: tuple[Hit, ...]
    total: int
    """Number of documents that answer, shown or not."""
    relaxed: bool = False
    """No document has all the words, so these have most of them."""


class Index(Protocol):
    """A searchable store of index entries; one process writes, any number reads."""

    def update(self, entries: Iterable[IndexEntry]) -> None:
        """Puts entries in, in place of those with the same id. Raises: ArchiveBusy."""

    def remove(self, document_ids: Iterable[str]) -> None:
        """Takes entries out; an unknown id is nothing to do. Raises: ArchiveBusy."""

    def commit(self) -> None:
        """Makes everything since the last commit findable, all of it or nothing."""

    def search(self, query: SearchQuery) -> Found:
        """The documents that answer. Raises: SettingsInvalid for a date that is none."""

    def ids(self) -> frozenset[str]:
        """Of every document in the index."""

    def count(self) -> int:
        """Number of documents in the index."""

    def close(self) -> None:
        """Lets others write; what was not committed is dropped."""
