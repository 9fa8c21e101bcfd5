"""The documents that each document cites; records made before name none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "citations",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("code_key", sa.Text()),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("date", sa.Text()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_citations_document_id"),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_citations"),
    )
    op.create_index("ix_citations_code_key", "citations", ["code_key"])
    op.create_index("ix_citations_name_key", "citations", ["name_key"])
