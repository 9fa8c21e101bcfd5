"""Memory of the parent over one input of very many pages, and the most that a child takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.many_pages import write_many_pages
from benchmarks.options import ROOT, Options
from benchmarks.process import SOHOA, children_cpu_s
from benchmarks.report import Part, deviation, table, target

TARGET = 0.05
PAGES = 1000
EVERY_S = 0.5
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the parent held at a moment, and how many pages had been read by then."""

    at_s: float
    pages: int
    rss_mb: float


def measure(options: Options) -> Part:
    scratch = options.folder("memory")
    count = options.pages or PAGES
    source, archive = scratch / "many.pdf", scratch / "archive"
    write_many_pages(source, count)
    command = [*SOHOA, "digitize", str(source), "--archive", str(archive), "--json"]
    before = children_cpu_s()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        with subprocess.Popen(
            [*command, "--workers", str(options.workers)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
        ) as process:
            samples, peaks = watch(process, archive)
        output.seek(0)
        states = json.loads(output.read().splitlines()[-1])
    shutil.rmtree(scratch)
    return _part(samples, peaks, states, (children_cpu_s() - before) / count)


def watch(
    process: subprocess.Popen[bytes] | subprocess.Popen[str], archive: Path
) -> tuple[list[Sample], dict[str, float]]:
    """Samples until the process ends, and the peak of its children by program, in MB."""
    samples: list[Sample] = []
    peaks: dict[str, float] = {}
    started = time.monotonic()
    while process.poll() is None:
        rss = _status_mb(process.pid, "VmRSS")
        if rss is not None:
            samples.append(Sample(time.monotonic() - started, _pages_read(archive), rss))
        for pid in _descendants(process.pid):
            peak, name = _status_mb(pid, "VmHWM"), _program(pid)
            if peak is not None and name is not None:
                peaks[name] = max(peak, peaks.get(name, 0.0))
        time.sleep(EVERY_S)
    return samples, peaks


def at_shares(samples: Sequence[Sample], count: int) -> list[tuple[float, Sample]]:
    """The first sample at which each share of the pages had been read."""
    found = []
    for share in SHARES:
        reached = (sample for sample in samples if sample.pages >= share * count)
        sample = next(reached, None)
        if sample is not None:
            found.append((share, sample))
    return found


def deviations(samples: Sequence[Sample], count: int) -> tuple[float, float]:
    """Farthest from the median after the first tenth of the pages: while reading, and to the end.

    After the last page the PDF/A is written, and the document is registered and indexed.
    """
    later = [sample for sample in samples if sample.pages >= SHARES[0] * count]
    reading = [sample.rss_mb for sample in later if sample.pages < count]
    whole = [sample.rss_mb for sample in later]
    return (deviation(reading) if reading else 0.0, deviation(whole) if whole else 0.0)


def _part(
    samples: Sequence[Sample], peaks: dict[str, float], states: dict[str, Any], cpu_s: float
) -> Part:
    count = states["pages"]
    shares = at_shares(samples, count)
    reading, whole = deviations(samples, count)
    rows: list[tuple[object, ...]] = [
        (f"{share:.0%} of the pages", sample.at_s, sample.rss_mb) for share, sample in shares
    ]
    rows.append(("at the end", samples[-1].at_s, samples[-1].rss_mb))
    children = ", ".join(f"{name} {peak:.0f} MB" for name, peak in sorted(peaks.items()))
    verdict = (
        f"farthest from the median after the first tenth: {reading:.1%} while reading, "
        f"{whole:.1%} to the end; at most {TARGET:.0%}: {target(whole <= TARGET)}"
    )
    cost = f"{samples[-1].at_s / count:.2f} s and {cpu_s:.2f} CPU s"
    lines = (
        *table(("parent", "after s", "RSS MB"), rows),
        verdict,
        f"most that one child took: {children}",
        f"a page: {cost}; states: "
        + ", ".join(f"{n} {state}" for state, n in states["states"].items() if n),
    )
    figures = {
        "pages": count,
        "states": states,
        "rss_mb": {f"{share:.0%}": sample.rss_mb for share, sample in shares},
        "rss_mb_end": samples[-1].rss_mb,
        "seconds": samples[-1].at_s,
        "cpu_s_a_page": cpu_s,
        "deviation_reading": reading,
        "deviation": whole,
        "children_peak_mb": peaks,
        "target": TARGET,
        "met": whole <= TARGET,
        "samples": [(round(s.at_s, 1), s.pages, round(s.rss_mb, 1)) for s in samples],
    }
    return Part(f"memory: one input of {count} pages", lines, figures)


def _pages_read(archive: Path) -> int:
    """Pages in the ledger of the one scan."""
    for ledger in archive.glob("pages/*/*/*"):
        with os.scandir(ledger) as entries:
            return sum(entry.name.endswith(".json") for entry in entries)
    return 0


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


def _status_mb(pid: int, key: str) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    kilobytes = (int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))
    value = next(kilobytes, None)
    return None if value is None else value / 1024


def _program(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None
