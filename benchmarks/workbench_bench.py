"""`python -m benchmarks.workbench_bench ARCHIVE`: what people wait for at the workbench.

The documents of `ARCHIVE` are shown under many descriptions (`workbench_archive`); `sohoa serve`
answers people who search, open what they find and look at its pages (`workbench_users`), each
thinking for a while between two acts. All run on one machine: what is told includes waiting.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.options import ROOT
from benchmarks.report import machine, table
from benchmarks.search_questions import questions
from benchmarks.workbench_archive import make
from pipeline.model.account import AccountRole, NewAccount, Whence
from pipeline.office.door import OfficeDoor
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.web.workbench.visiting import SESSION

_AIMS_MS = {"search page": 150, "document page": 200, "tile, warm": 60}


def main(arguments: Sequence[str]) -> int:
    """Exit 1 where an answer failed."""
    options = _parse(arguments)
    print(" · ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    out = options.out or Path(tempfile.mkdtemp(prefix="sohoa-workbench-"))
    archive = out / f"archive-{options.documents}-{options.seed}"
    if not archive.exists():
        models = make(options.archive, archive, options.documents, options.seed)
        print(f"{options.documents} documents, copies of {models}", flush=True)
    asked = [one.text for one in questions(options.seed) if one.text]
    failed = 0
    for users in options.users:
        with _serving(archive) as url:
            told = _told(url, archive, users, asked, options)
            plan = out / "users.json"
            plan.write_text(json.dumps(told), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.workbench_users", str(plan)],
                cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
            )  # fmt: skip
        answers = json.loads(done.stdout)
        failed += len(answers["failed"])
        print("\n".join(("", *_lines(users, answers, options))), flush=True)
    return 1 if failed else 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbench_bench")
    parser.add_argument("archive", type=Path, help="an archive with some documents, ./archive say")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--users", type=int, nargs="+", default=[1, 30])
    parser.add_argument("--seconds", type=float, default=120, help="that are measured")
    parser.add_argument("--warm", type=float, default=30, help="seconds before")
    parser.add_argument("--think", type=float, default=5, help="seconds between acts, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where the archive is made and kept")
    return parser.parse_args(arguments)


@contextmanager
def _serving(archive: Path) -> Iterator[str]:
    """`sohoa serve` as an office runs it; its address."""
    command = [sys.executable, "-m", "pipeline", "serve", "--archive", str(archive), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            line = next(line for line in server.stdout if "http://" in line)
            yield next(word for word in line.split() if word.startswith("http://")).rstrip("/.,;")
        finally:
            server.terminate()
            server.stdout.read()


def _told(
    url: str, archive: Path, users: int, asked: list[str], options: argparse.Namespace
) -> dict[str, Any]:
    return {
        "url": url,
        "cookie": SESSION,
        "sessions": _sessions(archive, users),
        "questions": asked,
        "think_s": options.think,
        "warm_s": options.warm,
        "seconds": options.seconds,
    }


def _sessions(archive: Path, users: int) -> list[str]:
    """Each an archivist of their own, who signed in and chose a password."""
    settings, tokens = default_settings(), []
    with open_register(archive, settings.database_url) as register:
        door = OfficeDoor(register, settings.workbench)
        known = {one.account.name for one in door.accounts.all()}
        for number in range(users):
            name, now = f"ai{number}", datetime.now(UTC)
            whence = Whence("127.0.0.1", "bench")
            if name not in known:
                new = NewAccount(name, name, frozenset({AccountRole.ARCHIVIST}))
                account = door.admit(new, first := door.generated(), now, "bench")
                chosen = door.generated()
                tokens.append(door.change_password(account, first, chosen, whence, now))
            else:
                account = door.accounts.named(name).account
                tokens.append(door.begin(account, whence, now, None))
    return tokens


def _lines(users: int, answers: dict[str, Any], options: argparse.Namespace) -> Iterator[str]:
    rows = []
    for name, seconds in sorted(answers["seconds"].items()):
        cuts = statistics.quantiles([1000 * one for one in seconds], n=100, method="inclusive")
        aim = _AIMS_MS.get(name)
        rows.append((name, len(seconds), cuts[49], cuts[94], cuts[98], aim))
    rate = sum(len(one) for one in answers["seconds"].values()) / options.seconds
    failed = len(answers["failed"])
    yield (
        f"{users} people, {options.think:g} s between acts: "
        f"{rate:.1f} answers a second, {answers['asked_again']} times asked again, {failed} failed"
    )
    yield from table(("", "answers", "p50 ms", "p95 ms", "p99 ms", "aim p95"), rows)
    yield from sorted(set(answers["failed"]))[:10]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
