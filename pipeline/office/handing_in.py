"""Files handed in at the workbench: where they lie, and what is entered when they are digitised."""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.folder import PRIVATE, ArchiveFolder, usable
from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.match_rules import default_matching
from pipeline.model.account import Account
from pipeline.office.arriving import Coming, arrive_inputs
from pipeline.office.eyes import Sheets
from pipeline.office.people import asker_for
from pipeline.office.reconciling import Reconciler
from pipeline.office.refusing import lacking_in
from pipeline.office.registry import registry_for
from pipeline.register.intake_jobs import Job, JobState
from pipeline.register.store import Register
from pipeline.settings import Settings

MOST_FILES = 5_000
_LONGEST_NAME = 180
"""Bytes in UTF-8, so that a number fits behind it."""
_SETTLED_S = 10.0
"""A file of the scan folder that changed later than so long ago may still be written."""


class Upload:
    """One file on its way in: written aside, and there only when it is whole."""

    def __init__(self, archive: ArchiveFolder, job: Job, name: str, most_bytes: int) -> None:
        """Raises: NotAllowed: the job takes no more files. ArchiveUnusable."""
        if job.state is not JobState.OPEN:
            raise NotAllowed("intake_closed", {"name": job.asked.name})
        self._archive = archive
        self._job = job
        self._folder = archive.uploads / str(job.id)
        self._name = plain_name(name)
        self._most = most_bytes
        self._sha = hashlib.sha256()
        self.bytes = 0
        with usable(archive.root):
            for folder in (archive.uploads, self._folder):
                folder.mkdir(exist_ok=True)
                folder.chmod(PRIVATE)
            if sum(1 for _ in self._folder.iterdir()) >= MOST_FILES:
                raise NotAllowed("intake_full", {"most": MOST_FILES})
            self._aside = archive.uploads / f".{job.id}-{os.urandom(8).hex()}.part"
            self._file: BinaryIO = self._aside.open("xb")

    def write(self, data: bytes) -> None:
        """Raises: NotAllowed when it is too large; ArchiveUnusable."""
        self.bytes += len(data)
        if self.bytes > self._most:
            raise NotAllowed("intake_too_large", {"name": self._name, "limit": self._most})
        with usable(self._archive.root):
            self._file.write(data)
        self._sha.update(data)

    def keep(self, still_open: Callable[[], bool]) -> tuple[str, str]:
        """Name and SHA-256 of the file, which is there from now on.

        Raises:
            NotAllowed: the job was begun or dropped meanwhile (`still_open`), and would leave it.
            ArchiveUnusable.
        """
        with usable(self._archive.root):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        if not still_open():
            raise NotAllowed("intake_closed", {"name": self._job.asked.name})
        with usable(self._archive.root):
            place = _reserved(self._folder, self._name)
            os.replace(self._aside, place)
        return place.name, self._sha.hexdigest()

    def drop(self) -> None:
        """Of what did not come whole nothing stays; after `keep` nothing is to be done."""
        self._file.close()
        self._aside.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and leading dots; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip().lstrip(".")
    stem, dot, suffix = shown.rpartition(".")
    if not dot:
        stem, suffix = shown, ""
    room = _LONGEST_NAME - len((dot + suffix).encode()[:_LONGEST_NAME])
    cut = stem.encode()[:room].decode("utf-8", "ignore")
    return (cut + dot + suffix if room > 0 else shown[:40]) or "tep"


def put_away(archive: ArchiveFolder, job: Job) -> None:
    """Removes what was handed in for a job that is dropped. Raises: ArchiveUnusable."""
    with usable(archive.root), suppress(FileNotFoundError):
        shutil.rmtree(archive.uploads / str(job.id))


def handed_in(archive: ArchiveFolder, job: Job) -> tuple[str, ...]:
    """The files that are there already."""
    folder = archive.uploads / str(job.id)
    return tuple(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else ()


def lying_there(folder: Path, now_s: float) -> tuple[tuple[str, int, bool], ...]:
    """Files of the scan folder: name, bytes, and whether nobody writes to them any more.

    Raises:
        SettingsInvalid: it cannot be read.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsInvalid("scan_folder", {"folder": str(folder), "why": why}) from error
    found = []
    for entry in entries[:MOST_FILES]:
        if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
            continue
        stat = entry.stat(follow_symlinks=False)
        found.append((entry.name, stat.st_size, now_s - stat.st_mtime > _SETTLED_S))
    return tuple(found)


def enter_job(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    account: Account,
    job: Job,
    now: Callable[[], datetime],
) -> int:
    """Enters what was made of a job into the register that it names; how many were new.

    Raises:
        NotFound, NotAllowed: whoever handed it in may not, or there is no such register.
    """
    if not job.asked.book:
        return 0
    with closing(Sheets(archive, register, settings)) as eyes:
        matcher = Reconciler(register, archive, default_matching(), eyes)
        seen_by = asker_for(settings, account.person)
        desk = registry_for(register, settings, seen_by, now, matcher)
        coming = Coming(seen_by.book(job.asked.book), now(), lacking=lacking_in(desk, archive))
        batch = register.intake.batch(job.asked.name)
        arrivals = arrive_inputs(desk, coming, register.inputs(batch))
        return sum(arrival.new for arrival in arrivals)


def entering(
    archive: ArchiveFolder, register: Register, settings: Settings, now: Callable[[], datetime]
) -> Callable[[Job], None]:
    """What enters a job's documents into its register, if it names one, as who handed it in."""

    def ended(job: Job) -> None:
        if job.asked.book:
            account = register.accounts.named(job.asked.who).account
            enter_job(archive, register, settings, account, job, now)

    return ended


def _reserved(folder: Path, name: str) -> Path:
    """A place that no other file has, taken at once: name.pdf, name (2).pdf, …"""
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f".{suffix}") if dot else (name, "")
    place, number = folder / name, 2
    while True:
        try:
            place.open("xb").close()
        except FileExistsError:
            place = folder / f"{stem} ({number}){suffix}"
            number += 1
        else:
            return place
