"""Opens the index of an archive, or makes it anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.model.archival import IndexEntry
from pipeline.search.searching import SearchIndex
from pipeline.search.tantivy_engine import open_engine, rebuild_engine
from pipeline.settings import SearchEngine, Settings


def check_search(settings: Settings) -> None:
    """Looks at what must hold before work is begun, and asks no server. Raises: SettingsInvalid."""
    if settings.search.engine is SearchEngine.ELASTICSEARCH:
        from pipeline.search.elastic_client import connect

        connect(settings.elasticsearch).close()


def open_search(folder: Path, settings: Settings) -> SearchIndex:
    """The index of an archive wherever it is; `folder` is its place when it is embedded.

    Raises:
        IndexOutdated: there is none that can be used.
        IndexUnreachable: its server cannot be asked.
        SettingsInvalid: the key to it is missing.
    """
    if settings.search.engine is SearchEngine.ELASTICSEARCH:
        # Its client takes longer to load than the embedded engine to answer.
        from pipeline.search.elastic_engine import open_elastic

        return SearchIndex(open_elastic(settings.elasticsearch))
    return open_index(folder)


def rebuild_search(folder: Path, settings: Settings, entries: Iterable[IndexEntry]) -> SearchIndex:
    """Makes it anew; until it is complete the old one answers.

    Raises:
        ArchiveBusy, ArchiveUnusable, SettingsInvalid.
        IndexIncomplete: it is made, without the documents that are named.
    """
    if settings.search.engine is SearchEngine.ELASTICSEARCH:
        from pipeline.search.elastic_engine import rebuild_elastic

        return SearchIndex(rebuild_elastic(settings.elasticsearch, entries))
    return rebuild_index(folder, entries)


def open_index(folder: Path) -> SearchIndex:
    """Raises: IndexOutdated when there is none that can be used."""
    return SearchIndex(open_engine(folder))


def rebuild_index(folder: Path, entries: Iterable[IndexEntry]) -> SearchIndex:
    """Raises: ArchiveBusy, ArchiveUnusable."""
    return SearchIndex(rebuild_engine(folder, entries))
