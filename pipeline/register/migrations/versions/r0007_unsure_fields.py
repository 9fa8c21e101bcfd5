"""Entries name the fields that a person has to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("entries", sa.Column("unsure", sa.Text(), nullable=False, server_default=""))
