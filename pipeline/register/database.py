"""Opens the register's database: pragmas, transactions, the schema's revision, its errors."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from pipeline.errors import ArchiveBusy, ArchiveUnusable, SohoaError

log = logging.getLogger(__name__)

FILE_NAME = "sohoa.db"
HEAD = "0007"
"""The newest revision in `migrations/versions`; known here so that opening needs no Alembic."""

BUSY_TIMEOUT_S = 30.0


def open_database(path: Path) -> Engine:
    """The database at `path`, created or brought to the newest revision.

    Raises:
        ArchiveUnusable: it cannot be opened, is damaged, or was made by a newer version.
        ArchiveBusy: another process kept it locked for too long.
    """
    engine = _connect(path)
    try:
        with reading(engine, path) as connection:
            revision = stored_revision(connection)
        if revision != HEAD:
            _upgrade(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """A transaction that sees one state of the database and never waits for a writer."""
    with _translated(path), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Connection]:
    """A transaction that is all kept or all dropped; writers come one after another."""
    with _translated(path), engine.execution_options(writing=True).begin() as connection:
        yield connection


def stored_revision(connection: Connection) -> str | None:
    """The schema revision of the database, None for an empty one."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if found is None:
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _connect(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_TIMEOUT_S},
        json_serializer=_to_json,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions begin too late and commit before a change of schema.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # A writer takes its place before it reads: an upgrade from reader to writer can't wait.
    writer = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _upgrade(engine: Engine, path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    scripts = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with writing(engine, path) as connection:
        revision = stored_revision(connection)
        if revision is not None and revision not in known:
            raise ArchiveUnusable(
                "register_newer", {"path": str(path), "found": revision, "known": HEAD}
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.info("register %s is at revision %s", path, HEAD)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error.orig, sqlite3.DatabaseError):
            raise
        if isinstance(error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise _as_ours(error.orig, path) from error
    except sqlite3.DatabaseError as error:
        raise _as_ours(error, path) from error


def _as_ours(error: sqlite3.DatabaseError, path: Path) -> SohoaError:
    name = getattr(error, "sqlite_errorname", "") or ""
    params: dict[str, str | int | float] = {"path": str(path), "why": str(error)}
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveBusy("register_busy", params)
    if name.startswith("SQLITE_FULL"):
        return ArchiveUnusable("register_full", params)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return ArchiveUnusable("register_damaged", params)
    return ArchiveUnusable("register_unusable", params)


def _to_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text
