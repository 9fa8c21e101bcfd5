"""What people said of documents, what the machine had said, and what still waits for a look."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_FOLLOWS = {"code": ("number", "notation"), "signer_authority": ("signer_position",)}


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("box", sa.JSON()),
        sa.Column("old", sa.JSON()),
        sa.Column("new", sa.JSON()),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("undone_at", sa.Text()),
        sa.Column("undone_by", sa.Text()),
        sa.UniqueConstraint("key", name="uq_corrections_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_sha256", "corrections", ["sha256"])
    op.create_index("ix_corrections_who", "corrections", ["who", "id"])
    op.create_table(
        "machine_records",
        sa.Column("document_id", sa.Text(), primary_key=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
    )
    op.create_table(
        "doubts",
        sa.Column("document_id", sa.Text(), primary_key=True),
        sa.Column("field", sa.Text(), primary_key=True),
        sa.Column("reason", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
    )
    op.create_table(
        "files_behind",
        sa.Column("document_id", sa.Text(), primary_key=True),
        sa.Column("words", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
    )
    for name in ("revision", "machine_revision"):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("documents", column)
    op.add_column("documents", sa.Column("fixes", sa.JSON()))
    op.create_index("ix_documents_issuer", "documents", ["issuer", "date"])
    _ask_what_waits()
    queue = ["field", "waits", "confidence", "document_id"]
    op.create_index("ix_doubts_queue", "doubts", queue)
    op.create_index("ix_doubts_batch_id", "doubts", ["batch_id"])


def _ask_what_waits() -> None:
    """A question for each doubt of the documents that are there."""
    connection = op.get_bind()
    asked = sa.text(
        "SELECT id, batch_id, access, unit, record, reasons FROM documents"
        " WHERE state = 'review' AND id > :after ORDER BY id LIMIT 200"
    )
    put = sa.text(
        "INSERT INTO doubts"
        " (document_id, field, reason, confidence, waits, batch_id, access, unit) VALUES"
        " (:document_id, :field, :reason, :confidence, :waits, :batch_id, :access, :unit)"
    )
    after = ""
    while rows := connection.execute(asked, {"after": after}).all():
        after = rows[-1].id
        if found := [question for row in rows for question in _questions(row)]:
            connection.execute(put, found)


def _questions(row: sa.Row[Any]) -> list[dict[str, Any]]:
    record, reasons = _plain(row.record), _plain(row.reasons)
    urgent = record.get("urgency", {}).get("value")
    of_row = {
        "document_id": row.id,
        "batch_id": row.batch_id,
        "access": row.access,
        "unit": row.unit,
        "waits": 0 if urgent else 1,
    }
    found = {}
    for code, params in reasons:
        name = params.get("field") if code in ("field_review", "field_missing") else None
        if name is None:
            found[code] = of_row | {"field": code, "reason": code, "confidence": 0.0}
        elif not any(record.get(part, {}).get("review") for part in _FOLLOWS.get(name, ())):
            field = record.get(name, {})
            why = "missing" if code == "field_missing" else field.get("reason")
            sure = field.get("confidence", 0.0)
            found[name] = of_row | {"field": name, "reason": why, "confidence": sure}
    return list(found.values())


def _plain(data: Any) -> Any:
    return json.loads(data) if isinstance(data, str) else data
