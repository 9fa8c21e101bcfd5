"""Cost and accuracy of reading: sohoa beside bare Tesseract and OCRmyPDF on the same real pages."""

from __future__ import annotations

import re
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.options import NotMeasured, Options
from benchmarks.pages import first_pages
from benchmarks.process import must
from benchmarks.report import Part, ratio, spread, table, target
from benchmarks.systems import BareTesseract, OcrMyPdf, Sohoa, System

TARGET_S = 0.4
HEADER = (
    "a page", "CPU s", "of it start", "CPU s w/o start", "× bare", "w/o start × bare",
    "over bare", "wall s", "spread %", "CER %", "median page %", "no tones %",
)  # fmt: skip
START = (
    "start: paid once a batch by sohoa (a batch of one blank page less what a further one costs), "
    "once a page by OCRmyPDF (a blank page with --ocr-engine none); "
    "of bare Tesseract: making the page's picture"
)
_SUMMARY = re.compile(r"pages \d+ CER ([\d.]+)% median page ([\d.]+)% without diacritics ([\d.]+)%")


@dataclass(slots=True)
class Figures:
    """What the rounds found about one system; processor seconds over all pages."""

    cpu_s: list[float] = field(default_factory=list)
    wall_s: list[float] = field(default_factory=list)
    start_s: list[float] = field(default_factory=list)
    cer: tuple[float, float, float] = (0.0, 0.0, 0.0)
    failed: list[str] = field(default_factory=list)

    def a_page(self, pages: int) -> dict[str, Any]:
        """Medians of the rounds, per page."""
        total = statistics.median(self.cpu_s) / pages
        start = statistics.median(self.start_s) / pages
        return {
            "cpu_s": total,
            "start_s": start,
            "cpu_s_without_start": total - start,
            "wall_s": statistics.median(self.wall_s) / pages,
            "spread": spread(self.cpu_s),
            "cer": self.cer[0],
            "cer_median_page": self.cer[1],
            "cer_without_diacritics": self.cer[2],
            "failed": self.failed,
            "rounds_cpu_s": [seconds / pages for seconds in self.cpu_s],
        }


def measure(options: Options) -> Part:
    """Every system reads every page in every round; the order turns round each time."""
    transcripts = sorted(options.of_scans("transcripts").glob("*.txt"))[: options.pages]
    scorer = options.scorer("score_text.py")
    scratch = options.folder("reading")
    names = [path.stem for path in transcripts]
    pages = first_pages(names, options.of_scans("files"), scratch / "pages")
    truth = scratch / "transcripts"
    truth.mkdir()
    for path in transcripts:
        shutil.copy(path, truth)
    systems, notes = _systems(options, pages, scratch)
    found = {system.name: Figures() for system in systems}
    for number in range(options.rounds):
        for system in systems if number % 2 == 0 else systems[::-1]:
            texts = scratch / "texts" / system.name
            shutil.rmtree(texts, ignore_errors=True)
            texts.mkdir(parents=True)
            figures = found[system.name]
            reading = system.read(texts)
            figures.cpu_s.append(reading.cpu_s)
            figures.wall_s.append(reading.wall_s)
            figures.start_s.append(system.start_s())
            figures.failed = reading.failed
            figures.cer = cer(scorer, truth, texts)
    per_page = {name: figures.a_page(len(pages)) for name, figures in found.items()}
    return _part(per_page, notes, len(pages), options)


def cer(scorer: Path, truth: Path, texts: Path) -> tuple[float, float, float]:
    """Characters wrong over all pages, on the median page, and without diacritics, in per cent."""
    return summary(must([sys.executable, scorer, truth, texts]).output)


def summary(output: str) -> tuple[float, float, float]:
    """The last line of score_text.py. Raises: NotMeasured when it is not there."""
    match = _SUMMARY.search(output)
    if match is None:
        raise NotMeasured(f"score_text.py said: {output[-300:]}")
    total, median, folded = (float(value) for value in match.groups())
    return total, median, folded


def _systems(options: Options, pages: list[Path], scratch: Path) -> tuple[list[System], list[str]]:
    bare, sohoa = BareTesseract(pages, scratch), Sohoa(pages, scratch)
    version = must(["tesseract", "--version"]).output.split("\n")[0]
    notes = [f"{bare.name}: {bare.how} ({version})"]
    if not options.ocrmypdf.is_file():
        missing = f"OCRmyPDF: not measured, there is no {options.ocrmypdf} (make bench installs it)"
        return [bare, sohoa], [*notes, missing, f"{sohoa.name}: {sohoa.how}"]
    peer = OcrMyPdf(options.ocrmypdf, pages, scratch)
    notes += [f"{peer.name} {peer.version}: {peer.how}", f"{sohoa.name}: {sohoa.how}"]
    return [bare, peer, sohoa], notes


def _part(
    per_page: dict[str, dict[str, Any]], notes: list[str], pages: int, options: Options
) -> Part:
    bare, ours = per_page[BareTesseract.name], per_page[Sohoa.name]
    over = {
        "over_bare_s": ours["cpu_s"] - bare["cpu_s"],
        "over_bare_without_start_s": ours["cpu_s_without_start"] - bare["cpu_s"],
    }
    failed = [f"{name} failed: {what}" for name, row in per_page.items() for what in row["failed"]]
    verdict = (
        "sohoa over bare Tesseract, CPU s a page: "
        f"{over['over_bare_s']:.2f}, without its start {over['over_bare_without_start_s']:.2f}; "
        f"at most {TARGET_S}: {target(over['over_bare_s'] <= TARGET_S)}, "
        f"without its start {target(over['over_bare_without_start_s'] <= TARGET_S)}"
    )
    figures = {
        "pages": pages,
        "rounds": options.rounds,
        "systems": per_page,
        **over,
        "target_s": TARGET_S,
        "met": {kind: value <= TARGET_S for kind, value in over.items()},
    }
    title = f"reading: {pages} first pages of real scans, median of {options.rounds} rounds"
    lines = (*table(HEADER, _rows(per_page)), *failed, verdict, *notes, START)
    return Part(title, lines, figures)


def _rows(per_page: dict[str, dict[str, Any]]) -> list[tuple[object, ...]]:
    bare_s = per_page[BareTesseract.name]["cpu_s"]
    return [
        (
            name,
            row["cpu_s"],
            row["start_s"] or None,
            row["cpu_s_without_start"],
            ratio(row["cpu_s"], bare_s),
            ratio(row["cpu_s_without_start"], bare_s),
            row["cpu_s"] - bare_s,
            row["wall_s"],
            100 * row["spread"],
            row["cer"],
            row["cer_median_page"],
            row["cer_without_diacritics"],
        )
        for name, row in per_page.items()
    ]
