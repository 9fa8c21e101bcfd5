"""A real PostgreSQL server of Debian's packages, for the tests, on a socket of its own."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STARTED_S = 60.0
_PR_SET_PDEATHSIG = 1
_ACCOUNT = "postgres"
"""What runs it where the tests run as root, whom PostgreSQL refuses."""
_USER = "tester"
_SETTINGS = ("fsync=off", "max_connections=60", "shared_buffers=64MB")
"""Nothing here outlives the machine; `durable=True` for what a kill is about."""

_LOCALE = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi-VN")
"""Text sorts as an office's server sorts it, not by its bytes."""


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
        self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """What is left of a hundred databases takes longer to remove than to make."""
        self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _ask(self, sql: str) -> None:
        asked = subprocess.run(
            [_programs() / "psql", "-h", self.sockets, "-U", _USER, "-d", "postgres", "-c", sql],
            capture_output=True,
            text=True,
            check=False,
        )
        assert asked.returncode == 0, asked.stderr


def installed() -> bool:
    return next(iter(_folders()), None) is not None


@contextmanager
def running(
    folder: Path, *, durable: bool = False, more: Sequence[str] = (), port: int = 5432
) -> Iterator[Postgres]:
    """A server that only this machine's sockets in `folder` reach, ended with the context.

    Run again in the same folder it has what it had. `more`: settings of its own.
    """
    account = _ACCOUNT if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    if account is not None:
        shutil.chown(folder, account, account)
    data, log = folder / "data", folder / "log"
    if not data.exists():
        begin: list[str | Path] = [_programs() / "initdb", "-D", data, "-U", _USER, "-E", "UTF8"]
        begun = _start([*begin, *_LOCALE, "--no-sync"], account, log)
        assert begun.wait() == 0, log.read_text()
    settings = [word for one in (*(() if durable else _SETTINGS), *more) for word in ("-c", one)]
    server: list[str | Path] = [
        _programs() / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-h",
        "",
        "-p",
        str(port),
        *settings,
    ]
    process = _start(server, account, log)
    try:
        _wait(folder, port, process, log)
        yield Postgres(folder, process.pid)
    finally:
        # What will be gone in a moment need not be written first.
        process.send_signal(signal.SIGINT if durable else signal.SIGQUIT)
        process.wait()


def _start(
    command: Sequence[str | Path], account: str | None, log: Path
) -> subprocess.Popen[bytes]:
    # Not a pipe: nobody reads it, and a server that cannot write its log stands still.
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            user=account,
            group=None if account is None else pwd.getpwnam(account).pw_gid,
            extra_groups=None if account is None else [],
            preexec_fn=_ended_with(os.getpid()),
            cwd="/",
        )


def _ended_with(parent: int) -> Callable[[], None]:
    """Asks the kernel to end the child when whoever started it is gone, killed or not."""
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _wait(folder: Path, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ready: list[str | Path] = [_programs() / "pg_isready", "-q", "-h", folder, "-p", str(port)]
    last = time.monotonic() + _STARTED_S
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > last:
            raise AssertionError(log.read_text())
        time.sleep(0.05)


def _programs() -> Path:
    return next(iter(_folders()))


def _folders() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
