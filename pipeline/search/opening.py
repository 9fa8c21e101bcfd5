"""Opens the index of an archive, or makes it anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.model.archival import IndexEntry
from pipeline.search.searching import SearchIndex
from pipeline.search.tantivy_engine import open_engine, rebuild_engine


def open_index(folder: Path) -> SearchIndex:
    """Raises: IndexOutdated when there is none that can be used."""
    return SearchIndex(open_engine(folder))


def rebuild_index(folder: Path, entries: Iterable[IndexEntry]) -> SearchIndex:
    """Raises: ArchiveBusy, ArchiveUnusable."""
    return SearchIndex(rebuild_engine(folder, entries))
