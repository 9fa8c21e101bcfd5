"""Programs run one at a time, with what they cost including every process they waited for."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.options import ROOT

SOHOA: list[str] = (
    [str(Path(sys.executable).with_name("sohoa"))]
    if Path(sys.executable).with_name("sohoa").exists()
    else [sys.executable, "-m", "pipeline"]
)


Words = list[str | Path]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and of processors (user and system) over a whole process tree."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Done:
    """A program that ended."""

    cost: Cost
    code: int
    output: str
    errors: str


def run(command: Sequence[str | Path]) -> Done:
    """Runs a program to its end; nothing else may start processes meanwhile."""
    before, started = children_cpu_s(), time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    cost = Cost(time.perf_counter() - started, children_cpu_s() - before)
    return Done(cost, done.returncode, done.stdout, done.stderr)


def must(command: Sequence[str | Path]) -> Done:
    """As `run`. Raises: RuntimeError when the program fails."""
    done = run(command)
    if done.code != 0:
        words = " ".join(str(word) for word in command)
        raise RuntimeError(f"{words}: exit {done.code}\n{done.errors[-2000:]}")
    return done


def children_cpu_s() -> float:
    """Processor seconds of every process that ended and was waited for, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def set_environment(out: Path) -> None:
    """One thread a process for every system; Prefect's database in a folder of this run."""
    for name in [name for name in os.environ if name.startswith(("PREFECT_", "SOHOA_"))]:
        del os.environ[name]
    os.environ |= {
        "OMP_THREAD_LIMIT": "1",
        "XDG_CACHE_HOME": str(out / "cache"),
        "SOHOA_LANG": "en",
    }
