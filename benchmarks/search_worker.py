"""One measurement of one search system, in a process of its own; prints its figures as JSON.

python -m benchmarks.search_worker corpus FILE COUNT SEED
python -m benchmarks.search_worker build|ask|watch|update|first SYSTEM FOLDER FILE [ADDRESS]
"""

from __future__ import annotations

import json
import pickle
import resource
import select
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.search_systems import BenchQuestion, Place, QuestionClass, Session, System, system
from pipeline.model.archival import IndexEntry

UPDATED = 1_000
"""Documents that change while others search."""
TOP = 10
_BLOCK = 1_000

Figures = dict[str, Any]


class Corpus:
    """The documents in a file, and what reading them has cost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.cpu_s = 0.0

    def __iter__(self) -> Iterator[IndexEntry]:
        with self._path.open("rb") as file:
            while True:
                before = time.thread_time()
                try:
                    block: list[IndexEntry] = pickle.load(file)
                except EOFError:
                    return
                self.cpu_s += time.thread_time() - before
                yield from block


def write_corpus(path: Path, count: int, seed: int) -> Figures:
    from benchmarks.search_corpus import entries

    size = 0
    documents = entries(count, seed)
    with path.open("wb") as file:
        while block := list(islice(documents, _BLOCK)):
            size += sum(len(page.encode()) for entry in block for page in entry.pages)
            pickle.dump(block, file)
    return {"documents": count, "text_bytes": size, "cpu_s": time.process_time()}


def build(found: System, place: Place, file: Path) -> Figures:
    corpus = Corpus(file)
    cpu, wall = time.process_time(), time.perf_counter()
    found.build(place, iter(corpus))
    return {
        "cpu_s": time.process_time() - cpu - corpus.cpu_s,
        "wall_s": time.perf_counter() - wall,
    }


def ask(found: System, place: Place, file: Path) -> Figures:
    """Every question once to warm up, and once with a watch."""
    session, asked = found.open(place), read_questions(file)
    answers = [session.ask(question) for question in asked]
    times, cpu = [], []
    for question in asked:
        before = time.process_time()
        times.append(_timed(session, question))
        cpu.append((time.process_time() - before) * 1000)
    session.close()
    return {
        "ms": times,
        "cpu_ms": cpu,
        "ids": [answer.ids[:TOP] for answer in answers],
        "totals": [answer.total for answer in answers],
    }


def watch(found: System, place: Place, file: Path) -> Figures:
    """Asks until its input ends, and says when each answer came and how long it took."""
    session = found.open(place)
    seen = []
    for question in cycle(read_questions(file)):
        took = _timed(session, question)
        seen.append((time.monotonic(), took))
        if len(seen) == 1:
            print("asking", flush=True)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    session.close()
    return {"seen": seen}


def update(found: System, place: Place, file: Path) -> Figures:
    """Changes the first documents of the corpus."""
    old = list(islice(Corpus(file), UPDATED))
    changed = [
        replace(entry, pages=(f"{entry.pages[0]}\nĐã hiệu chỉnh.", *entry.pages[1:]))
        for entry in old
    ]
    session = found.open(place)
    cpu, began = time.process_time(), time.monotonic()
    session.update(changed)
    figures = {"began": began, "ended": time.monotonic(), "cpu_s": time.process_time() - cpu}
    session.close()
    return figures


def first(found: System, place: Place, file: Path) -> Figures:
    """Opens and answers once: all that a fresh process does."""
    session = found.open(place)
    session.ask(read_questions(file)[0])
    print("answered", flush=True)
    session.close()
    return {}


VERBS: dict[str, Callable[[System, Place, Path], Figures]] = {
    "build": build,
    "ask": ask,
    "watch": watch,
    "update": update,
    "first": first,
}


def write_questions(path: Path, asked: Sequence[BenchQuestion]) -> None:
    path.write_text(json.dumps([asdict(question) for question in asked]), encoding="utf-8")


def read_questions(path: Path) -> list[BenchQuestion]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [BenchQuestion(**{**row, "kind": QuestionClass(row["kind"])}) for row in rows]


def main(arguments: Sequence[str]) -> int:
    verb, *rest = arguments
    if verb == "corpus":
        figures = write_corpus(Path(rest[0]), int(rest[1]), int(rest[2]))
    else:
        name, folder, file, *address = rest
        place = Place(Path(folder), *address)
        figures = VERBS[verb](system(name), place, Path(file))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures | {"peak_mb": peak}))
    return 0


def _timed(session: Session, question: BenchQuestion) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    session.ask(question)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
