"""What is asked of a search system to be measured, and the systems that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from benchmarks.options import NotMeasured
from pipeline.model.archival import IndexEntry

OWN = "sohoa"
SERVED = "elasticsearch"
"""Our second engine, whose answers should be those of the first."""
PEERS = ("sqlite", "postgres", SERVED)
LIMIT = 20
"""Hits of an answer, each with a snippet in which what matches is marked."""


class QuestionClass(StrEnum):
    COMMON = "common words"
    PHRASE = "quoted phrase"
    PASSAGE = "names, passages"
    CODE = "codes"
    NARROWED = "date + issuer + 3 facets"
    FACETS = "facets over all hits"


@dataclass(frozen=True, slots=True)
class BenchQuestion:
    """What is asked; with `facets`, how many hits each type, issuer and year has is asked too."""

    kind: QuestionClass
    text: str
    issuer: str | None = None
    date_from: str | None = None
    """A year, as `date_to`."""
    date_to: str | None = None
    facets: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the best first, and how many in all where the system was asked for it."""

    ids: tuple[str, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a system keeps its files, and how its server is reached if it has one."""

    folder: Path
    address: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: how it is reached, and the process that it and its children are."""

    address: str = ""
    pid: int | None = None


class Session(Protocol):
    """An open index."""

    def ask(self, question: BenchQuestion) -> Answer:
        """The best `LIMIT`, with snippets."""

    def update(self, entries: Iterable[IndexEntry]) -> None:
        """Puts these in place of those with the same ids; then they can be found."""

    def close(self) -> None: ...


class System(Protocol):
    """A search system, all of its defaults but what its makers advise for such work."""

    def serve(self, folder: Path) -> AbstractContextManager[Server]:
        """Raises: NotMeasured."""

    def build(self, place: Place, entries: Iterator[IndexEntry]) -> None:
        """A new index of all the entries. Raises: NotMeasured."""

    def open(self, place: Place) -> Session: ...

    def size(self, place: Place) -> int:
        """Bytes on disk."""


def system(name: str) -> System:
    """Raises: NotMeasured. What one system needs is imported for it alone."""
    match name:
        case "sohoa":
            from benchmarks.search_embedded import Embedded

            return Embedded()
        case "sqlite":
            from benchmarks.search_sqlite import Sqlite

            return Sqlite()
        case "postgres":
            from benchmarks.search_postgres import Postgres

            return Postgres()
        case "elasticsearch":
            from benchmarks.search_elastic import Elastic

            return Elastic()
    raise NotMeasured(f"{name} is not among the systems")


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
