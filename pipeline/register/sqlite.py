"""The register in a file of the archive: pragmas, transactions, errors of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from pipeline.errors import ArchiveBusy, ArchiveUnusable, Param, SohoaError

BUSY_TIMEOUT_S = 30.0


def connect(path: Path, to_json: Callable[[Any], str]) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_TIMEOUT_S},
        json_serializer=to_json,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def as_ours(error: BaseException | None, name: str) -> SohoaError | None:
    """None for what is a mistake of ours and no trouble of the file."""
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return None
    code = getattr(error, "sqlite_errorname", "") or ""
    params: dict[str, Param] = {"path": name, "why": str(error)}
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveBusy("register_busy", params)
    if code.startswith("SQLITE_FULL"):
        return ArchiveUnusable("register_full", params)
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return ArchiveUnusable("register_damaged", params)
    return ArchiveUnusable("register_unusable", params)


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
