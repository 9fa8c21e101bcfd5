"""Digitises what was handed in, one batch after the other, in a process of its own."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.errors import NotFound, SohoaError
from pipeline.model.record import State
from pipeline.register.intake_jobs import Job, JobState
from pipeline.register.store import Register
from pipeline.settings import Settings

log = logging.getLogger(__name__)

_LOOK_S = 0.5
_BUSY_S = 5.0
_END_S = 20.0
_GONE = frozenset({State.ACCEPTED, State.REVIEW, State.DUPLICATE, State.QUARANTINED})
"""Of inputs that ended so the archive has the bytes; what was handed in is not needed any more."""
Ended = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running batch is."""

    inputs: int = 0
    done: int = 0
    pages: int = 0
    began_s: float = 0.0
    """On the monotonic clock."""
    last: str = ""
    """The input that ended last."""
    busy: bool = False
    """Another process is writing to the archive: it begins when that is done."""

    def seconds_left(self, now_s: float) -> float | None:
        """If the rest is like what was done; None while nothing was."""
        if not self.done:
            return None
        return (now_s - self.began_s) / self.done * (self.inputs - self.done)


class Feeder:
    """One thread that takes jobs out of the line. What was running when the server went down is
    taken up where it stood, since digitising goes on with an unfinished batch."""

    def __init__(
        self,
        archive: ArchiveFolder,
        register: Register,
        settings: Settings,
        now: Callable[[], datetime],
        ended: Ended,
    ) -> None:
        """`ended` is told of each job whose every input has its state."""
        self._archive = archive
        self._register = register
        self._settings = settings
        self._now = now
        self._ended = ended
        self._closing = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._progress: dict[int, Progress] = {}
        self._child: tuple[int, subprocess.Popen[str]] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ends the running batch at its next page; it waits for the next start."""
        self._closing.set()
        self._woken.set()
        self._end_child(None)
        self._thread.join(timeout=_END_S)

    def wake(self) -> None:
        """Something was put into the line."""
        self._woken.set()

    def progress(self, job_id: int) -> Progress:
        return self._progress.get(job_id, Progress())

    def stop(self, job_id: int) -> None:
        """Raises: NotAllowed: it is over already."""
        self._register.intake.stop(job_id, self._now())
        self._end_child(job_id)

    def _end_child(self, job_id: int | None) -> None:
        with self._lock:
            if self._child is not None and job_id in (None, self._child[0]):
                self._child[1].send_signal(signal.SIGTERM)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with self._turn() as ours:
                    while ours and not self._closing.is_set():
                        self._feed_next()
            except Exception:
                # A register that is away for a moment must not end the feeding for good.
                log.exception("feeding failed; it goes on")
            self._pause(_BUSY_S)

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether this server feeds: of several over one archive only one does."""
        with usable(self._archive.root):
            path = self._archive.root / ".intake.lock"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._register.intake.take_over()
            yield True
        finally:
            os.close(descriptor)

    def _feed_next(self) -> None:
        waiting = self._register.intake.jobs(JobState.WAITING, limit=1)
        if not waiting:
            self._pause(_LOOK_S)
            return
        if self._register.intake.begin(waiting[0].id):
            self._feed(waiting[0])

    def _feed(self, job: Job) -> None:
        last = self._digitize(job)
        if "ended" in last:
            self._tidy(job)
            self._settle(job)
        elif last.get("error") == "archive_busy":
            self._progress[job.id] = Progress(busy=True)
            self._register.intake.end(job.id, JobState.WAITING)
            self._pause(_BUSY_S)
        elif not self._closing.is_set():
            problem = (str(last.get("error", "unexpected_end")), dict(last.get("params", {})))
            self._register.intake.end(job.id, JobState.FAILED, self._now(), problem)

    def _settle(self, job: Job) -> None:
        try:
            self._ended(job)
        except SohoaError as error:
            problem = (error.code, error.params)
            self._register.intake.end(job.id, JobState.DONE, self._now(), problem)
            return
        self._register.intake.end(job.id, JobState.DONE, self._now())

    def _digitize(self, job: Job) -> Mapping[str, Any]:
        """Runs the batch; the last thing that it told."""
        self._progress[job.id] = Progress(began_s=time.monotonic())
        command = [sys.executable, "-m", "pipeline.flows.feed"]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as child:
            with self._lock:
                self._child = (job.id, child)
            try:
                return self._followed(job, child)
            finally:
                with self._lock:
                    self._child = None

    def _followed(self, job: Job, child: subprocess.Popen[str]) -> Mapping[str, Any]:
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(self._call(job)) + "\n")
            child.stdin.flush()
        told: dict[str, Any] = {}
        for line in child.stdout:
            told = json.loads(line)
            self._note(job, told)
        return told

    def _call(self, job: Job) -> dict[str, Any]:
        folder = Path(job.asked.folder) if job.asked.folder else self._archive.uploads / str(job.id)
        names = job.asked.files
        return {
            "paths": [str(folder / name) for name in names] if names else [str(folder)],
            "archive": str(self._archive.root),
            "settings": self._settings.as_json(),
            "batch": job.asked.name,
            "who": job.asked.who,
            "access": job.asked.access.value,
            "unit": job.asked.unit,
        }

    def _note(self, job: Job, told: Mapping[str, Any]) -> None:
        known = self._progress[job.id]
        if "begin" in told:
            known = replace(known, inputs=told["begin"])
        elif "page" in told:
            known = replace(known, pages=known.pages + 1)
        elif "done" in told:
            known = replace(known, done=known.done + 1, last=str(told["done"]))
            if told["state"] == State.QUARANTINED.value:
                # Its bytes may lie nowhere else from now on.
                self._tidy(job)
        self._progress[job.id] = known

    def _tidy(self, job: Job) -> None:
        """Removes what was handed in and is in the archive by now; what was refused stays."""
        if job.asked.folder:
            return
        try:
            batch = self._register.intake.batch(job.asked.name)
        except NotFound:
            return
        for one in self._register.inputs(batch):
            place = Path(one.source.path)
            if one.state in _GONE and place.is_relative_to(self._archive.uploads):
                with usable(self._archive.root):
                    place.unlink(missing_ok=True)
        folder = self._archive.uploads / str(job.id)
        with suppress(OSError):
            folder.rmdir()

    def _pause(self, seconds: float) -> None:
        self._woken.wait(seconds)
        self._woken.clear()
