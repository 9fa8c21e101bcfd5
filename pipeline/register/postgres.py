"""The register on a PostgreSQL server: connections, waiting in line, errors."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Engine, Text, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.ext.compiler import compiles

from pipeline.errors import (
    ArchiveBusy,
    ArchiveUnusable,
    NotAllowed,
    Param,
    SettingsInvalid,
    SohoaError,
)
from pipeline.register.postgres_tls import tls_of

BUSY_TIMEOUT_S = 30
STATEMENT_TIMEOUT_S = 120
_NETWORK_S = 30
"""What the network may add to the time of a statement."""
_SILENT_S = 60
"""A writer that says nothing for so long was killed, and something else holds its connection."""
_CONNECTIONS = 15
_DRIVER = "postgresql+pg8000"
_LINE = 0x736F686F61
"""Number of the advisory lock that writers stand in line for ("sohoa")."""
_BUSY = frozenset({"55P03", "40P01", "40001", "57014"})
"""lock_not_available, deadlock_detected, serialization_failure, query_canceled."""
_FULL = frozenset({"53100", "53200"})
_UNSTORABLE = frozenset({"22021", "22P05"})
"""character_not_in_repertoire, untranslatable_character."""
_CUT_OFF = ("08", "57P")
_CONSTRAINT = "23"
_OURS = ("22", "42")
"""Classes of errors that a wrong statement or value makes."""
_NO_RIGHT = "42501"


def connect(url: str, to_json: Callable[[Any], str]) -> Engine:
    """Raises: SettingsInvalid when it is no address of such a server, or its TLS cannot be had."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    # Not within `except`: what the parser says of an address has its password.
    if address is None or address.get_backend_name() != "postgresql" or not address.database:
        raise SettingsInvalid("register_url")
    address, tls = tls_of(address)
    engine = create_engine(
        address.set(drivername=_DRIVER),
        # The driver gives each answer this long, not only the connection.
        connect_args={
            "timeout": STATEMENT_TIMEOUT_S + _NETWORK_S,
            "application_name": "sohoa",
            "ssl_context": tls,
        },
        json_serializer=to_json,
        # A server that was restarted meanwhile is not noticed by an old connection.
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        hide_parameters=True,
    )
    # The driver sends the rows of one INSERT one by one otherwise: a register would load for hours.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    name = engine.url.render_as_string(hide_password=True)
    event.listen(engine, "handle_error", lambda context: _ours(context, name), retval=True)
    event.listen(engine, "do_connect", lambda *asked: _connected(name, *asked))
    return engine


def _connected(
    name: str, dialect: Any, _record: object, arguments: list[Any], named: dict[str, Any]
) -> Any:
    """A connection of the driver, which lets what fails in TLS through as it is."""
    try:
        return dialect.connect(*arguments, **named)
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.strerror or str(error)
        raise _unusable(name, why) from error


def _prepare(connection: Any, _record: object) -> None:
    times = {"lock_timeout": BUSY_TIMEOUT_S, "statement_timeout": STATEMENT_TIMEOUT_S}
    connection.autocommit = True
    cursor = connection.cursor()
    for name, seconds in times.items():
        cursor.execute("SELECT set_config(%s, %s, false)", (name, f"{seconds}s"))
    # To compile a report's statements takes longer than to run them.
    cursor.execute("SET jit = off")
    cursor.close()
    connection.autocommit = False


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    # As with the file: a writer takes its place before it reads, so that what it reads holds.
    connection.exec_driver_sql(
        f"SET LOCAL idle_in_transaction_session_timeout = '{_SILENT_S}s';"
        f" SELECT pg_advisory_xact_lock({_LINE})"
    )


def _ours(context: ExceptionContext, name: str) -> BaseException | None:
    """What goes up in place of the driver's exception; None leaves that as it is."""
    error = context.original_exception
    if isinstance(error, UnicodeEncodeError):
        # Half of the message is on its way: the next one would get its answer.
        context.is_disconnect = True
        return NotAllowed("text_unstorable")
    if isinstance(error, OSError):
        context.is_disconnect = True
        return _unusable(name, error.strerror or type(error).__name__)
    if not isinstance(error, context.dialect.loaded_dbapi.Error):
        return None
    told = error.args[0] if error.args else ""
    if not isinstance(told, dict):
        context.is_disconnect = True
        cause = error.__cause__
        return _unusable(name, str(cause) if isinstance(cause, OSError) else str(told))
    code, why = str(told.get("C", "")), str(told.get("M", ""))
    if code.startswith(_CONSTRAINT):
        return IntegrityError(context.statement, None, error)
    context.is_disconnect |= code.startswith(_CUT_OFF)
    return _of_code(code, why, name)


def _of_code(code: str, why: str, name: str) -> SohoaError | None:
    """None for what is a mistake of ours and no trouble of the server."""
    params: dict[str, Param] = {"path": name, "why": why}
    if code in _BUSY:
        return ArchiveBusy("register_busy", params)
    if code in _FULL:
        return ArchiveUnusable("register_full", params)
    if code in _UNSTORABLE:
        return NotAllowed("text_unstorable")
    if code.startswith(_OURS) and code != _NO_RIGHT:
        return None
    return _unusable(name, why)


def _unusable(name: str, why: str) -> ArchiveUnusable:
    return ArchiveUnusable("register_server", {"path": name, "why": why})


@compiles(Text, "postgresql")
def _in_byte_order(element: Text, compiler: Any, **more: Any) -> str:
    """Columns of text are compared byte by byte, as in SQLite, whatever the server's language."""
    text: str = compiler.visit_text(element, **more)
    is_column = isinstance(more.get("type_expression"), Column)
    return f'{text} COLLATE "C"' if is_column else text
