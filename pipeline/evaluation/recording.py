"""The readings of labelled scans: taken from the page ledger of an archive, made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import sha256_of
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed, NotFound, Param, ScanRejected
from pipeline.evaluation.labels import Label
from pipeline.jobs import failed_page, info_from_json, info_to_json, reading_digest
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, numbered
from pipeline.model.record import Record
from pipeline.model.scan import ScanInfo
from pipeline.rules import Rules
from pipeline.settings import FieldSettings, Settings
from pipeline.steps.documents import split_pages
from pipeline.steps.layout.running_heads import with_running_heads
from pipeline.steps.record import extract_record, settle_all

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recordings:
    """What was read of labelled scans."""

    pages: Mapping[str, tuple[OcrPage, ...]]
    """Label id → its pages in order, numbered as in the file."""
    scans: Mapping[str, Path]
    """Label id → the file, by its place on this machine."""
    left_out: Mapping[str, str]
    """Label id → why it could not be read (a message code, `left_out.<code>` in the catalogue)."""


class Recorder:
    """Reads what the ledger lacks in bounded children, which start when the first is needed."""

    def __init__(self, archive: ArchiveFolder, settings: Settings, workers: int) -> None:
        self._archive = archive
        self._settings = settings
        self._workers = workers
        self._digest = reading_digest(settings)
        self._hashes: dict[Path, str] = {}
        self._pool: ChildPool | None = None
        self._open = ExitStack()
        self._lock = threading.Lock()

    @property
    def workers(self) -> int:
        return self._workers

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def ledger(self, sha256: str) -> Ledger:
        return Ledger(self._archive, sha256, self._digest)

    def sha256(self, path: Path) -> str:
        """Raises: ScanRejected when the file cannot be read."""
        if path not in self._hashes:
            try:
                self._hashes[path] = sha256_of(path)
            except OSError as error:
                params: dict[str, Param] = {"name": path.name, "why": str(error.strerror)}
                raise ScanRejected("unreadable", params) from error
        return self._hashes[path]

    def inspect(self, path: Path) -> ScanInfo:
        """Raises: ScanRejected, EngineFailed."""
        arguments = {"path": str(path), "settings": self._settings.as_json()}
        return info_from_json(self.ask("inspect", arguments).result())

    def cut(self, path: Path, page: OcrPage, boxes: Sequence[Box]) -> Future[Json]:
        """Puts places on a page into the ledger; a failure is in the future."""
        arguments = self._of_ledger(path, self.sha256(path)) | {
            "number": page.number,
            "rotation": page.rotation_deg,
            "boxes": [[box.left, box.top, box.right, box.bottom] for box in boxes],
        }
        return self.ask("crop", arguments)

    def blanks(self, path: Path, page: OcrPage) -> Future[Json]:
        """What the digit reader sees on a page; a failure is in the future."""
        return self.ask(
            "blanks", self._of_ledger(path, self.sha256(path)) | {"number": page.number}
        )

    def ask(self, job: str, arguments: Mapping[str, Any]) -> Future[Json]:
        """Raises: ArchiveBusy, ArchiveUnusable when the archive cannot be written."""
        timeout_s = self._settings.limits.page_seconds
        return self._children().submit(job, arguments, timeout_s)

    def read(self, path: Path, sha256: str, info: ScanInfo, numbers: Sequence[int]) -> bool:
        """Reads pages into the ledger; True when one is secret: then nothing of it is kept.

        Raises:
            ArchiveBusy, ArchiveUnusable.
        """
        ledger = self.ledger(sha256)
        common = self._of_ledger(path, sha256) | {"info": info_to_json(info)}
        waiting = {number: self.ask("read", common | {"number": number}) for number in numbers}
        secret = False
        for number, future in waiting.items():
            try:
                secret |= future.result()["secret"] is not None
            except (EngineFailed, ScanRejected) as error:
                if error.code == "interrupted":
                    raise
                ledger.write(failed_page(number, error.code))
        if secret:
            ledger.drop()
        return secret

    def _of_ledger(self, path: Path, sha256: str) -> Json:
        return {
            "path": str(path),
            "settings": self._settings.as_json(),
            "archive": str(self._archive.root),
            "sha256": sha256,
            "digest": self._digest,
        }

    def _children(self) -> ChildPool:
        with self._lock:
            if self._pool is None:
                self._open.enter_context(self._archive.writing())
                limits = self._settings.limits
                written = 2 * limits.max_bytes
                bounds = ChildLimits(limits.worker_bytes, written, self._archive.temporary)
                pool = ChildPool("pipeline.jobs", self._workers, bounds)
                self._pool = self._open.enter_context(closing(pool))
            return self._pool


def record_scans(
    labels: Sequence[Label],
    scans: Path,
    recorder: Recorder,
    page_read: Callable[[int], None] = lambda _: None,
) -> Recordings:
    """The pages of every label's scan; `page_read` is told how many more are there.

    Raises:
        ArchiveBusy, ArchiveUnusable: a page had to be read and the archive cannot take it.
    """
    files = {label.id: path for label in labels if (path := scan_of(label, scans)) is not None}
    left_out = {label.id: "no_scan" for label in labels if label.id not in files}
    pages: dict[str, tuple[OcrPage, ...]] = {}
    threads = ThreadPoolExecutor(recorder.workers + 1, thread_name_prefix="recording")
    try:
        begun = {
            label.id: threads.submit(recorded_pages, label, files[label.id], recorder)
            for label in labels
            if label.id in files
        }
        for name, future in begun.items():
            try:
                pages[name] = future.result()
            except (ScanRejected, EngineFailed) as error:
                left_out[name] = error.code
                continue
            page_read(len(pages[name]))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
    return Recordings(pages, files, left_out)


def read_records(
    recordings: Recordings, rules: Rules, settings: FieldSettings
) -> dict[str, Record]:
    """Label id → the record that these rules make of its pages and of what the others say."""
    alone = read_alone(recordings, rules, settings)
    return dict(zip(alone, settle_all(tuple(alone.values()), settings), strict=True))


def read_alone(recordings: Recordings, rules: Rules, settings: FieldSettings) -> dict[str, Record]:
    """Label id → the record that these rules make of its pages, whatever the others say."""
    return {
        name: extract_record(first_document(pages, rules), rules, settings)
        for name, pages in recordings.pages.items()
    }


def first_document(pages: Sequence[OcrPage], rules: Rules) -> tuple[OcrPage, ...]:
    """The pages of the first of the documents that a file is split into, counted from 1."""
    part = split_pages(pages, rules).parts[0]
    own = [page for page in pages if part.first <= page.number <= part.last]
    return numbered(with_running_heads(own))


def scan_of(label: Label, scans: Path) -> Path | None:
    """The file of a label: under the folder of the scans by its path, or by its name alone."""
    tried = (scans / label.file, scans / Path(label.file).name)
    return next((path for path in tried if path.is_file()), None)


def recorded_pages(label: Label, path: Path, recorder: Recorder) -> tuple[OcrPage, ...]:
    """The pages of one document, from the ledger; those that it lacks are read into it.

    Raises:
        ScanRejected: "secret" when a page has the stamp, "other_bytes" when this is not the
            file that was labelled; and as `inspect_scan`.
        EngineFailed: the file cannot be looked into.
    """
    name: dict[str, Param] = {"name": path.name}
    sha256 = recorder.sha256(path)
    if label.sha256 not in (None, sha256):
        raise ScanRejected("other_bytes", name)
    info: ScanInfo | None = None
    count = label.pages
    if count is None:
        info = recorder.inspect(path)
        count = info.page_count
    known = _known(recorder.ledger(sha256), count)
    if len(known) < count:
        info = info or recorder.inspect(path)
        lacking = [n for n in range(1, info.page_count + 1) if n not in known]
        if recorder.read(path, sha256, info, lacking):
            raise ScanRejected("secret", name)
        ledger = recorder.ledger(sha256)
        known |= {number: ledger.read(number) for number in lacking}
    last = label.last_page or len(known)
    return tuple(known[number] for number in range(label.first_page, last + 1) if number in known)


def _known(ledger: Ledger, count: int) -> dict[int, OcrPage]:
    """Pages that were read; one that failed is read again."""
    known = {}
    for number in range(1, count + 1):
        try:
            page = ledger.read(number)
        except NotFound:
            continue
        if page.failure is None:
            known[number] = page
    return known
