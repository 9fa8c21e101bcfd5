"""The registers of documents, and every event chained to the one before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.register.acting import GENESIS, event_hash
from pipeline.register.schema import UtcTime

revision = "0006"
down_revision = "0005"

_AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("events", sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
    )
    _chain_events()
    _entries()
    _forms()
    _waiting()
    _outside()


def _chain_events() -> None:
    events = sa.table(
        "events",
        sa.column("id", sa.Integer),
        sa.column("at", UtcTime),
        *(sa.column(name, sa.Text) for name in ("who", "what", "object_kind", "object_id")),
        *(sa.column(name, sa.Text) for name in ("field", "old", "new", "hash")),
    )
    bind = op.get_bind()
    number, last = 0, GENESIS
    while rows := bind.execute(
        sa.select(events).where(events.c.id > number).order_by(events.c.id).limit(_AT_ONCE)
    ).all():
        hashes = []
        for row in rows:
            number, last = row.id, event_hash(last, dict(row._mapping))
            hashes.append({"of": number, "now": last})
        chained = sa.update(events).where(events.c.id == sa.bindparam("of"))
        bind.execute(chained.values(hash=sa.bindparam("now")), hashes)
    chain = sa.table("chain", *(sa.column(name) for name in ("id", "events", "hash")))
    bind.execute(sa.insert(chain).values(id=1, events=number, hash=last))


def _text(name: str, *, needed: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not needed, server_default=default)


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("direction", needed=True),
        _text("book", needed=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        *(_text(name, needed=True) for name in ("arrived_at", "arrived_on", "channel")),
        *(_text(name, needed=True) for name in ("matter", "status")),
        *(_text(name) for name in ("type", "code_number", "code_notation", "code_key")),
        *(_text(name) for name in ("issued_on", "issuer", "issuer_key", "issuer_id", "subject")),
        *(_text(name) for name in ("signer_name", "signer_position", "urgency", "secrecy")),
        _text("language"),
        sa.Column("page_amount", sa.Integer()),
        sa.Column("issued_amount", sa.Integer()),
        *(_text(name) for name in ("to_places", "file_code", "note", "paper_class")),
        _text("unit", needed=True, default=""),
        _text("assignee", needed=True, default=""),
        *(_text(name) for name in ("due_on", "received_on", "done_on")),
        _text("signatures", needed=True, default="none"),
        sa.Column("earlier_id", sa.Integer(), sa.ForeignKey("entries.id")),
        _text("receipt", needed=True),
        sa.UniqueConstraint("book", "year", "number", name="uq_entries_book_year_number"),
        sa.UniqueConstraint("receipt", name="uq_entries_receipt"),
        sa.CheckConstraint("number IS NULL OR number > 0", name="ck_entries_number"),
    )
    for columns in (
        ["direction", "arrived_on"],
        ["code_key"],
        ["issuer_key", "issued_on"],
        ["status", "due_on"],
        ["earlier_id"],
    ):
        op.create_index(f"ix_entries_{'_'.join(columns)}", "entries", columns)
    op.create_table(
        "counters",
        _text("book", needed=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "year"),
    )


def _forms() -> None:
    op.create_table(
        "forms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id"), nullable=False),
        *(_text(name, needed=True) for name in ("channel", "arrived_at")),
        *(_text(name) for name in ("document_id", "sha256", "message_id")),
        _text("signatures", needed=True, default="none"),
        sa.Column("score", sa.Float()),
        sa.Column("evidence", sa.JSON()),
        sa.UniqueConstraint("document_id", name="uq_forms_document_id"),
    )
    for name in ("entry_id", "sha256", "message_id"):
        op.create_index(f"ix_forms_{name}", "forms", [name])


def _waiting() -> None:
    op.create_table(
        "refusals",
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_text(name, needed=True) for name in ("rule", "part", "clause")),
        sa.PrimaryKeyConstraint("entry_id", "position"),
    )
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id"), nullable=False),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("entries.id"), nullable=False),
        _text("kind", needed=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        *(_text(name, needed=True) for name in ("state", "at")),
        sa.UniqueConstraint("entry_id", "other_id", name="uq_matches_entry_id_other_id"),
    )
    op.create_index("ix_matches_state", "matches", ["state"])
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(_text(name, needed=True) for name in ("document_id", "reason", "asked_by", "asked_at")),
        *(_text(name) for name in ("decided_by", "decided_at")),
        sa.Column("granted", sa.Integer()),
    )
    op.create_index("ix_releases_document_id", "releases", ["document_id"])


def _outside() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), primary_key=True),
        *(_text(name, needed=True) for name in ("direction", "transport", "partner", "kind")),
        _text("state", needed=True),
        _text("reason"),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id")),
        *(_text(name, needed=True) for name in ("sha256", "stored_path", "at")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        _text("next_try_at"),
    )
    op.create_index("ix_messages_direction_state", "messages", ["direction", "state"])
    op.create_index("ix_messages_entry_id", "messages", ["entry_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(_text(name, needed=True) for name in ("at", "kind")),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id")),
        sa.Column("facts", sa.JSON(), nullable=False),
        _text("sent_at"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        _text("failure"),
    )
    op.create_index("ix_notices_sent_at", "notices", ["sent_at"])
