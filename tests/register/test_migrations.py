"""Registers of earlier revisions are brought to the newest."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from pipeline.model.access import EVERYTHING, UNDECLARED
from pipeline.model.record import Field, Reason, Record, State
from pipeline.register.database import FILE_NAME
from pipeline.register.store import open_register
from pipeline.review_rules import default_review
from tests.register.test_register_database import NOW, document, hand_in

_SINCE_0015 = (
    "samples",
    "sample_items",
    "corrections",
    "machine_records",
    "doubts",
    "files_behind",
)
_SINCE_0006 = (
    *_SINCE_0015,
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
    for index in ("issuer", "series"):
        connection.execute(f"DROP INDEX ix_documents_{index}")
    for column in ("revision", "machine_revision", "fixes"):
        connection.execute(f"ALTER TABLE documents DROP COLUMN {column}")
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


def test_what_waits_for_a_look_is_asked_about_from_then_on(tmp_path: Path) -> None:
    with open_register(tmp_path) as register:
        (entry,) = hand_in(register, 1)
        doubtful = Record(
            number=Field("12", 0.5, (), True, "handwritten"),
            code=Field("12/QĐ-UBND", 0.5, (), True, "low_confidence"),
            date=Field("2017-11-05", 0.4, (), True, "low_confidence"),
            urgency=Field("Khẩn", 0.9),
        )
        reasons = (
            Reason("field_review", {"field": "number", "why": "handwritten"}),
            Reason("field_review", {"field": "code", "why": "low_confidence"}),
            Reason("field_review", {"field": "date", "why": "low_confidence"}),
            Reason("field_missing", {"field": "issuer"}),
            Reason("page_failed", {"page": 1, "why": "timeout"}),
            Reason("page_failed", {"page": 2, "why": "timeout"}),
        )
        asked = replace(document(1), state=State.REVIEW, record=doubtful, reasons=reasons)
        register.register_document(asked, entry, NOW, "ai")
        before = register.doubts.queue(EVERYTHING, default_review())
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        for name in ("worked", "senders"):
            connection.execute(f"DROP INDEX ix_entries_{name}")
        days = "ix_entries_direction_arrived_on ON entries (direction, arrived_on)"
        connection.execute(f"CREATE INDEX {days}")
        for table in _SINCE_0015:
            connection.execute(f"DROP TABLE {table}")
        for index in ("issuer", "series"):
            connection.execute(f"DROP INDEX ix_documents_{index}")
        for column in ("revision", "machine_revision", "fixes"):
            connection.execute(f"ALTER TABLE documents DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0014'")
    connection.close()
    with open_register(tmp_path) as register:
        after = register.doubts.queue(EVERYTHING, default_review())
    assert after == before
    assert [(one.field, one.reason) for one in after.doubts] == [
        ("number", "handwritten"),
        ("date", "low_confidence"),
        ("page_failed", "page_failed"),
        ("issuer", "missing"),
    ]
