"""Who reads the pages: bare Tesseract, OCRmyPDF in two ways, TrueOCR, and sohoa."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pikepdf

from benchmarks.ocr_pages import Page
from benchmarks.ocr_process import Resident, run_watched
from benchmarks.options import NotMeasured
from benchmarks.process import Words, must, run
from pipeline.settings import Reading

BARE, SOHOA, TRUEOCR = "bare Tesseract", "sohoa", "TrueOCR"
STRAIGHT = "OCRmyPDF -d -r"
DESKEW: Words = ["--deskew", "--rotate-pages"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system made of a page."""

    text: str
    cpu_s: float
    wall_s: float
    failed: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    """Of sohoa: words as [text, left, top, right, bottom, confidence], size, turn and skew."""


class Peer(Protocol):
    name: str
    how: str
    start_cpu_s: float
    """Paid once by a system that stays; processor seconds."""
    peak_mb: float

    def read(self, page: Page) -> Answer: ...

    def read_all(self, pages: Sequence[Page], cores: int) -> float:
        """Seconds on the clock for all pages with so many cores, start included."""

    def close(self) -> None: ...


class BareTesseract:
    """A run a page on its picture."""

    name = BARE
    start_cpu_s = 0.0

    def __init__(self) -> None:
        self.how = f"tesseract PICTURE - -l vie ({_first_line('tesseract')})"
        self.peak_mb = 0.0

    def read(self, page: Page) -> Answer:
        done, peak = run_watched(["tesseract", page.picture, "-", "-l", "vie"])
        self.peak_mb = max(self.peak_mb, peak)
        failed = f"exit {done.code}" if done.code else ""
        return Answer(done.output, done.cost.cpu_s, done.cost.wall_s, failed)

    def read_all(self, pages: Sequence[Page], cores: int) -> float:
        started = time.perf_counter()
        with ThreadPoolExecutor(cores) as threads:
            list(
                threads.map(lambda page: run(["tesseract", page.picture, "-", "-l", "vie"]), pages)
            )
        return time.perf_counter() - started

    def close(self) -> None: ...


class OcrMyPdf:
    """A run a page, as each is a document; all pages as one document where the clock counts.

    It writes a plain PDF and optimises nothing, the least work that it can do. --mode force also
    reads pages with an old text layer; signed pages need --invalidate-digital-signatures.
    """

    start_cpu_s = 0.0
    flags: Words = [  # noqa: RUF012
        *("-l", "vie", "--output-type", "pdf", "--optimize", "0", "--mode", "force"),
        "--invalidate-digital-signatures",
    ]

    def __init__(self, program: Path, scratch: Path, name: str, more: Words) -> None:
        if not program.is_file():
            raise NotMeasured(f"{name}: there is no {program} (make bench-ocr installs it)")
        self.name = name
        self._command = [program, *self.flags, *more]
        self._scratch = scratch
        self.how = (
            f"{_first_line(program)}: ocrmypdf {' '.join(map(str, self._command[1:]))} --jobs 1"
        )
        self.peak_mb = 0.0

    def read(self, page: Page) -> Answer:
        text = self._scratch / f"{os.getpid()}.txt"
        text.unlink(missing_ok=True)
        target = self._scratch / "read.pdf"
        command = [*self._command, "--jobs", "1", "--sidecar", text, page.file, target]
        done, peak = run_watched(command)
        self.peak_mb = max(self.peak_mb, peak)
        read = text.read_text(encoding="utf-8") if text.exists() else ""
        failed = f"exit {done.code}" if done.code else ""
        return Answer(read, done.cost.cpu_s, done.cost.wall_s, failed)

    def read_all(self, pages: Sequence[Page], cores: int) -> float:
        source, target = self._scratch / "all.pdf", self._scratch / "all-read.pdf"
        with pikepdf.new() as whole:
            for page in pages:
                with pikepdf.open(page.file) as single:
                    whole.pages.extend(single.pages)
            whole.save(source)
        done = must([*self._command, "--jobs", str(cores), source, target])
        return done.cost.wall_s

    def close(self) -> None: ...


class Reader:
    """A system of `ocr_worker`: its models are loaded once and stay."""

    def __init__(self, name: str, how: str, wants: Callable[[Page], Path]) -> None:
        self.name = name
        self.how = how
        self._wants = wants
        self._resident = Resident(name)
        self.start_cpu_s = 0.0
        self.peak_mb = 0.0

    def read(self, page: Page) -> Answer:
        """A page that kills the reader is a failed page."""
        try:
            data = self._resident.read(self._wants(page))
        except RuntimeError as error:
            return Answer("", 0.0, 0.0, str(error))
        self.start_cpu_s = self._resident.start_cpu_s
        self.peak_mb = self._resident.peak_mb
        return Answer(
            data.pop("text"),
            data.pop("cpu_s"),
            data.pop("wall_s"),
            data.get("failure") or "",
            data,
        )

    def read_all(self, pages: Sequence[Page], cores: int) -> float:
        waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for page in pages:
            waiting.put(self._wants(page))
        started = time.perf_counter()
        with ThreadPoolExecutor(cores) as threads:
            for done in [threads.submit(self._work, waiting) for _ in range(cores)]:
                done.result()
        return time.perf_counter() - started

    def _work(self, waiting: queue.SimpleQueue[Path]) -> None:
        """One of several readers that share the pages. Raises: RuntimeError when it died."""
        resident = Resident(self.name)
        try:
            while True:
                resident.read(waiting.get_nowait())
        except queue.Empty:
            resident.close()

    def close(self) -> None:
        self._resident.close()


def qualities() -> tuple[str, ...]:
    """sohoa as it is set, and its other qualities where the settings know them."""
    known = "quality" in Reading.model_fields
    return (SOHOA, "sohoa fast", "sohoa careful") if known else (SOHOA,)


NAMES = (BARE, "OCRmyPDF", STRAIGHT, TRUEOCR, SOHOA, "sohoa fast", "sohoa careful")


def peers(names: Sequence[str], ocrmypdf: Path, scratch: Path) -> tuple[list[Peer], list[str]]:
    """Those of the names that can run here, and why the others cannot."""
    made: list[Peer] = []
    missing: list[str] = []
    for name in names:
        try:
            made.append(_peer(name, ocrmypdf, scratch))
        except NotMeasured as reason:
            missing.append(str(reason))
    return made, missing


def _peer(name: str, ocrmypdf: Path, scratch: Path) -> Peer:
    if name == BARE:
        return BareTesseract()
    if name in ("OCRmyPDF", STRAIGHT):
        return OcrMyPdf(ocrmypdf, scratch, name, DESKEW if name == STRAIGHT else [])
    if name == TRUEOCR:
        return Reader(name, "trueocr.load_model(threads=1).predict(PICTURE)", _picture)
    if name not in qualities():
        raise NotMeasured(f"{name}: the settings have no reading.quality")
    quality = name.removeprefix(SOHOA).strip()
    how = f"reading.quality {quality}" if quality else "the default settings"
    return Reader(name, f"pipeline.read_page.read_page(FILE) with {how}", _file)


def _picture(page: Page) -> Path:
    return page.picture


def _file(page: Page) -> Path:
    return page.file


def _first_line(program: str | Path) -> str:
    return must([program, "--version"]).output.split("\n")[0]
