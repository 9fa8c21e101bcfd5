"""What became of announcements at each gateway; which messages of a mailbox were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notices.id"), primary_key=True),
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("sent_at", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Text()),
        sa.Column("failure", sa.Text()),
    )
    op.create_table(
        "mail_seen",
        sa.Column("box", sa.Text(), primary_key=True),
        sa.Column("validity", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("uid", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.Text(), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False, server_default="0"),
    )
