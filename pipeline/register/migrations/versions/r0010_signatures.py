"""Digital signatures of masters are kept as they were judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("sha256", sa.Text(), sa.ForeignKey("masters.sha256"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("anchors", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_signatures"),
    )
    op.create_index("ix_signatures_state", "signatures", ["state"])
