"""Batches are signed off by samples; the queue and numbers near by are found by index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("accept", sa.Integer(), nullable=False),
        sa.Column("aql", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.Text()),
    )
    op.create_index("ix_samples_batch_id", "samples", ["batch_id"])
    op.create_table(
        "sample_items",
        sa.Column("sample_id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Text(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_by", sa.Text()),
        sa.Column("checked_at", sa.Text()),
        sa.Column("wrong", sa.JSON()),
    )
    op.drop_index("ix_doubts_queue", "doubts")
    queue = ["waits", "field", "confidence", "document_id", "batch_id", "access", "unit"]
    op.create_index("ix_doubts_queue", "doubts", queue)
    series = ["issuer", "notation", "number"]
    op.create_index("ix_documents_series", "documents", series)
