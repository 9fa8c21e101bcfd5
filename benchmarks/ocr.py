"""`python -m benchmarks ocr`: how well and at what cost pages are read, beside the peers.

`python -m benchmarks ocr-check` compares a fixed smaller selection with the committed baseline.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ocr_check
from benchmarks.ocr_damage import CONDITIONS
from benchmarks.ocr_html import html
from benchmarks.ocr_pages import REAL, Page, drawn_pages, real_pages
from benchmarks.ocr_peers import BARE, NAMES, SOHOA, Peer, peers
from benchmarks.ocr_run import Run, at_all_angles, in_all_turns, on_all_cores, read_rounds
from benchmarks.ocr_tables import tables, targets
from benchmarks.options import ROOT, NotMeasured
from benchmarks.process import set_environment
from benchmarks.report import machine

VERBS = ("ocr", "ocr-check")
DRAWN, DRAWN_CHECK = 4, 2
"""Pages of each drawn condition."""
BESIDES = ("cores", "turns", "angles")


@dataclass(frozen=True, slots=True)
class Options:
    """What to read, by whom, and how often."""

    check: bool
    update: bool
    scans: Path
    out: Path
    ocrmypdf: Path
    pages: int | None
    rounds: int
    cores: int
    conditions: tuple[str, ...]
    systems: tuple[str, ...]
    besides: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Exit 1 when nothing could be read, or when the check finds a loss."""
    options = parse(arguments)
    set_environment(options.out)
    host = " · ".join(f"{name} {value}" for name, value in machine().items())
    print(host, flush=True)
    scratch = Path(tempfile.mkdtemp(prefix="ocr-", dir=options.out))
    pages, notes = chosen_pages(options, scratch)
    systems, missing = peers(options.systems, options.ocrmypdf, scratch)
    notes += missing
    if not pages or not systems:
        print("\n".join([*notes, "nothing to measure"]))
        return 1
    print(f"{len(pages)} pages: {', '.join(system.name for system in systems)}", flush=True)
    try:
        run = _measure(pages, systems, options, scratch)
    finally:
        for system in systems:
            system.close()
    run.notes += notes
    _report(run, host, options)
    return _judge(run, options) if options.check else 0


def chosen_pages(options: Options, scratch: Path) -> tuple[list[Page], list[str]]:
    """The pages of the named conditions, and why some are missing."""
    pages: list[Page] = []
    notes: list[str] = []
    if REAL in options.conditions:
        try:
            pages += real_pages(options.scans, scratch / REAL, options.pages)
        except NotMeasured as reason:
            notes.append(f"real pages: not measured. {reason}")
    count = options.pages or (DRAWN_CHECK if options.check else DRAWN)
    for condition in [name for name in options.conditions if name != REAL]:
        try:
            pages += drawn_pages(condition, count, scratch / "drawn")
        except NotMeasured as reason:
            notes.append(f"{condition}: not measured. {reason}")
    return pages, notes


def _measure(pages: list[Page], systems: list[Peer], options: Options, scratch: Path) -> Run:
    run = read_rounds(pages, systems, options.rounds, REAL)
    if "cores" in options.besides:
        on_all_cores(run, systems, options.cores)
    if "turns" in options.besides:
        in_all_turns(run, systems, scratch / "turns")
    if "angles" in options.besides:
        at_all_angles(run, systems, scratch / "angles")
    return run


def _report(run: Run, host: str, options: Options) -> None:
    shown = tables(run)
    for part in shown:
        print("\n".join(part.lines()))
    print("", *targets(run), *run.notes, sep="\n")
    figures = {"machine": host, "targets": targets(run), "notes": run.notes}
    text = json.dumps(
        figures | {part.title: part.data() for part in shown}, ensure_ascii=False, indent=1
    )
    (options.out / "ocr.json").write_text(text + "\n", encoding="utf-8")
    _write_texts(run, options.out / "texts")
    path = options.out / "ocr.html"
    path.write_text(html(run, host), encoding="utf-8")
    print(f"\nThe report: {path}", flush=True)


def _write_texts(run: Run, folder: Path) -> None:
    """What each system read, a file a page, as score_text.py takes it."""
    for name, found in run.found.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for page, answer in found.answers.items():
            (folder / name / f"{page}.txt").write_text(answer.text, encoding="utf-8")


def _judge(run: Run, options: Options) -> int:
    """Exit 1 on a loss, or where there is nothing to compare with."""
    now = ocr_check.figures(run)
    if options.update:
        ocr_check.save(now)
        print(f"baseline written: {ocr_check.BASELINE}")
        return 0
    baseline = ocr_check.load()
    if baseline is None:
        print(f"there is no {ocr_check.BASELINE}: make bench-check ARGS=--update writes it")
        return 1
    verdict = ocr_check.compare(baseline, now)
    for line in verdict.left_out:
        print(f"not compared: {line}")
    for line in verdict.losses:
        print(f"WORSE: {line}")
    print("worse than the baseline" if verdict.losses else "no worse than the baseline")
    return 1 if verdict.losses else 0


def parse(arguments: Sequence[str]) -> Options:
    """The command line; `--out` is a new temporary folder unless it is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = (REAL, *CONDITIONS)
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--update", action="store_true", help="ocr-check: write the baseline")
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "data" / "scans")
    parser.add_argument("--out", type=Path, help="where the report and what was made go")
    parser.add_argument("--pages", type=int, help="so many pages of each condition")
    parser.add_argument("--rounds", type=int, default=2, help="later ones read real pages only")
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--conditions", nargs="+", choices=known, default=known)
    parser.add_argument("--systems", nargs="+", choices=NAMES, metavar="SYSTEM")
    parser.add_argument(
        "--besides", nargs="*", choices=BESIDES, help="all cores, four turns, known angles"
    )
    parser.add_argument("--ocrmypdf", type=Path, default=ROOT / ".venv-bench" / "bin" / "ocrmypdf")
    given = parser.parse_args(arguments)
    check = given.verb == "ocr-check"
    if min(given.rounds, given.cores, 1 if given.pages is None else given.pages) < 1:
        parser.error("--pages, --rounds and --cores are at least 1")
    out = given.out or Path(tempfile.mkdtemp(prefix="sohoa-bench-"))
    out.mkdir(parents=True, exist_ok=True)
    besides = () if check else BESIDES
    return Options(
        check=check,
        update=given.update,
        scans=given.scans.resolve(),
        out=out.resolve(),
        ocrmypdf=given.ocrmypdf.absolute(),
        pages=given.pages,
        rounds=given.rounds,
        cores=given.cores,
        conditions=tuple(given.conditions),
        systems=(BARE, SOHOA) if check else tuple(given.systems or NAMES),
        besides=besides if given.besides is None else tuple(given.besides),
    )
