"""The flow of a batch: every input to its state, then the index up to the register."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk
from pipeline.digitize import digitize, end
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed, Interrupted, SohoaError
from pipeline.flows.head_start import HeadStart
from pipeline.flows.server import prefect_api
from pipeline.indexing import CaughtUp, catch_up
from pipeline.intake import find_inputs, firsts
from pipeline.jobs import reading_digest
from pipeline.model.access import Holding
from pipeline.model.record import State
from pipeline.office.quarantine import finish
from pipeline.register.batches import UNSAID, Asked
from pipeline.register.entries import Input, Tally
from pipeline.register.store import open_register
from pipeline.search.opening import check_search
from pipeline.second_look import look_again
from pipeline.settings import Settings

if TYPE_CHECKING:
    from prefect.futures import PrefectFuture

log = logging.getLogger(__name__)

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


class Progress(Protocol):
    """Told what happens, so that a person can be shown it."""

    def begin(self, batch: str, inputs: int) -> None: ...

    def page_done(self) -> None: ...

    def input_done(self, name: str, state: State) -> None: ...


@dataclass(frozen=True, slots=True)
class Call:
    """What the person asked for."""

    paths: tuple[str, ...]
    archive: Path
    settings: Settings
    batch: str | None
    who: str
    asked: Asked = UNSAID
    """How the documents are held, where it was said with the call."""


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a batch; the states of `tally` add up to its inputs."""

    batch: str
    tally: Tally
    seconds: float
    inputs: tuple[Input, ...]
    index: CaughtUp
    """How far it came behind the register."""


def run_batch(call: Call, progress: Progress, now: Callable[[], datetime]) -> BatchReport:
    """Digitises a batch under Prefect.

    Raises:
        NotFound, ArchiveBusy, ToolMissing, SettingsInvalid: nothing was begun.
        ArchiveUnusable: the archive gave up; what was finished is kept.
        EngineFailed: Prefect itself does not run; what was finished is kept.
        Interrupted: the person stopped it; called again, the batch goes on.
    """
    started = time.monotonic()
    check_search(call.settings)
    sources = find_inputs(call.paths, call.archive)
    digest = reading_digest(call.settings)
    folder = ArchiveFolder(call.archive)
    url = call.settings.database_url
    with folder.writing(), open_register(call.archive, url) as register:
        batch = register.begin_batch(
            call.batch,
            _arguments_digest(call),
            new_name=f"{now().astimezone(_HERE):%Y-%m-%d-%H%M}",
            now=now(),
            who=call.who,
            asked=call.asked,
            default=Holding(call.settings.intake.access, call.settings.intake.unit),
        )
        inputs = register.add_inputs(batch, sources)
        progress.begin(batch.name, len(inputs))
        workers = call.settings.run.workers or os.cpu_count() or 1
        with _children(call.settings, folder, workers) as (pool, stop):
            desk = Desk(
                archive=folder,
                register=register,
                jobs=pool,
                settings=call.settings,
                digest=digest,
                workers=workers,
                who=call.who,
                now=now,
                stop=stop,
                page_done=progress.page_done,
                batch=batch.name,
            )
            with HeadStart(inputs, desk) as head_start, prefect_api(stop):
                head_start.end()
                _run_flow(batch.name, inputs, head_start, desk, progress)
            look_again(batch.name, desk)
            if not stop.is_set():
                # What a secret file took into quarantine with it leaves index and log.
                finish(desk)
        if stop.is_set():
            raise Interrupted("interrupted")
        caught_up = catch_up(folder, register, call.settings)
        register.finish_batch(batch, now(), call.who)
        seconds = round(time.monotonic() - started, 1)
        tally, settled = register.tally(batch), register.inputs(batch)
        return BatchReport(batch.name, tally, seconds, settled, caught_up)


def _run_flow(
    name: str, inputs: Sequence[Input], head_start: HeadStart, desk: Desk, progress: Progress
) -> None:
    """Lets Prefect run the inputs. Raises: the first error that concerns the whole archive."""
    # Prefect takes seconds to import: by now the workers are busy with the head start.
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.task_runners import ThreadPoolTaskRunner

    fatal: list[SohoaError] = []

    @task(name="document", cache_policy=NO_CACHE, persist_result=False)
    def document(position: int, sha256: str | None) -> None:
        entry = by_position[position]
        try:
            state = _settle(entry, sha256, head_start, desk)
        except Interrupted:
            return
        except SohoaError as error:
            fatal.append(error)
            desk.stop.set()
            return
        progress.input_done(entry.source.name, state)

    @flow(
        name="digitize",
        flow_run_name=name,
        task_runner=ThreadPoolTaskRunner(max_workers=desk.workers + 1),  # type: ignore[arg-type]
        persist_result=False,
    )
    def digitize_batch() -> None:
        repeats: list[tuple[Input, str]] = []
        waiting: deque[PrefectFuture[None]] = deque()
        for entry, sha256 in firsts(inputs, desk.settings.limits.max_bytes, desk.stop, repeats):
            waiting.append(document.submit(entry.position, sha256))
            if len(waiting) > 4 * desk.workers:
                waiting.popleft().wait()
        _wait_for(waiting)
        # Only now is it known what became of the first file with the same bytes.
        _wait_for(document.submit(entry.position, sha256) for entry, sha256 in repeats)

    by_position = {entry.position: entry for entry in inputs}
    _under_prefect(digitize_batch, desk)
    if fatal:
        raise fatal[0]


def _under_prefect(run: Callable[[], None], desk: Desk) -> None:
    """Raises: EngineFailed for Prefect's own trouble: an API that cannot be reached, say."""
    try:
        run()
    except Exception as error:
        desk.stop.set()
        log.exception("unexpected in Prefect")
        api = os.environ.get("PREFECT_API_URL", "")
        why = f"{type(error).__name__}: {error}"
        raise EngineFailed("prefect_run", {"api": api, "why": why}) from error


def _settle(entry: Input, sha256: str | None, head_start: HeadStart, desk: Desk) -> State:
    """The state of one input, whatever happens in it. Raises: as `digitize`."""
    if desk.stop.is_set():
        raise Interrupted("interrupted")
    begun = head_start.begun(entry.position)
    try:
        return begun.result() if begun else digitize(entry, sha256, desk)
    except SohoaError:
        raise
    except Exception as error:  # a mistake of ours must not cost the batch
        log.exception("unexpected with %s", entry.source.name)
        why = f"{type(error).__name__}: {error}"
        return end(entry, State.FAILED, sha256, EngineFailed("unexpected", {"why": why}), desk)


def _wait_for(futures: Iterable[PrefectFuture[None]]) -> None:
    for future in futures:
        future.wait()


@contextmanager
def _children(
    settings: Settings, folder: ArchiveFolder, workers: int
) -> Iterator[tuple[ChildPool, threading.Event]]:
    """The worker processes, and the event that is set when the person asks to stop."""
    limits = ChildLimits(
        settings.limits.worker_bytes, 2 * settings.limits.max_bytes, folder.temporary
    )
    pool = ChildPool("pipeline.jobs", workers, limits)
    stop = threading.Event()

    def halt(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(Interrupted.exit_code)
        stop.set()
        # Not in the handler itself: closing waits for the children to be gone.
        threading.Thread(target=pool.close, name="halt").start()

    before = {number: signal.signal(number, halt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield pool, stop
    finally:
        pool.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _arguments_digest(call: Call) -> str:
    """The same for a call of the same inputs, so that a killed one is taken up again."""
    named = "\0".join(os.path.abspath(path) for path in call.paths)
    return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()
