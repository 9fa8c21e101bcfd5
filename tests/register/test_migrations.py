"""Registers of earlier revisions are brought to the newest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipeline.model.access import UNDECLARED
from pipeline.register.database import FILE_NAME
from pipeline.register.store import open_register
from tests.register.test_register_database import NOW, document, hand_in

_SINCE_0006 = (
    "sessions",
    "accounts",
    "intake_jobs",
    "sign_in_tries",
    "signatures",
    "deliveries",
    "mail_seen",
    "identity",
    "releases",
    "matches",
    "refusals",
    "forms",
    "messages",
    "notices",
    "entries",
    "counters",
    "chain",
)


def _drop_holdings(connection: sqlite3.Connection) -> None:
    """As it was before revision 0004."""
    for table in _SINCE_0006:
        connection.execute(f"DROP TABLE {table}")
    connection.execute("ALTER TABLE events DROP COLUMN hash")
    connection.execute("DROP TABLE saved_searches")
    for table in ("batches", "documents"):
        for column in ("access", "unit"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def test_what_was_registered_before_access_was_known_is_conditional(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        (entry,) = hand_in(register, 1)
        register.register_document(document(1), entry, NOW, "ai")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        _drop_holdings(connection)
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()
    with open_register(tmp_path) as register:
        assert register.document("d001").holding == UNDECLARED


def test_a_register_without_citations_is_migrated(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        (entry,) = hand_in(register, 1)
        register.register_document(document(1), entry, NOW, "ai")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("DROP TABLE citations")
        _drop_holdings(connection)
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    with open_register(tmp_path) as register:
        assert [one.id for one in register.documents()] == ["d001"]
        assert list(register.documents(cites="30/2020/NĐ-CP")) == []


def test_events_of_before_are_chained(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        (entry,) = hand_in(register, 1)
        register.register_document(document(1), entry, NOW, "ai")
        before = register.trail.audit()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        _drop_holdings(connection)
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()
    with open_register(tmp_path) as register:
        after = register.trail.audit()
    assert after == before
    assert after.events > 0
    assert after.findings == ()
