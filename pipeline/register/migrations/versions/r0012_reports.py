"""What reports count by stands together in an index."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index(
        "ix_entries_reported",
        "entries",
        [
            *("direction", "arrived_on", "channel", "matter", "paper_class", "type"),
            *("signatures", "status", "due_on", "done_on", "book", "unit", "issuer_key"),
        ],
    )
