"""Whose a document is and who may see it; what was there before is conditional, of no unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for table in ("batches", "documents"):
        access = sa.Column("access", sa.Text(), nullable=False, server_default="conditional")
        op.add_column(table, access)
        op.add_column(table, sa.Column("unit", sa.Text(), nullable=False, server_default=""))
