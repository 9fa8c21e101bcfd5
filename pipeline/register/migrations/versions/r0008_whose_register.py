"""Which archive a register on a server belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("archive", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("archive", name="pk_identity"),
    )
