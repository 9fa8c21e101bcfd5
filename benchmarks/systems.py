"""The three that read the same pages: bare Tesseract, OCRmyPDF and sohoa."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks.pages import blank_batch, picture_command
from benchmarks.process import SOHOA, Cost, Words, must, run


@dataclass(slots=True)
class Reading:
    """One system's pass over the pages."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    failed: list[str] = field(default_factory=list)
    """Pages on which the program reported failure; what text it left counts all the same."""

    def add(self, cost: Cost) -> None:
        self.cpu_s += cost.cpu_s
        self.wall_s += cost.wall_s


class System(Protocol):
    name: str
    how: str

    def read(self, texts: Path) -> Reading:
        """Reads every page and leaves its text in `texts`/<page>.txt."""

    def start_s(self) -> float:
        """Processor seconds that all pages together pay for starting, as blank pages tell."""


class BareTesseract:
    """poppler takes or draws the page's picture, Tesseract reads it; a run of each a page."""

    name = "bare Tesseract"
    how = "pdfimages -j -png or pdftoppm -gray; tesseract PICTURE - -l vie"

    def __init__(self, pages: list[Path], scratch: Path) -> None:
        self._pages = pages
        self._folder = scratch / "pictures"
        self._pictures_s = 0.0

    def read(self, texts: Path) -> Reading:
        reading = Reading()
        self._folder.mkdir(exist_ok=True)
        self._pictures_s = 0.0
        for page in self._pages:
            made = must(picture_command(page, self._folder))
            self._pictures_s += made.cost.cpu_s
            reading.add(made.cost)
            (picture,) = self._folder.glob(f"{page.stem}-*")
            done = must(["tesseract", picture, "-", "-l", "vie"])
            reading.add(done.cost)
            (texts / f"{page.stem}.txt").write_text(done.output, encoding="utf-8")
            picture.unlink()
        return reading

    def start_s(self) -> float:
        return self._pictures_s


class OcrMyPdf:
    """A run a page, as each page is a document of its own.

    --mode force reads pages with an old text layer too and makes PDF/A of every page without
    Ghostscript; redo costs the same and fails where annotations or old fonts stay in the file.
    Without --invalidate-digital-signatures it refuses signed pages, which is right of it.
    """

    name = "OCRmyPDF"
    flags = (
        *("-l", "vie", "--output-type", "pdfa-2", "--pdfa-backend", "internal"),
        *("--mode", "force", "--jobs", "1", "--invalidate-digital-signatures"),
    )
    how = f"ocrmypdf {' '.join(flags)} --sidecar TEXT"

    def __init__(self, program: Path, pages: list[Path], scratch: Path) -> None:
        self._program = program
        self._pages = pages
        self._scratch = scratch
        self.version = must([program, "--version"]).output.strip()

    def read(self, texts: Path) -> Reading:
        reading = Reading()
        for page in self._pages:
            done = run(self._command(page, "--sidecar", texts / f"{page.stem}.txt"))
            reading.add(done.cost)
            if done.code != 0:
                reading.failed.append(f"{page.stem}: exit {done.code}")
        return reading

    def start_s(self) -> float:
        (blank,) = blank_batch(self._scratch / "blank").iterdir()
        return len(self._pages) * must(self._command(blank, "--ocr-engine", "none")).cost.cpu_s

    def _command(self, page: Path, *more: str | Path) -> Words:
        return [self._program, *self.flags, *more, page, self._scratch / "ocrmypdf.pdf"]


class Sohoa:
    """All pages as one batch of one worker, as documents come in use."""

    name = "sohoa"
    how = "sohoa digitize FOLDER --workers 1; its text from sohoa text"

    def __init__(self, pages: list[Path], scratch: Path) -> None:
        self._folder = pages[0].parent
        self._scratch = scratch

    def read(self, texts: Path) -> Reading:
        reading = Reading()
        archive = self._scratch / "archive"
        done = must(self._batch(self._folder, archive))
        reading.add(done.cost)
        records = must([*SOHOA, "records", "--json", "--archive", archive]).output
        by_name = {
            Path(record["source_name"]).stem: record["document_id"]
            for record in reversed([json.loads(line) for line in records.splitlines()])
        }
        for page in sorted(self._folder.glob("*.pdf")):
            if page.stem not in by_name:
                reading.failed.append(f"{page.stem}: no document")
                continue
            command = [*SOHOA, "text", by_name[page.stem], "--archive", archive]
            text = must(command).output
            (texts / f"{page.stem}.txt").write_text(text, encoding="utf-8")
        shutil.rmtree(archive)
        return reading

    def start_s(self) -> float:
        one, nine = (self._blank_s(count) for count in (1, 9))
        return without_one(one, nine, 9)

    def _blank_s(self, count: int) -> float:
        archive = self._scratch / "start-archive"
        folder = blank_batch(self._scratch / f"blank-{count}", count)
        done = must(self._batch(folder, archive))
        shutil.rmtree(archive)
        return done.cost.cpu_s

    def _batch(self, folder: Path, archive: Path) -> Words:
        return [*SOHOA, "digitize", folder, "--archive", archive, "--workers", "1", "--json"]


def without_one(one: float, many: float, count: int) -> float:
    """What a batch costs before its first document, from a batch of one and a batch of `count`."""
    return one - (many - one) / (count - 1)
