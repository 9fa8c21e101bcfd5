"""A real PostgreSQL server of Debian's packages, for the tests, on a socket of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STARTED_S = 60.0
_ACCOUNT = "postgres"
"""What runs it where the tests run as root, whom PostgreSQL refuses."""
_USER = "tester"
_SETTINGS = ("fsync=off", "max_connections=60", "shared_buffers=64MB")
"""Nothing here outlives the machine; `durable=True` for what a kill is about."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    sockets: Path
    pid: int

    def url(self, database: str) -> str:
        socket = self.sockets / ".s.PGSQL.5432"
        return f"postgresql://{_USER}@/{database}?unix_sock={socket}"

    def new_database(self, name: str, template: str = "template1") -> str:
        """The address of a new database, empty or a copy of another that nobody uses."""
        sql = f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
        made = subprocess.run(
            [_programs() / "psql", "-h", self.sockets, "-U", _USER, "-d", "postgres", "-c", sql],
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        return self.url(name)


def installed() -> bool:
    return next(iter(_folders()), None) is not None


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator[Postgres]:
    """A server that only this machine's sockets in `folder` reach, ended with the context."""
    account = _ACCOUNT if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    if account is not None:
        shutil.chown(folder, account, account)
    data = folder / "data"
    begin: list[str | Path] = [_programs() / "initdb", "-D", data, "-U", _USER, "-E", "UTF8"]
    begun = _start([*begin, "--locale=C.UTF-8", "--no-sync"], account)
    said, _ = begun.communicate()
    assert begun.returncode == 0, said
    settings = [word for one in (() if durable else _SETTINGS) for word in ("-c", one)]
    server: list[str | Path] = [
        _programs() / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-h",
        "",
        *settings,
    ]
    process = _start(server, account)
    try:
        _wait(folder, process)
        yield Postgres(folder, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _start(command: Sequence[str | Path], account: str | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=account,
        group=None if account is None else pwd.getpwnam(account).pw_gid,
        extra_groups=None if account is None else [],
        cwd="/",
    )


def _wait(folder: Path, process: subprocess.Popen[str]) -> None:
    ready: list[str | Path] = [_programs() / "pg_isready", "-q", "-h", folder]
    last = time.monotonic() + _STARTED_S
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > last:
            said, _ = process.communicate()
            raise AssertionError(said)
        time.sleep(0.05)


def _programs() -> Path:
    return next(iter(_folders()))


def _folders() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
