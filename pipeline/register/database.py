"""Opens the register's database and keeps its transactions; the file's or the server's own part
is in `sqlite` and `postgres`."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from pipeline.errors import ArchiveBusy, ArchiveUnusable, Param
from pipeline.register import postgres, sqlite

log = logging.getLogger(__name__)

FILE_NAME = "sohoa.db"
HEAD = "0017"
"""The newest revision in `migrations/versions`; known here so that opening needs no Alembic."""


def open_database(path: Path, url: str | None = None, *, new: bool = True) -> Engine:
    """The database at `path`, or the server's at `url`, created or brought to the newest revision.

    Raises:
        ArchiveUnusable: it cannot be opened, is damaged, or was made by a newer version; it is
            empty and not meant to be `new`.
        ArchiveBusy: another process kept it locked for too long.
    """
    engine = sqlite.connect(path, _to_json) if url is None else postgres.connect(url, _to_json)
    try:
        with reading(engine, path) as connection:
            revision = stored_revision(connection)
        if revision is None and not new:
            raise ArchiveUnusable("register_not_there", {"path": _name(engine, path)})
        if revision != HEAD:
            _upgrade(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """A transaction that sees one state of the database and never waits for a writer."""
    with _translated(engine, path), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Connection]:
    """A transaction that is all kept or all dropped; writers come one after another."""
    with _translated(engine, path), engine.execution_options(writing=True).begin() as connection:
        yield connection


def scrub(engine: Engine, path: Path) -> None:
    """Writes the database anew, so that nothing deleted is left in its free room.

    Raises: ArchiveBusy: somebody reads it for too long.
    """
    if engine.dialect.name == "sqlite":
        with _translated(engine, path), closing(engine.raw_connection()) as raw:
            for command in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.cursor().execute(command)
        return
    # Not within a transaction, and the look whether the server is there has begun one.
    with _translated(engine, path), closing(engine.raw_connection()) as raw:
        driver = raw.driver_connection
        assert driver is not None
        driver.rollback()
        driver.autocommit = True
        try:
            driver.cursor().execute("VACUUM FULL")
        finally:
            driver.autocommit = False


def stored_revision(connection: Connection) -> str | None:
    """The schema revision of the database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


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
                "register_newer", {"path": _name(engine, path), "found": revision, "known": HEAD}
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.info("register %s is at revision %s", _name(engine, path), HEAD)


@contextmanager
def _translated(engine: Engine, path: Path) -> Iterator[None]:
    """SQLite's errors in our terms; those of a server come in them already (`postgres`)."""
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        ours = sqlite.as_ours(cause, _name(engine, path))
        if ours is None:
            raise
        raise ours from error
    except NoConnection as error:
        params: dict[str, Param] = {"path": _name(engine, path)}
        raise ArchiveBusy("register_busy", params) from error


def _name(engine: Engine, path: Path) -> str:
    """What messages call the database: never with a password."""
    if engine.dialect.name == "sqlite":
        return str(path)
    return engine.url.render_as_string(hide_password=True)


def _to_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text
