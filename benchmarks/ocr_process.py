"""Programs and resident readers with what they cost: processor, clock and memory of the tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.options import ROOT
from benchmarks.process import Cost, Done, Words, children_cpu_s

EVERY_S = 0.05
Json = dict[str, Any]


class Watch:
    """Looks at the memory of a process and all below it, again and again."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.peak_mb = 0.0
        """Resident memory, added up over the tree; pages that two share count twice."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            held = sum(map(_resident_mb, tree(self._pid)))
            self.peak_mb = max(self.peak_mb, held)
            if self._over.wait(EVERY_S):
                return


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants, as long as they live."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield from tree(child)


def run_watched(command: Words) -> tuple[Done, float]:
    """Runs a program to its end, with its peak memory in MB; only one may run at a time."""
    before, started = children_cpu_s(), time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        with Watch(process.pid) as watch:
            code = process.wait()
        cost = Cost(time.perf_counter() - started, children_cpu_s() - before)
        texts = [_whole(stream) for stream in (output, errors)]
    return Done(cost, code, *texts), watch.peak_mb


class Resident:
    """A reader of `ocr_worker` in a process of its own, started when it is first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._process: subprocess.Popen[str] | None = None
        self.start_cpu_s = 0.0
        """What it took to be ready."""
        self.peak_mb = 0.0

    def start(self) -> None:
        """Comes back when the models are loaded."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.ocr_worker", self._name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.start_cpu_s = self._answer()["cpu_s"]

    def read(self, path: Path) -> Json:
        """Its answer with `cpu_s` and `wall_s`. Raises: RuntimeError when it died."""
        if self._process is None:
            self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        with Watch(self._process.pid) as watch:
            self._process.stdin.write(f"{path}\n")
            self._process.stdin.flush()
            answer = self._answer()
        self.peak_mb = max(self.peak_mb, watch.peak_mb)
        return answer

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _answer(self) -> Json:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code, self._process = self._process.wait(), None
            raise RuntimeError(f"the reader {self._name} ended with exit {code}")
        answer: Json = json.loads(line)
        return answer


def _resident_mb(pid: int) -> float:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _whole(stream: Any) -> str:
    stream.seek(0)
    text: str = stream.read().decode("utf-8", "replace")
    return text
