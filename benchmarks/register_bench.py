"""What an arrival costs on SQLite and PostgreSQL, empty and full, alone and with others.

python -m benchmarks.register_bench [--entries 627000] [--numbers 10000]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.register_clerks import at_once
from benchmarks.register_worker import NOW, incoming
from pipeline.model.entry import Direction, PastEntry, Status
from pipeline.register.entry_rows import day_of
from pipeline.register.store import Register, open_register
from tests.postgres.server import installed, running

_CLERKS = 8
_KILLS = 4
_INCOMING = 504_000 / 627_000
"""Of the entries of a province's half year."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.register_bench")
    parser.add_argument("--entries", type=int, default=627_000)
    parser.add_argument("--numbers", type=int, default=10_000)
    parser.add_argument("--arrivals", type=int, default=500)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    options = parser.parse_args(arguments)
    for name in ("sqlite", "postgres"):
        if options.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="sohoa-register-") as folder:
                _measure(name, Path(folder), options)


def _measure(name: str, folder: Path, options: argparse.Namespace) -> None:
    folder.chmod(0o755)
    with _databases(name, folder) as new_database:
        given = at_once(
            folder / "given", new_database("given"), options.numbers, _CLERKS, _KILLS, seed=1
        )
        print(
            f"{name}: {given.numbers} numbers by {_CLERKS} processes, {given.killed} killed:"
            f" {given.gaps} gaps, {given.doubles} doubles, {given.faults} faults"
        )
        _say(name, "empty, 8 writers", given.times)
        url = new_database("filled")
        with open_register(folder / "filled", url) as register:
            _say(name, "empty, alone", _arrivals(register, options.arrivals))
            if options.entries:
                begun = time.perf_counter()
                register.entries.load(_past(options.entries), NOW, "bench")
                seconds = time.perf_counter() - begun
                print(f"{name}: {options.entries} entries loaded in {seconds:.0f} s", flush=True)
                _say(name, "full, alone", _arrivals(register, options.arrivals))
        if options.entries:
            with open_register(folder / "filled", url) as register:
                last = register.entries.last_numbers()["den", NOW.year]
            others = at_once(folder / "filled", url, last + options.arrivals, _CLERKS, 0, seed=2)
            _say(name, "full, 8 writers", others.times)


@contextmanager
def _databases(name: str, folder: Path) -> Iterator[Callable[[str], str | None]]:
    if name == "sqlite":
        yield lambda _: None
        return
    if not installed():
        raise SystemExit("PostgreSQL is not installed: make system-test")
    with running(folder / "server", durable=True) as server:
        yield server.new_database


def _arrivals(register: Register, count: int) -> list[float]:
    times = []
    for number in range(count):
        begun = time.perf_counter()
        register.entries.arrive(incoming(number), NOW, "bench")
        times.append(time.perf_counter() - begun)
    return times


def _past(count: int) -> Iterator[PastEntry]:
    """A half year before, numbered on by book."""
    chance = random.Random(7)
    given = {Direction.INCOMING: 0, Direction.OUTGOING: 0}
    for number in range(count):
        way = Direction.INCOMING if chance.random() < _INCOMING else Direction.OUTGOING
        given[way] += 1
        at = NOW - timedelta(days=365) + timedelta(seconds=number * 25)
        new = incoming(number)
        new = replace(new, direction=way, form=replace(new.form, arrived_at=at))
        new = replace(new, book="den" if way is Direction.INCOMING else "di")
        day = day_of(at)
        status = Status.DONE if chance.random() < 0.9 else Status.IN_WORK
        yield PastEntry(new, given[way], status, day, day if status is Status.DONE else None)


def _say(name: str, where: str, times: Sequence[float]) -> None:
    cuts = statistics.quantiles(times, n=20)
    print(
        f"{name}, {where}: {len(times)} arrivals, p50 {cuts[9] * 1000:.1f} ms,"
        f" p95 {cuts[18] * 1000:.1f} ms, max {max(times) * 1000:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
