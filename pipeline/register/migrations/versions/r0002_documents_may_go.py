"""A document that was joined to another is gone, and the index is still told to forget it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the outbox anew without its reference to documents where it cannot be dropped."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_outbox_document_id", "outbox")
        return
    op.rename_table("outbox", "outbox_before")
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO outbox SELECT id, document_id, op, at FROM outbox_before")
    op.drop_table("outbox_before")
