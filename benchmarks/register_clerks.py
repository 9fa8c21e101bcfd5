"""Several clerks at one register, each a process, some killed in the middle of their work."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.register_worker import BOOK, NOW, URL_ENV
from pipeline.model.entry import Criteria
from pipeline.register.store import open_register

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the numbers."""

    numbers: int
    gaps: int
    doubles: int
    faults: int
    """Of the history, and of the entries against it."""
    killed: int
    times: tuple[float, ...]
    """Of each arrival that its clerk saw done, seconds."""


def at_once(folder: Path, url: str | None, total: int, clerks: int, kills: int, seed: int) -> Told:
    """`clerks` processes enter until the register has `total` numbers; `kills` of them are killed.

    A killed one is replaced.
    """
    open_register(folder, url).close()
    chance = random.Random(seed)
    running = [_started(folder, url, total, seed + number) for number in range(clerks)]
    lines: list[str] = []
    for number in range(kills):
        victim = running.pop(0)
        assert victim.stdout is not None
        lines += [victim.stdout.readline() for _ in range(chance.randrange(5, 20))]
        victim.kill()
        lines += victim.communicate()[0].splitlines()[:-1]
        running.append(_started(folder, url, total, seed + clerks + number))
    for one in running:
        lines += one.communicate()[0].splitlines()
        assert one.returncode == 0
    times = tuple(float(line) for line in lines if line.strip())
    return _told(folder, url, kills, times)


def _started(folder: Path, url: str | None, total: int, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.register_worker", folder, total, seed]
    environment = {name: value for name, value in os.environ.items() if name != URL_ENV}
    if url is not None:
        environment[URL_ENV] = url
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _told(folder: Path, url: str | None, killed: int, times: tuple[float, ...]) -> Told:
    with open_register(folder, url) as register:
        asked = Criteria(book=BOOK, year=NOW.year)
        given = Counter(one.number for one in register.entries.entries(asked))
        faults = len(register.trail.audit().findings)
        faults += sum(1 for _ in register.entries.differences())
    highest = max(given, default=0)
    return Told(
        numbers=highest,
        gaps=highest - len(given),
        doubles=sum(count - 1 for count in given.values()),
        faults=faults,
        killed=killed,
        times=times,
    )
