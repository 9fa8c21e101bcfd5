"""Works on the first inputs while Prefect's server starts, so that no worker waits for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from pipeline.desk import Desk
from pipeline.digitize import digitize
from pipeline.intake import firsts
from pipeline.model.record import State
from pipeline.register.entries import Input


class HeadStart:
    """Takes inputs from the front of the batch until it is ended.

    Prefect's server needs seconds before the first task may run, which is longer than a short
    document takes. What was begun here is a task of the flow all the same: the task waits for
    it instead of doing it again.
    """

    def __init__(self, inputs: Sequence[Input], desk: Desk) -> None:
        self._inputs = inputs
        self._desk = desk
        self._begun: dict[int, Future[State]] = {}
        self._ended = threading.Event()
        self._room = threading.Semaphore(desk.workers + 1)
        self._threads = ThreadPoolExecutor(desk.workers + 1, thread_name_prefix="head-start")
        self._feeder = threading.Thread(target=self._feed, name="head-start")

    def __enter__(self) -> HeadStart:
        self._feeder.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
        self._threads.shutdown()

    def end(self) -> None:
        """Begins nothing more."""
        self._ended.set()
        self._room.release()
        self._feeder.join()

    def begun(self, position: int) -> Future[State] | None:
        """The state to come of an input that was begun here."""
        return self._begun.get(position)

    def _feed(self) -> None:
        repeats: list[tuple[Input, str]] = []
        desk = self._desk
        for entry, sha256 in firsts(
            self._inputs, desk.settings.limits.max_bytes, desk.stop, repeats
        ):
            self._room.acquire()
            if self._ended.is_set() or repeats:
                return
            future = self._threads.submit(digitize, entry, sha256, desk)
            future.add_done_callback(lambda _: self._room.release())
            self._begun[entry.position] = future
