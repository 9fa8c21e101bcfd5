"""`python -m benchmarks.search_bench`: our search beside what an office would use otherwise.

One corpus and one set of questions for all systems; each measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import search_worker
from benchmarks.options import NotMeasured
from benchmarks.process import must
from benchmarks.report import machine
from benchmarks.search_process import Worker, watched
from benchmarks.search_questions import questions
from benchmarks.search_systems import OWN, PEERS, Place, system
from benchmarks.search_tables import tables
from benchmarks.search_worker import write_questions

_POSTGRES_MOST = 200_000
"""Of more documents it is measured only when it is named: it takes hours."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, and on how much."""

    documents: int
    seed: int
    systems: tuple[str, ...]
    out: Path
    reuse: bool
    rounds: int

    @property
    def corpus(self) -> Path:
        return self.out / f"corpus-{self.documents}-{self.seed}.pickle"

    @property
    def questions(self) -> Path:
        return self.out / f"questions-{self.seed}.json"

    def folder(self, name: str) -> Path:
        return self.out / f"{name}-{self.documents}-{self.seed}"


def main(arguments: Sequence[str]) -> int:
    """Exit 1 when a system that was asked for could not be measured."""
    options = parse(arguments)
    host = machine()
    print(" · ".join(f"{name} {value}" for name, value in host.items()), flush=True)
    corpus = _corpus(options)
    asked = questions(options.seed)
    write_questions(options.questions, asked)
    megabytes = corpus["text_bytes"] / 1e6
    print(f"{options.documents} documents, {megabytes:.0f} MB of text; {len(asked)} questions")
    measured = {name: built for name in options.systems if (built := _tried(options, name))}
    for number in range(options.rounds):
        # By turns, for a machine is never as busy with other things for one as for another.
        for name, figures in measured.items():
            print(f"asking {name}, round {number + 1}", flush=True)
            figures["rounds"] = [*figures.get("rounds", ()), _asked(options, name)]
    for name, figures in measured.items():
        print(f"changing {name}", flush=True)
        figures |= summed(figures.pop("rounds")) | _changed(options, name)
    lines, summary = tables(measured, asked, options.documents)
    print("\n".join(("", *lines)))
    report = {"machine": host, "corpus": corpus, "summary": summary, "systems": measured}
    path = options.out / f"search-{options.documents}.json"
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nThe figures: {path}")
    return 1 if len(measured) < len(options.systems) else 0


def parse(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_bench", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peers", help=f"some of {','.join(PEERS)}, or none")
    parser.add_argument("--without-own", action="store_true", help="the peers alone")
    parser.add_argument("--out", type=Path, help="where the indices and the report go")
    parser.add_argument(
        "--reuse", action="store_true", help="ask the indices that --out has, where it has them"
    )
    parser.add_argument("--rounds", type=int, default=2, help="how often systems take turns")
    given = parser.parse_args(arguments)
    peers = PEERS if given.documents <= _POSTGRES_MOST else (*PEERS[:1], *PEERS[2:])
    if given.peers is not None:
        peers = tuple(name for name in given.peers.split(",") if name not in ("", "none"))
    for name in peers:
        if name not in PEERS:
            parser.error(f"{name} is none of {', '.join(PEERS)}")
    out = given.out or Path(tempfile.mkdtemp(prefix="sohoa-search-"))
    out.mkdir(parents=True, exist_ok=True)
    # A server may have to run as somebody else, who must get at its folder.
    out.chmod(0o755)
    own = () if given.without_own else (OWN,)
    return Options(
        given.documents, given.seed, (*own, *peers), out.resolve(), given.reuse, given.rounds
    )


def _corpus(options: Options) -> dict[str, Any]:
    """Made once; in a process of its own, so that it leaves nothing in this one."""
    figures = options.corpus.with_suffix(".json")
    if not (options.reuse and figures.exists()):
        done = must(
            [
                *(sys.executable, "-m", search_worker.__name__, "corpus"),
                *(options.corpus, str(options.documents), str(options.seed)),
            ]
        )
        figures.write_text(done.output, encoding="utf-8")
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return found


def summed(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The median of each question's times, the most memory, and what was found."""
    medians = {
        key: [
            statistics.median(times) for times in zip(*(each[key] for each in rounds), strict=True)
        ]
        for key in ("ms", "cpu_ms")
    }
    return medians | {
        "ids": rounds[0]["ids"],
        "reading_mb": max(each["peak_mb"] for each in rounds),
        "server_reading_mb": max(each["server_mb"] for each in rounds),
        "loads": [each["load"] for each in rounds],
    }


def _tried(options: Options, name: str) -> dict[str, Any]:
    """What building its index took; empty where the system cannot be measured."""
    print(f"building {name}", flush=True)
    try:
        return _built(options, name)
    except NotMeasured as reason:
        print(f"{name}: not measured. {reason}", flush=True)
        return {}


def _asked(options: Options, name: str) -> dict[str, Any]:
    """By a server started anew, so that what it takes for reading is not what building took."""
    with system(name).serve(options.folder(name)) as server:
        worker = Worker(name, Place(options.folder(name), server.address))
        load = os.getloadavg()[0]
        with watched(server) as taken:
            figures = worker.figures("ask", options.questions)
        return figures | {"server_mb": taken.peak_mb, "load": load}


def _changed(options: Options, name: str) -> dict[str, Any]:
    with system(name).serve(options.folder(name)) as server:
        worker = Worker(name, Place(options.folder(name), server.address))
        return {
            "first_ms": worker.first_ms(options.questions),
            "updating": worker.while_updating(options.questions, options.corpus),
        }


def _built(options: Options, name: str) -> dict[str, Any]:
    """Raises: NotMeasured."""
    folder, found = options.folder(name), system(name)
    kept = folder.with_suffix(".json")
    if options.reuse and kept.exists():
        known: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return known
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with found.serve(folder) as server:
        place = Place(folder, server.address)
        with watched(server) as taken:
            built = Worker(name, place).figures("build", options.corpus)
    cpu_s = built["cpu_s"] + taken.cpu_s
    figures = {
        "build_cpu_s": cpu_s,
        "build_wall_s": built["wall_s"],
        "documents_a_cpu_s": options.documents / cpu_s,
        "documents_a_s": options.documents / built["wall_s"],
        "building_mb": built["peak_mb"],
        "server_building_mb": taken.peak_mb,
        # Of what lies there when the server has ended: while it runs, it keeps logs beside it.
        "bytes": found.size(place),
    }
    kept.write_text(json.dumps(figures), encoding="utf-8")
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
