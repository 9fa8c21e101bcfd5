"""`python -m benchmarks.watch_bench`: files dropped by a slow writer, the watcher killed meanwhile.

Real processes: `sohoa watch` is ended with SIGKILL at moments drawn by chance and started again.
Then every file must have been taken once, and whole.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.options import ROOT
from benchmarks.report import machine
from pipeline.office.watch_folder import DONE
from pipeline.register.intake_jobs import JobState
from pipeline.register.store import open_register

_SETTINGS = "[watch]\nsettle_s = 1\nlook_s = 0.5\nbroken_s = 600\nretry_s = 2\n"


@dataclass(frozen=True, slots=True)
class Work:
    """How much is dropped, and how often the watcher is ended."""

    files: int
    kills: int
    pause_s: float
    """How long the writer is interrupted."""
    seed: int
    limit_s: float
    idle_s: float
    """For so long the watcher is looked at when all is done."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the files."""

    dropped: int
    kills: int
    once: int
    """Files whose bytes are in exactly one input, one master and one original put away."""
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    altered: tuple[str, ...]
    """Masters, or originals put away, whose bytes nobody dropped."""
    left: tuple[str, ...]
    """What still lies in the folder, or was called broken."""
    seconds: float
    idle_share: float
    """Of one CPU, while nothing comes."""
    peak_mib: float


def rehearse(base: Path, work: Work) -> Found:
    """Lets the writer and the watcher work in a folder, and looks at what came of it.

    Raises:
        TimeoutError: not all was done in time, or the watcher gave up.
    """
    folder, archive = base / "scans", base / "archive"
    folder.mkdir()
    (base / "settings.toml").write_text(_SETTINGS, encoding="utf-8")
    chance, began = random.Random(work.seed), time.monotonic()
    numbers = ("--files", work.files, "--pause", work.pause_s, "--seed", work.seed)
    command = [sys.executable, "-m", "benchmarks.watch_writer", str(folder), *map(str, numbers)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    done = 0
    watcher = _watch(base)
    try:
        while done < work.kills:
            # Many moments of a batch: it takes some seconds to begin, then goes file by file.
            time.sleep(chance.uniform(0.5, 25.0 if work.files > 100 else 9.0))
            watcher.send_signal(signal.SIGKILL)
            watcher.wait()
            done += 1
            watcher = _watch(base)
        dropped: dict[str, str] = json.loads(writer.stdout.readline())
        while _put_away(folder) < len(dropped):
            if time.monotonic() - began > work.limit_s:
                raise TimeoutError(f"{_put_away(folder)} of {len(dropped)} put away")
            if watcher.poll() is not None:
                raise TimeoutError(f"the watcher ended with {watcher.returncode}")
            time.sleep(0.5)
        seconds = time.monotonic() - began
        idle, peak = _idle(watcher.pid, work.idle_s)
        watcher.send_signal(signal.SIGTERM)
        watcher.wait(60)
    finally:
        for process in (watcher, writer):
            process.kill()
            process.wait()
        writer.stdout.close()
    return _looked_at(folder, archive, dropped, done, (seconds, idle, peak))


def _watch(base: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "watch", str(base / "scans")]
    command += ["--archive", str(base / "archive"), "--settings", str(base / "settings.toml")]
    with (base / "watch.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def _put_away(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / DONE).rglob("*")) if folder.exists() else 0


def _idle(pid: int, seconds: float) -> tuple[float, float]:
    """CPU share while nothing comes, and the largest memory so far, MiB."""

    def spent() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = spent()
    time.sleep(seconds)
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return (spent() - before) / seconds, int(peak.split()[1]) / 1024


def _looked_at(
    folder: Path,
    archive: Path,
    dropped: dict[str, str],
    kills: int,
    figures: tuple[float, float, float],
) -> Found:
    inputs: Counter[str] = Counter()
    with open_register(archive) as register:
        for job in register.intake.jobs(*JobState, limit=100_000):
            for one in register.inputs(register.intake.batch(job.asked.name)):
                inputs[one.sha256 or ""] += 1
    masters = Counter(map(_sha, (archive / "masters").rglob("*.*")))
    kept = Counter(_sha(path) for path in (folder / DONE).rglob("*") if path.is_file())
    once, lost, doubled = 0, [], []
    for name, sha256 in dropped.items():
        counts = (inputs[sha256], masters[sha256], kept[sha256])
        once += counts == (1, 1, 1)
        if 0 in counts:
            lost.append(name)
        if max(counts) > 1:
            doubled.append(name)
    known = set(dropped.values())
    altered = [sha256 for sha256 in {**masters, **kept, **inputs} if sha256 not in known]
    left = [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and DONE not in path.parts and not path.name.startswith(".")
    ]
    found = tuple(lost), tuple(doubled), tuple(altered), tuple(left)
    return Found(len(dropped), kills, once, *found, *figures)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(argv: Sequence[str]) -> int:
    """Exit 0 when each file was taken once, and whole."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watch_bench")
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--pause", type=float, default=4.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--limit", type=float, default=7_200, metavar="SECONDS")
    options = parser.parse_args(argv)
    work = Work(options.files, options.kills, options.pause, options.seed, options.limit, 30.0)
    with tempfile.TemporaryDirectory() as base:
        found = rehearse(Path(base), work)
    print(machine())
    print(f"{found.dropped} files dropped, watcher killed {found.kills} times")
    print(f"taken once and whole: {found.once} of {found.dropped}, in {found.seconds:.0f} s")
    for what in ("lost", "doubled", "altered", "left"):
        names = getattr(found, what)
        print(f"{what}: {len(names)} {' '.join(names[:10])}".rstrip())
    print(
        f"watcher: {100 * found.idle_share:.1f} % of a CPU idle, {found.peak_mib:.0f} MiB at most"
    )
    return 0 if found.once == found.dropped and not (found.altered or found.left) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
