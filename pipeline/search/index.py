"""The index as the rest of the program sees it, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from pipeline.model.access import Rights
from pipeline.model.archival import Hit, IndexEntry
from pipeline.search.question import Note


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"
    """By the document's number, least first; those without one at the end."""


class FacetName(StrEnum):
    TYPE = "type"
    ISSUER = "issuer"
    YEAR = "year"
    UNIT = "unit"
    FORM = "form"
    STATE = "state"
    URGENCY = "urgency"
    SIGNATURES = "signatures"


Choice = tuple[FacetName, str]
"""A value of a facet, as it was counted."""


class Completed(StrEnum):
    """What a beginning is completed to."""

    ISSUER = "issuer"
    CODE = "code"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a person asks: words as they remember them, and limits as they know them."""

    text: str
    """Any text; `search.query_language` tells what has a meaning in it."""
    type: str | None = None
    """The whole type, marks and case as one likes."""
    issuer: str | None = None
    """Words of the issuer, at least one not of its parent alone."""
    date_from: str | None = None
    date_to: str | None = None
    """2017, 2017-11, 2017-11-05, 11/2017 or 5/11/2017; both ends are included."""
    only: tuple[Choice, ...] = ()
    """Of each facet that is named any of these values; its other values are counted all the same,
    since one may choose them too."""
    everything: bool = False
    """With no words and nothing chosen: all documents, not none."""
    limit: int = 20
    sort: Sort = Sort.RELEVANCE
    cursor: str | None = None
    """`Found.next` of the page before; the rest of the query must be the same."""
    facets: bool = False
    pages: int = 3
    """Most pages of a document that a hit shows; with 0 nobody looks for the words on them."""
    today: date | None = None
    """Lets `text` say "ngày: hôm nay"."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of all documents that answer have each value, the most frequent first."""

    name: FacetName
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, best first."""

    hits: tuple[Hit, ...]
    total: int
    """Number of documents that answer, shown or not."""
    relaxed: bool = False
    """No document has all the words, or a few have them scattered: these have most of them."""
    facets: tuple[Facet, ...] = ()
    next: str | None = None
    """The cursor of the next page, which may be empty; None where nothing can follow."""
    suggestions: tuple[str, ...] = ()
    """Other questions that may have been meant: spelled right, or with their tones."""
    notes: tuple[Note, ...] = ()
    """What of the question could not be understood and was taken as words."""


class Index(Protocol):
    """A searchable store of index entries; one process writes, any number reads.

    Whatever it tells - hits, counts, facets, suggestions, completions - is of documents that
    the rights let through.
    """

    def update(self, entries: Iterable[IndexEntry]) -> None:
        """Puts entries in, in place of those with the same id.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveUnusable: no space, no rights, no server.
        """

    def remove(self, document_ids: Iterable[str]) -> None:
        """Takes entries out; an unknown id is nothing to do. Raises: as `update`."""

    def commit(self) -> None:
        """Makes everything since the last commit findable and lasting."""

    def search(self, query: SearchQuery, rights: Rights) -> Found:
        """The documents that answer.

        Raises:
            SettingsInvalid: a date that is none, a cursor of another question.
        """

    def more_like(self, document_id: str, rights: Rights, limit: int = 10) -> Found:
        """Documents about the same. Raises: NotFound, also where the rights don't reach."""

    def complete(
        self, what: Completed, beginning: str, rights: Rights, limit: int = 10
    ) -> tuple[str, ...]:
        """Issuers, codes or subjects with words that begin so, the most frequent first."""

    def entry(self, document_id: str, rights: Rights) -> IndexEntry:
        """What is stored. Raises: NotFound, also where the rights don't reach."""

    def ids(self) -> frozenset[str]:
        """Of every document in the index."""

    def count(self) -> int:
        """Number of documents in the index."""

    def close(self) -> None:
        """Lets others write; what was not committed is dropped."""
