"""Takes what others drop into a folder: copied when whole, digitised, put away by its state."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from pipeline.archive.folder import ArchiveFolder, flush, usable
from pipeline.archive.masters import sha256_of
from pipeline.errors import NotAllowed, NotFound, SohoaError
from pipeline.model.entry import HERE
from pipeline.model.record import Reason, State
from pipeline.office.handing_in import MOST_FILES, Upload, handed_in, put_away
from pipeline.office.watch_folder import BROKEN, DONE, Print, WatchFolder
from pipeline.office.watch_journal import Taken, WatchJournal
from pipeline.register.entries import Input
from pipeline.register.intake_jobs import Job, JobState, NewJob
from pipeline.register.store import Register

_CHUNK = 1 << 20
_HELD = frozenset({State.ACCEPTED, State.REVIEW, State.DUPLICATE, State.QUARANTINED})
"""Of inputs whose bytes the archive has, among the masters or locked away."""


class Tells(Protocol):
    """Is told what happens: a key of the messages under `watch`, and what fills it."""

    def __call__(self, what: str, facts: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Orders:
    """How a watcher does its work."""

    asked: NewJob
    """As every batch is made; its name is what a batch's begins with."""
    moves: bool
    """Whether originals are moved away once the archive has them; else they stay."""
    most_bytes: int
    retry_s: float
    """After so long a batch that ended on trouble of the whole archive is begun again."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a watcher works."""

    archive: ArchiveFolder
    register: Register
    folder: WatchFolder
    journal: WatchJournal
    now: Callable[[], datetime]


class Watcher:
    """One step at a time, each of which may be the last: what it says is on the disk by then."""

    def __init__(
        self,
        place: Place,
        orders: Orders,
        tell: Tells,
        ended: Callable[[tuple[Input, ...]], None],
        reason: Callable[[tuple[Reason, ...]], str],
    ) -> None:
        """`ended` is given the inputs of each batch that is over; `reason`: why, for people."""
        self._archive, self._register = place.archive, place.register
        self._folder, self._journal, self._now = place.folder, place.journal, place.now
        self._orders, self._tell = orders, tell
        self._ended, self._reason = ended, reason
        self._again: dict[str, float] = {}
        self._stopped: set[str] = set()
        self._withheld: dict[str, tuple[Print, float]] = {}
        self.waits = 0
        """Files that somebody seems to be writing yet."""

    def recover(self) -> None:
        """Goes on where a watcher was ended, at whatever moment that was."""
        for batch in tuple(self._journal.batches):
            job = self._register.intake.named(batch)
            if job is not None and job.state is JobState.OPEN:
                self._close(job)

    def step(self, now_s: float) -> bool:
        """Whether anything is left to wait for: a batch that runs.

        Raises:
            OSError: the folder is gone.
            ArchiveUnusable.
        """
        running = False
        for batch in tuple(self._journal.batches):
            running |= self._follow(batch, now_s)
        settled, self.waits = self._folder.look(now_s)
        new = [one for one in settled if not (self._is_known(*one) or self._is_held(*one, now_s))]
        # One batch at a time: what comes meanwhile makes up the next.
        if new and not running:
            running = self._take(new[:MOST_FILES], now_s)
        return running

    def _is_known(self, name: str, mark: Print) -> bool:
        known = self._journal.files.get(name)
        return known is not None and known.mark == mark

    def _is_held(self, name: str, mark: Print, now_s: float) -> bool:
        """Whether it could not be had as it is, so short a time ago that it is not tried again."""
        before, again_s = self._withheld.get(name, (None, 0.0))
        return before == mark and now_s < again_s

    def _withhold(self, name: str, mark: Print, now_s: float, error: OSError) -> None:
        before = self._withheld.get(name)
        self._withheld[name] = (mark, now_s + self._orders.retry_s)
        if before is None or before[0] != mark:
            self._tell("unreadable", {"name": name, "why": error.strerror or str(error)})

    def _take(self, files: list[tuple[str, Print]], now_s: float) -> bool:
        """Copies files and makes them a batch; False when none of them was to be had."""
        job = self._new_job()
        taken = sum(self._copy(name, mark, job, now_s) for name, mark in files)
        self._close(job)
        if taken:
            self._tell("taken", {"count": taken, "batch": job.asked.name})
        return taken > 0

    def _new_job(self) -> Job:
        asked = self._orders.asked
        begin = f"{asked.name} {self._now().astimezone(HERE):%Y-%m-%d %H%M}"
        # A clock that was set back gives names that are taken.
        for number in count(1):
            name = begin if number == 1 else f"{begin}-{number}"
            if name in self._journal.batches or self._register.intake.named(name):
                continue
            self._journal.begin(name)
            new = NewJob(name, asked.who, access=asked.access, unit=asked.unit, book=asked.book)
            try:
                return self._register.intake.add(new, self._now())
            except NotAllowed:
                self._journal.end(name)
        raise AssertionError("unreachable")

    def _copy(self, name: str, mark: Print, job: Job, now_s: float) -> bool:
        """Whether the file is in the archive, as it was all the while."""
        shown = os.fsencode(name).decode("utf-8", "replace")
        upload = Upload(self._archive, job, shown, self._orders.most_bytes)
        try:
            with self._folder.opened(name) as (file, mark_now):
                while data := file.read(_CHUNK):
                    upload.write(data)
                changed = mark_now() != mark or self._folder.mark(name) != mark
            if changed:
                return False
            kept, sha256 = upload.keep(lambda: True)
        except NotAllowed as error:
            self._break(name, mark, error, now_s)
            return False
        except FileNotFoundError:
            return False
        except OSError as error:
            self._withhold(name, mark, now_s, error)
            return False
        finally:
            upload.drop()
        self._withheld.pop(name, None)
        return self._note(Taken(name, mark, sha256, job.asked.name, kept), job)

    def _note(self, taken: Taken, job: Job) -> bool:
        """Whether it is new: one that was to stay, and was only touched, is not taken again."""
        before = self._journal.files.get(taken.name)
        stayed = before is not None and before.ended and before.sha256 == taken.sha256
        place = self._archive.uploads / str(job.id) / taken.kept
        with usable(self._archive.root):
            if stayed:
                place.unlink()
            else:
                flush(place.parent)
        self._journal.take(replace(taken, ended=stayed))
        return not stayed

    def _close(self, job: Job) -> None:
        """Puts the job into the line with what the journal knows of; one of nothing is dropped."""
        names = {one.kept for one in self._journal.of(job.asked.name)}
        for left in set(handed_in(self._archive, job)) - names:
            with usable(self._archive.root):
                (self._archive.uploads / str(job.id) / left).unlink()
        if names:
            self._register.intake.wait(job.id)
            return
        self._register.intake.drop(job.id)
        put_away(self._archive, job)
        self._journal.end(job.asked.name)

    def _follow(self, batch: str, now_s: float) -> bool:
        """Looks how far a batch is; whether it runs."""
        job = self._register.intake.named(batch)
        if job is None:
            self._journal.end(batch)
            return False
        if job.state is JobState.OPEN:
            # The archive gave up while it was made.
            self._close(job)
            return batch in self._journal.batches
        if job.state is JobState.DONE:
            self._put_away(job)
            return False
        if job.state is JobState.STOPPED:
            if batch not in self._stopped:
                self._stopped.add(batch)
                self._tell("stopped", {"batch": batch})
            return False
        self._stopped.discard(batch)
        if job.state is JobState.FAILED:
            return self._retry(job, now_s)
        return True

    def _retry(self, job: Job, now_s: float) -> bool:
        batch = job.asked.name
        if batch not in self._again:
            self._again[batch] = now_s + self._orders.retry_s
            self._tell("failed", {"batch": batch, "problem": job.problem})
        if now_s >= self._again[batch]:
            del self._again[batch]
            self._register.intake.wait(job.id)
        return True

    def _put_away(self, job: Job) -> None:
        """Every original to where its state says, then the batch is over."""
        try:
            inputs = self._register.inputs(self._register.intake.batch(job.asked.name))
        except NotFound:
            inputs = ()
        by_name = {Path(one.source.path).name: one for one in inputs}
        for taken in self._journal.of(job.asked.name):
            self._settle(taken, by_name.get(taken.kept), job)
        put_away(self._archive, job)
        self._ended(tuple(inputs))
        states = {state: sum(one.state is state for one in inputs) for state in State}
        facts = {"batch": job.asked.name, "count": len(inputs), "states": states}
        self._tell("ended", facts)
        self._journal.end(job.asked.name)

    def _settle(self, taken: Taken, entry: Input | None, job: Job) -> None:
        """Raises: OSError: the folder is gone; it is done when it is back."""
        if self._folder.mark(taken.name) != taken.mark:
            # Taken away, or something else lies there by now: that is looked at for itself.
            self._journal.put_away(taken, stays=False)
            return
        if entry is None or entry.state not in _HELD:
            reasons = entry.reasons if entry else ()
            self._put_broken(taken.name, self._reason(reasons))
            self._journal.put_away(taken, stays=False)
            return
        if self._locked_away(taken.sha256):
            # A state secret must not stay where everybody can read it.
            (self._folder.root / taken.name).unlink()
            self._tell("locked", {"name": taken.name, "batch": job.asked.name})
            self._journal.put_away(taken, stays=False)
            return
        if not self._is_master(taken.sha256):
            self._tell("unverified", {"name": taken.name, "batch": job.asked.name})
            self._journal.put_away(taken, stays=True)
            return
        if self._orders.moves:
            day = f"{self._now().astimezone(HERE):%Y-%m-%d}"
            self._folder.put(taken.name, os.path.join(DONE, day))
        self._journal.put_away(taken, stays=not self._orders.moves)

    def _locked_away(self, sha256: str) -> bool:
        return _holds(self._archive.quarantine, sha256)

    def _is_master(self, sha256: str) -> bool:
        return _holds(self._archive.masters / sha256[:2], sha256)

    def _break(self, name: str, mark: Print, error: SohoaError, now_s: float) -> None:
        """A file that cannot even be copied."""
        try:
            self._put_broken(name, self._reason((Reason(error.code, dict(error.params)),)))
        except OSError as trouble:
            self._withhold(name, mark, now_s, trouble)

    def _put_broken(self, name: str, why: str) -> None:
        place = self._folder.put(name, BROKEN, why)
        self._tell("broken", {"name": name, "why": why, "place": str(place)})


def _holds(folder: Path, sha256: str) -> bool:
    """Whether the very bytes lie there: read again, not believed."""
    places = [path for path in folder.glob(f"{sha256}.*") if path.suffix != ".unfinished"]
    try:
        return any(sha256_of(path) == sha256 for path in places)
    except OSError:
        return False
