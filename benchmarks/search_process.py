"""Workers that measure search systems, and what the servers behind some of them take."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.options import ROOT
from benchmarks.search_systems import Place, Server

_FIRST_ROUNDS = 5
_EVERY_S = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")

Figures = dict[str, Any]


@dataclass(slots=True)
class Watched:
    """What a server has taken between two moments."""

    cpu_s: float = 0.0
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Worker:
    """The command of one system's workers."""

    name: str
    place: Place

    def figures(self, verb: str, file: Path) -> Figures:
        """Raises: RuntimeError when the worker fails."""
        done = subprocess.run(
            self._command(verb, file), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        return self._read(verb, done.returncode, done.stdout)

    def first_ms(self, file: Path) -> float:
        """From the start of a process to its first answer, the median of some."""
        return statistics.median(self._first_ms(file) for _ in range(_FIRST_ROUNDS))

    def while_updating(self, questions: Path, corpus: Path) -> Figures:
        """How long answers take while another process changes documents, and what that takes."""
        watch = subprocess.Popen(
            self._command("watch", questions),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert watch.stdout is not None
        watch.stdout.readline()
        try:
            update = self.figures("update", corpus)
        finally:
            output, _ = watch.communicate(b"enough\n")
        seen = self._read("watch", watch.returncode, output)["seen"]
        during = [
            ms for at, ms in seen if at >= update["began"] and at - ms / 1000 <= update["ended"]
        ]
        return {
            "update_s": update["ended"] - update["began"],
            "update_cpu_s": update["cpu_s"],
            "ms": during,
        }

    def _first_ms(self, file: Path) -> float:
        began = time.perf_counter()
        with subprocess.Popen(
            self._command("first", file),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            took = time.perf_counter() - began
            self._read("first", process.wait(), process.stdout.read())
        return took * 1000

    def _command(self, verb: str, file: Path) -> list[str]:
        command = [sys.executable, "-m", "benchmarks.search_worker", verb, self.name]
        return [*command, str(self.place.folder), str(file), self.place.address]

    def _read(self, verb: str, code: int, output: bytes) -> Figures:
        if code != 0:
            raise RuntimeError(f"{self.name}: {verb} ended with {code}")
        figures: Figures = json.loads(output.splitlines()[-1])
        return figures


@contextmanager
def watched(server: Server) -> Iterator[Watched]:
    """Processor seconds and memory of a server and its children; both 0 where there is none."""
    taken, over = Watched(), threading.Event()
    if server.pid is None:
        yield taken
        return
    sampler = threading.Thread(target=_sample, args=(server.pid, taken, over))
    before = _cpu_s(server.pid)
    sampler.start()
    try:
        yield taken
    finally:
        over.set()
        sampler.join()
        taken.cpu_s = _cpu_s(server.pid) - before


def _sample(pid: int, taken: Watched, over: threading.Event) -> None:
    while not over.wait(_EVERY_S):
        taken.peak_mb = max(taken.peak_mb, sum(map(_memory_mb, _tree(pid))))


def _tree(pid: int) -> list[int]:
    """A process and its children; a server's children have none."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, _text(task).split())
    return found


def _memory_mb(pid: int) -> float:
    """What is shared with others counts by its share."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_s(pid: int) -> float:
    """Of a process, its living children, and those it has waited for."""
    return sum(_own_cpu_s(each) for each in _tree(pid))


def _own_cpu_s(pid: int) -> float:
    values = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, values[11:15])) / _TICKS


def _text(path: Path) -> str:
    """Empty where the process has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
