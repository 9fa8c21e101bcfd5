"""Every test of the register that takes `places` runs on each database."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from pipeline.register.database import open_database
from pipeline.register.store import Register, open_register
from tests.postgres.server import Postgres, installed, running

Open = Callable[[], Register]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if not installed():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not in pytest's own folder: the server runs under an account that may not enter it.
    with tempfile.TemporaryDirectory(prefix="sohoa-pg-") as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder) / "server") as server:
            # Copied for each test: to migrate anew takes twenty times as long.
            open_database(Path(folder), server.new_database(_MIGRATED)).dispose()
            yield server


_names = count(1)
_MIGRATED = "migrated"


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the register of a test is: None for the archive's own file."""
    if request.param == "sqlite":
        yield None
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"archive{next(_names)}"
    yield server.new_database(name, _MIGRATED)
    server.drop(name)


@pytest.fixture
def open_here(tmp_path: Path, address: str | None) -> Open:
    """Opens the test's register, as often as it likes."""
    return lambda: open_register(tmp_path, address)


@pytest.fixture
def register(open_here: Open) -> Iterator[Register]:
    with open_here() as opened:
        yield opened
