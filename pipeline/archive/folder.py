"""Where everything in an archive folder is, who may write to it, and how a file gets there."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ArchiveBusy, ArchiveUnusable

PRIVATE = 0o700
AMEND_WAIT_S = 10.0
"""Changes under the finer locks take a second or two."""
_LOOK_S = 0.01
REGISTERS = ("sohoa.db", "register.id")
"""Every archive has one of these."""


class ArchiveFolder:
    """The layout:

    incoming/<sha256>                     not yet past the secrecy gate, mode 0700
    masters/ab/<sha256>.<ext>             read-only
    pages/ab/<sha256>/<digest>/0001.json  the page ledger
    documents/ab/<id>/<id>.pdf, .alto.xml
    quarantine/<sha256>.<ext>             mode 0700
    messages/ab/<sha256>.edxml, .eml      mode 0700, and messages/files/: what they brought
    uploads/<job>/<name>                  mode 0700: handed in at the workbench, not digitised yet
    sohoa.db or register.id, index/, logs/, tmp/, amending/
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def incoming(self) -> Path:
        return self.root / "incoming"

    @property
    def masters(self) -> Path:
        return self.root / "masters"

    @property
    def pages(self) -> Path:
        return self.root / "pages"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    @property
    def messages(self) -> Path:
        return self.root / "messages"

    @property
    def uploads(self) -> Path:
        """What was handed in at the workbench and is not digitised yet, a folder a job."""
        return self.root / "uploads"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def log(self) -> Path:
        return self.root / "logs" / "sohoa.log"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def amended(self) -> Path:
        """What `amending` makes lies here, where no batch sweeps."""
        return self.root / "amending"

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    def document(self, document_id: str) -> Path:
        """The folder of one document's archival files."""
        return self.documents / document_id[:2] / document_id

    def exists(self) -> bool:
        """Its register is a file of it, or on a server: then it keeps the id of that."""
        return any((self.root / name).is_file() for name in REGISTERS)

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def prepare(self) -> None:
        """Makes the folders. Raises: ArchiveUnusable."""
        with usable(self.root):
            for folder in (self.masters, self.pages, self.temporary, self.log.parent):
                folder.mkdir(parents=True, exist_ok=True)
            # What lies here may turn out to be secret at a later page.
            for folder in (self.quarantine, self.incoming, self.pages, self.temporary):
                folder.mkdir(exist_ok=True)
                folder.chmod(PRIVATE)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the archive for one writing process and removes what a killed one left.

        Raises:
            ArchiveBusy: another process holds it.
            ArchiveUnusable: the folder cannot be written.
        """
        self.prepare()
        with self._locked(".lock", wait_s=0.0):
            self._sweep(self.temporary)
            try:
                yield
            finally:
                self._sweep(self.temporary)

    @contextmanager
    def amending(self, wait_s: float = AMEND_WAIT_S) -> Iterator[Path]:
        """Holds the archival files of documents that are there, beside whoever is `writing`.

        For a moment: whoever changes such files, or takes them away, waits for the others. Who
        also writes, holds `writing` first. Gives the folder for what is being made.

        Raises:
            ArchiveBusy: another process held them all the time.
            ArchiveUnusable: the folder cannot be written.
        """
        with usable(self.root):
            self.amended.mkdir(exist_ok=True)
            self.amended.chmod(PRIVATE)
        with self._locked(".lock-files", wait_s):
            self._sweep(self.amended)
            try:
                yield self.amended
            finally:
                self._sweep(self.amended)

    @contextmanager
    def indexing(self, wait_s: float = AMEND_WAIT_S) -> Iterator[None]:
        """Holds the index for one process that brings it up to the register, for a moment.

        Raises: as `amending`.
        """
        with self._locked(".lock-index", wait_s):
            yield

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Holds a lock file for as long as one process does a work that needs no other lock.

        Raises: ArchiveBusy, ArchiveUnusable.
        """
        with self._locked(name, wait_s=0.0):
            yield

    @contextmanager
    def _locked(self, name: str, wait_s: float) -> Iterator[None]:
        with usable(self.root):
            descriptor = os.open(self.root / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + wait_s
        try:
            while not _lock(descriptor):
                if time.monotonic() >= until:
                    raise ArchiveBusy("archive_busy", {"archive": str(self.root)})
                time.sleep(_LOOK_S)
            yield
        finally:
            os.close(descriptor)

    def check_space(self, least_bytes: int) -> None:
        """Raises: ArchiveUnusable, "no_space", when the disk has less than `least_bytes` free.

        On a disk that is just full an engine's output may be cut off without a word, so it is
        looked for before work is begun and whenever an engine failed.
        """
        with usable(self.root):
            free = shutil.disk_usage(self.root).free
        if free < least_bytes:
            why = f"{free / 1e6:.0f} MB < {least_bytes / 1e6:.0f} MB"
            raise ArchiveUnusable("no_space", {"archive": str(self.root), "why": why})

    def put(self, made: Path, place: Path, mode: int = 0o644) -> None:
        """Moves a finished file from elsewhere in the archive to its place, whole or not at all."""
        with usable(self.root):
            if not place.parent.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                flush(place.parent.parent)
            flush(made)
            made.chmod(mode)
            os.replace(made, place)
            flush(place.parent)

    def write(self, place: Path, data: bytes, mode: int = 0o644) -> None:
        """Writes a file to its place, whole or not at all."""
        made = self.temporary / f"{os.getpid()}-{place.parent.name}-{place.name}"
        with usable(self.root):
            made.write_bytes(data)
        self.put(made, place, mode)

    def _sweep(self, folder: Path) -> None:
        with usable(self.root):
            for left in folder.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def flush(path: Path) -> None:
    """Waits until a file or a folder's entries are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def usable(place: Path) -> Iterator[None]:
    """Turns what the operating system refuses into ArchiveUnusable: "no_space" or "no_access"."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = "no_space" if full else "no_access"
        raise ArchiveUnusable(
            code, {"archive": str(place), "why": error.strerror or str(error)}
        ) from error
