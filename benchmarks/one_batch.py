"""`python -m benchmarks.one_batch flow|loop FOLDER ARCHIVE WORKERS`: one batch in one process.

`flow` is the pipeline's own flow; `loop` does the same work in the same children without Prefect.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk
from pipeline.digitize import digitize
from pipeline.engines import tesseract
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.indexing import catch_up
from pipeline.intake import find_inputs, fingerprint_or_none
from pipeline.model.ocr import FORMAT
from pipeline.model.record import State
from pipeline.register.entries import Input, Tally
from pipeline.register.store import open_register
from pipeline.settings import Settings, default_settings, page_digest

WHO = "benchmark"


class Silent:
    """Progress that nobody watches."""

    def begin(self, batch: str, inputs: int) -> None: ...

    def page_done(self) -> None: ...

    def input_done(self, name: str, state: State) -> None: ...


def now() -> datetime:
    return datetime.now(UTC)


def by_flow(folder: Path, archive: Path, settings: Settings) -> Tally:
    from pipeline.flows.batch import Call, run_batch

    call = Call((str(folder),), archive, settings, None, WHO)
    return run_batch(call, Silent(), now).tally


def by_loop(folder: Path, archive: Path, settings: Settings) -> Tally:
    place = ArchiveFolder(archive)
    workers = settings.run.workers
    engine = tesseract.version(settings.reading.language)
    with place.writing(), open_register(archive) as register:
        batch = register.begin_batch(None, "", new_name="loop", now=now(), who=WHO)
        inputs = register.add_inputs(batch, find_inputs((str(folder),), archive))
        limits = ChildLimits(
            settings.limits.worker_bytes, 2 * settings.limits.max_bytes, place.temporary
        )
        pool = ChildPool("pipeline.jobs", workers, limits)
        desk = Desk(
            archive=place,
            register=register,
            jobs=pool,
            settings=settings,
            digest=page_digest(settings, engine, FORMAT),
            workers=workers,
            who=WHO,
            now=now,
            stop=threading.Event(),
            page_done=lambda: None,
        )

        def document(entry: Input) -> State:
            return digitize(entry, fingerprint_or_none(entry.source, max_bytes, desk.stop), desk)

        max_bytes = settings.limits.max_bytes
        try:
            with ThreadPoolExecutor(workers + 1) as threads:
                for future in [threads.submit(document, entry) for entry in inputs]:
                    future.result()
        finally:
            pool.close()
        catch_up(place, register, settings)
        register.finish_batch(batch, now(), WHO)
        return register.tally(batch)


def main(way: str, folder: str, archive: str, workers: str) -> int:
    """Exit 1 unless every input has a state."""
    settings = default_settings()
    settings = settings.model_copy(
        update={"run": settings.run.model_copy(update={"workers": int(workers)})}
    )
    ways = {"flow": by_flow, "loop": by_loop}
    tally = ways[way](Path(folder), Path(archive), settings)
    print(tally.pages)
    return 1 if tally.pending else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
