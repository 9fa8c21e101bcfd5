"""What Prefect adds to a plain loop over the same pages."""

from __future__ import annotations

import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.options import Options
from benchmarks.pages import blank_batch, distinct_pages
from benchmarks.process import Cost, must
from benchmarks.report import Part, ratio, spread, table, target

TARGET = 1.05
PAGES = 100
WAYS = ("loop", "flow")
HEADER = (
    "seconds", "wall", "CPU", "wall w/o start", "CPU w/o start", "start wall", "start CPU",
    "wall spread %", "CPU spread %",
)  # fmt: skip
KINDS = {
    "wall_s": "wall",
    "cpu_s": "CPU",
    "wall_s_without_start": "wall without start",
    "cpu_s_without_start": "CPU without start",
}


@dataclass(slots=True)
class Rounds:
    """Costs of one way: whole batches, and its start as a batch of one blank page costs it."""

    whole: list[Cost] = field(default_factory=list)
    start: list[Cost] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        wall = statistics.median(cost.wall_s for cost in self.whole)
        cpu = statistics.median(cost.cpu_s for cost in self.whole)
        start_wall = statistics.median(cost.wall_s for cost in self.start)
        start_cpu = statistics.median(cost.cpu_s for cost in self.start)
        return {
            "wall_s": wall,
            "cpu_s": cpu,
            "start_wall_s": start_wall,
            "start_cpu_s": start_cpu,
            "wall_s_without_start": wall - start_wall,
            "cpu_s_without_start": cpu - start_cpu,
            "wall_spread": spread([cost.wall_s for cost in self.whole]),
            "cpu_spread": spread([cost.cpu_s for cost in self.whole]),
        }


def measure(options: Options) -> Part:
    """Both ways in processes of their own, in turn; the order turns round each time."""
    scratch = options.folder("flow")
    wanted = options.pages or PAGES
    pages = distinct_pages(wanted, options.of_scans("files"), scratch / "pages")
    blank = blank_batch(scratch / "blank")
    found = {way: Rounds() for way in WAYS}
    for number in range(options.rounds):
        for way in WAYS if number % 2 == 0 else WAYS[::-1]:
            found[way].start.append(_once(way, blank, scratch, options.workers))
            found[way].whole.append(_once(way, scratch / "pages", scratch, options.workers))
    shutil.rmtree(scratch)
    return _part({way: found[way].medians() for way in WAYS}, len(pages), options)


def _once(way: str, folder: Path, scratch: Path, workers: int) -> Cost:
    archive = scratch / "archive"
    program = [sys.executable, "-m", "benchmarks.one_batch"]
    done = must([*program, way, folder, archive, str(workers)])
    shutil.rmtree(archive)
    return done.cost


def ratios(loop: dict[str, float], flow: dict[str, float]) -> dict[str, float | None]:
    """The flow in multiples of the loop, whole and without the start of either."""
    return {kind: ratio(flow[kind], loop[kind]) for kind in KINDS}


def _part(medians: dict[str, dict[str, float]], pages: int, options: Options) -> Part:
    times = ratios(medians["loop"], medians["flow"])
    met = {kind: value is not None and value <= TARGET for kind, value in times.items()}
    verdicts = ", ".join(f"{KINDS[kind]} {target(met[kind])}" for kind in times)
    figures: dict[str, Any] = {
        "pages": pages,
        "rounds": options.rounds,
        "workers": options.workers,
        "ways": medians,
        "ratios": times,
        "target": TARGET,
        "met": met,
    }
    title = (
        f"flow: Prefect beside a plain loop, {pages} pages, {options.workers} workers, "
        f"median of {options.rounds} rounds"
    )
    lines = table(HEADER, _rows(medians, times))
    return Part(title, (*lines, f"at most {TARGET}: {verdicts}"), figures)


def _rows(
    medians: dict[str, dict[str, float]], times: dict[str, float | None]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (
            name,
            *(row[kind] for kind in KINDS),
            row["start_wall_s"],
            row["start_cpu_s"],
            100 * row["wall_spread"],
            100 * row["cpu_spread"],
        )
        for name, row in medians.items()
    ]
    return [*rows, ("flow / loop", *map(_three, times.values()), None, None, None, None)]


def _three(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
