"""The register on a PostgreSQL server: transactions, waiting in line, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pg8000.exceptions
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import ArchiveBusy, ArchiveUnusable, Param, SettingsInvalid, SohoaError

BUSY_TIMEOUT_S = 30
_CONNECT_TIMEOUT_S = 10
_DRIVER = "postgresql+pg8000"
_LINE = 0x736F686F61
"""Number of the advisory lock that writers stand in line for ("sohoa")."""
ERRORS = (pg8000.exceptions.Error, OSError)
"""What the driver raises outside of a statement."""
_BUSY = frozenset({"55P03", "40P01", "40001", "57014"})
"""lock_not_available, deadlock_detected, serialization_failure, query_canceled."""
_FULL = frozenset({"53100", "53200"})
_OURS = ("22", "23", "42")
"""Classes of errors that a wrong statement or value makes."""


def connect(url: str, to_json: Callable[[Any], str]) -> Engine:
    """Raises: SettingsInvalid when it is no address of such a server."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise SettingsInvalid("register_url") from error
    if address.get_backend_name() != "postgresql" or not address.database:
        raise SettingsInvalid("register_url")
    engine = create_engine(
        address.set(drivername=_DRIVER),
        connect_args={"timeout": _CONNECT_TIMEOUT_S, "application_name": "sohoa"},
        json_serializer=to_json,
        # A server that was restarted meanwhile is not noticed by an old connection.
        pool_pre_ping=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def as_ours(error: BaseException | None, name: str) -> SohoaError | None:
    """None for what is a mistake of ours and no trouble of the server."""
    told = error.args[0] if error is not None and error.args else ""
    code = told.get("C", "") if isinstance(told, dict) else ""
    why = str(told.get("M", "")) if isinstance(told, dict) else str(error)
    params: dict[str, Param] = {"path": name, "why": why}
    if code in _BUSY:
        return ArchiveBusy("register_busy", params)
    if code in _FULL:
        return ArchiveUnusable("register_full", params)
    if code.startswith(_OURS) and code != "42501":
        return None
    return ArchiveUnusable("register_server", params)


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_S}s'")
    # As with the file: a writer takes its place before it reads, so that what it reads holds.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LINE})")
