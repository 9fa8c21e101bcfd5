"""A watcher between its steps: what it knows on the disk is what it goes on with."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import ArchiveBusy
from pipeline.model.access import Access
from pipeline.office.handing_in import handed_in
from pipeline.office.watch_folder import BROKEN, Print, Waits, WatchFolder
from pipeline.office.watch_journal import WatchJournal
from pipeline.office.watching import Orders, Place, Watcher
from pipeline.register.intake_jobs import Job, JobState, NewJob
from pipeline.register.store import Register, open_register

SAMPLES = Path("samples/files")
PNG, JPG = SAMPLES / "06-to-trinh.png", SAMPLES / "03-thong-bao.jpg"
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
RETRY_S = 60.0


class Hall:
    """A folder, an archive, and watchers that come and go."""

    def __init__(self, base: Path, register: Register) -> None:
        self.archive, self.register = ArchiveFolder(base / "archive"), register
        self.scans = base / "scans"
        self.scans.mkdir()
        self.now = NOON
        self.seconds = 0.0
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        self.folder = WatchFolder(self.scans, Waits(1, 100))

    @contextmanager
    def watcher(self, most_bytes: int = 10**8, *, moves: bool = True) -> Iterator[Watcher]:
        journal = WatchJournal(self.archive, self.scans)
        with journal.held():
            place = Place(self.archive, self.register, self.folder, journal, lambda: self.now)
            asked = NewJob("scans", "lan", access=Access.OPEN)
            orders = Orders(asked, moves, most_bytes, RETRY_S)
            watcher = Watcher(
                place, orders, lambda *said: self.told.append(said), lambda _: None, str
            )
            watcher.recover()
            yield watcher

    def step(self, watcher: Watcher, seconds: float = 2.0) -> bool:
        """Twice, so that what lies there is settled."""
        watcher.step(self.seconds)
        self.seconds += seconds
        return watcher.step(self.seconds)

    def jobs(self) -> dict[str, tuple[Job, tuple[str, ...]]]:
        jobs = self.register.intake.jobs(*JobState)
        return {job.asked.name: (job, handed_in(self.archive, job)) for job in jobs}

    def said(self) -> list[str]:
        return [what for what, _ in self.told]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    ArchiveFolder(tmp_path / "archive").prepare()
    with open_register(tmp_path / "archive") as register:
        yield Hall(tmp_path, register)


def test_what_is_there_is_one_batch_and_taken_once(hall: Hall) -> None:
    shutil.copy(PNG, hall.scans)
    shutil.copy(JPG, hall.scans)
    with hall.watcher() as watcher:
        assert hall.step(watcher)
        hall.step(watcher)
    with hall.watcher() as watcher:
        hall.step(watcher)
    ((name, (job, files)),) = hall.jobs().items()
    assert name == "scans 2026-11-24 1200"
    assert job.state is JobState.WAITING
    assert job.asked.access is Access.OPEN
    assert files == (JPG.name, PNG.name)
    kept = hall.archive.uploads / str(job.id) / PNG.name
    assert kept.read_bytes() == PNG.read_bytes()
    assert hall.said() == ["taken"]


def test_what_comes_meanwhile_is_the_next_batch(hall: Hall) -> None:
    shutil.copy(PNG, hall.scans)
    with hall.watcher() as watcher:
        hall.step(watcher)
        shutil.copy(JPG, hall.scans)
        hall.step(watcher)
        assert len(hall.jobs()) == 1
        ((job, _),) = hall.jobs().values()
        assert hall.register.intake.begin(job.id)
        hall.register.intake.end(job.id, JobState.DONE, NOON)
        # The clock was set back.
        hall.now = NOON - timedelta(hours=1)
        hall.step(watcher)
        assert [files for _, files in hall.jobs().values()][1:] == [(JPG.name,)]


def test_a_clock_set_back_names_no_two_batches_alike(hall: Hall) -> None:
    for number in (1, 2, 3):
        hall.register.intake.add(NewJob(f"scans 2026-11-24 1200{_behind(number)}", "lan"), NOON)
    shutil.copy(PNG, hall.scans)
    with hall.watcher() as watcher:
        hall.step(watcher)
    assert "scans 2026-11-24 1200-4" in hall.jobs()


def _behind(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def test_ended_between_copying_and_noting_a_file_is_taken_once(hall: Hall) -> None:
    shutil.copy(PNG, hall.scans)
    shutil.copy(JPG, hall.scans)
    with hall.watcher() as watcher:
        noted = watcher._journal.take

        def dies(taken: Any) -> None:
            if taken.name == PNG.name:
                raise KeyboardInterrupt
            noted(taken)

        watcher._journal.take = dies  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            hall.step(watcher)
    ((before, left),) = hall.jobs().values()
    assert (before.state, left) == (JobState.OPEN, (JPG.name, PNG.name))
    with hall.watcher() as watcher:
        ((job, files),) = hall.jobs().values()
        assert (job.state, files) == (JobState.WAITING, (JPG.name,))
        hall.register.intake.begin(job.id)
        hall.register.intake.end(job.id, JobState.DONE, NOON)
        hall.step(watcher)
        hall.step(watcher)
    assert [files for _, files in hall.jobs().values()] == [(), (PNG.name,)]


def test_ended_before_anything_was_copied_nothing_is_left(hall: Hall) -> None:
    journal = WatchJournal(hall.archive, hall.scans)
    with journal.held():
        journal.begin("without a job")
        journal.begin("scans")
        hall.register.intake.add(NewJob("scans", "lan"), NOON)
    with hall.watcher() as watcher:
        watcher.step(0)
        assert hall.jobs() == {}
    with journal.held():
        assert journal.batches == []


def test_a_line_that_a_full_disk_cut_off_costs_only_itself(hall: Hall) -> None:
    journal = WatchJournal(hall.archive, hall.scans)
    with journal.held():
        journal.begin("one")
    (path,) = (hall.archive.root / "watch").glob("*.jsonl")
    with path.open("a", encoding="ascii") as file:
        file.write('\n{"begin": "tw')
    with journal.held():
        assert journal.batches == ["one"]
        journal.begin("three")
    with path.open("a", encoding="ascii") as file:
        file.write('\n{"end": "on')
    again = WatchJournal(hall.archive, hall.scans)
    with again.held():
        again.begin("four")
        assert again.batches == ["one", "three", "four"]
    with journal.held():
        assert journal.batches == ["one", "three", "four"]


class Growing(WatchFolder):
    """Somebody writes to a file while it is read, the first time."""

    grown = False

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[BinaryIO, Callable[[], Print]]]:
        with super().opened(name) as opened:
            if not self.grown:
                self.grown = True
                with (self.root / name).open("ab") as file:
                    file.write(b"more")
            yield opened


def test_one_that_grows_while_it_is_copied_is_copied_anew(hall: Hall) -> None:
    hall.folder = Growing(hall.scans, Waits(1, 100))
    shutil.copy(PNG, hall.scans)
    with hall.watcher() as watcher:
        assert not hall.step(watcher)
        assert hall.jobs() == {}
        hall.step(watcher)
    ((job, files),) = hall.jobs().values()
    assert files == (PNG.name,)
    kept = hall.archive.uploads / str(job.id) / PNG.name
    assert kept.read_bytes() == PNG.read_bytes() + b"more"


class Held(WatchFolder):
    """Nobody may read what lies there."""

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[BinaryIO, Callable[[], Print]]]:
        if self.root.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
        with super().opened(name) as opened:
            yield opened


def test_one_that_nobody_may_read_is_told_once_and_tried_again(hall: Hall) -> None:
    hall.folder = Held(hall.scans, Waits(1, 100))
    shutil.copy(PNG, hall.scans)
    with hall.watcher() as watcher:
        for _ in range(5):
            assert not hall.step(watcher)
        assert hall.told == [("unreadable", {"name": PNG.name, "why": "Permission denied"})]
        assert hall.jobs() == {}
        watcher._folder = WatchFolder(hall.scans, Waits(1, 100))
        hall.seconds += RETRY_S
        assert hall.step(watcher)


def test_one_that_is_too_large_is_put_away_with_the_reason(hall: Hall) -> None:
    shutil.copy(PNG, hall.scans)
    with hall.watcher(most_bytes=1_000) as watcher:
        assert not hall.step(watcher)
    assert hall.jobs() == {}
    assert (hall.scans / BROKEN / PNG.name).read_bytes() == PNG.read_bytes()
    assert "intake_too_large" in (hall.scans / BROKEN / f"{PNG.name}.ly-do.txt").read_text()


def test_a_batch_that_the_archive_failed_is_begun_again_after_a_while(hall: Hall) -> None:
    shutil.copy(PNG, hall.scans)
    with hall.watcher() as watcher:
        hall.step(watcher)
        ((job, _),) = hall.jobs().values()
        hall.register.intake.begin(job.id)
        hall.register.intake.end(job.id, JobState.FAILED, NOON, ("archive_full", {}))
        hall.step(watcher)
        assert hall.said() == ["taken", "failed"]
        assert hall.register.intake.job(job.id).state is JobState.FAILED
        hall.step(watcher, RETRY_S)
        assert hall.register.intake.job(job.id).state is JobState.WAITING


def test_one_folder_has_one_watcher_in_an_archive(hall: Hall) -> None:
    link = hall.scans.with_name("link")
    link.symlink_to(hall.scans)
    again = WatchJournal(hall.archive, link)
    with hall.watcher(), pytest.raises(ArchiveBusy, match="watched_already"), again.held():
        pass
