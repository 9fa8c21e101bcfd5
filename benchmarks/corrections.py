"""Seconds from a person's word to all that follows it, by the pages of a document.

    python -m benchmarks.corrections ARCHIVE

`ARCHIVE` is copied first. For its document with the fewest pages, that with the most, and some
between: a field and a word are corrected with a child that is warm already.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.office.bench import Bench
from pipeline.office.correcting import Corrected, correct_field, correct_word
from pipeline.office.following import follow
from pipeline.register.entries import Document
from pipeline.register.store import open_register
from pipeline.settings import default_settings

ROUNDS = 5
MOST = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-corrections-") as folder:
        copy = Path(shutil.copytree(options.archive, Path(folder) / "archive"))
        _measure(ArchiveFolder(copy))


def _measure(archive: ArchiveFolder) -> None:
    settings = default_settings()
    archive.amended.mkdir(exist_ok=True)
    limits = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, archive.amended)
    with (
        open_register(archive.root) as register,
        closing(ChildPool("pipeline.jobs", 1, limits)) as pool,
    ):
        now = lambda: datetime.now(UTC)  # noqa: E731
        desk = Desk(
            archive, register, pool, settings, "", 1, "bench", now, threading.Event(), lambda: None
        )
        bench = Bench(archive, register, settings, "bench", now)
        documents = _chosen(tuple(register.documents()))
        _warm(desk, bench, documents[0])
        print("pages   word of the person   field everywhere   word everywhere")
        for document in documents:
            said: list[float] = []
            field = _median(partial(_field, bench, document), desk, said)
            word = _median(partial(_word, bench, document), desk, said)
            print(
                f"{document.page_count:5} {1000 * statistics.median(said):17.0f} ms"
                f" {field:16.2f} s {word:15.2f} s"
            )


def _chosen(documents: tuple[Document, ...]) -> list[Document]:
    """One of each number of pages, few enough."""
    by_pages = {document.page_count: document for document in documents}
    counts = sorted(by_pages)
    step = max(1, (len(counts) - 1) // (MOST - 1)) if len(counts) > 1 else 1
    return [by_pages[count] for count in sorted({*counts[::step], counts[-1]})]


def _warm(desk: Desk, bench: Bench, document: Document) -> None:
    correct_field(bench, document.id, "code", "1/WARM")
    follow(desk, [document.id])


def _median(act: Callable[[int], Corrected], desk: Desk, said: list[float]) -> float:
    """Seconds until index and files followed."""
    seconds = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        done = act(number)
        said.append(time.perf_counter() - began)
        follow(desk, [done.document.id])
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _field(bench: Bench, document: Document, number: int) -> Corrected:
    return correct_field(bench, document.id, "code", f"{number + 2}/BENCH")


def _word(bench: Bench, document: Document, number: int) -> Corrected:
    page = (document.page_count + 1) // 2
    return correct_word(bench, document.id, page, 0, f"từ{number}")


if __name__ == "__main__":
    main()
