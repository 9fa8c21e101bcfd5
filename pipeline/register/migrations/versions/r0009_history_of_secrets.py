"""What is done to secrets has a history of its own, chained like the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.register.acting import GENESIS, SECRET

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    chain = sa.table("chain", *(sa.column(name) for name in ("id", "events", "hash")))
    op.get_bind().execute(sa.insert(chain).values(id=SECRET, events=0, hash=GENESIS))
