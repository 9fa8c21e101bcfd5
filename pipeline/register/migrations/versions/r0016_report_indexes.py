"""What reports count of work and by issuers is in the order of an index of its own."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index(
        "ix_entries_worked",
        "entries",
        ["direction", "status", "arrived_on", "done_on", "book", "unit", "issuer_key"],
    )
    op.create_index(
        "ix_entries_senders",
        "entries",
        ["direction", "arrived_on", "issuer_key", "matter", "paper_class", "book", "unit"],
    )
    # It is where each of the wider ones begins.
    op.drop_index("ix_entries_direction_arrived_on", table_name="entries")
