"""The tables of the registers of documents: entries, their forms, and what waits for people."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.register.schema import UtcTime
from pipeline.register.schema import metadata as metadata

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("direction", Text, nullable=False),
    Column("book", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer),
    Column("arrived_at", UtcTime, nullable=False),
    Column("arrived_on", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("type", Text),
    Column("code_number", Text),
    Column("code_notation", Text),
    Column("code_key", Text),
    Column("issued_on", Text),
    Column("issuer", Text),
    Column("issuer_key", Text),
    Column("issuer_id", Text),
    Column("subject", Text),
    Column("signer_name", Text),
    Column("signer_position", Text),
    Column("urgency", Text),
    Column("secrecy", Text),
    Column("language", Text),
    Column("page_amount", Integer),
    Column("issued_amount", Integer),
    Column("to_places", Text),
    Column("file_code", Text),
    Column("note", Text),
    Column("paper_class", Text),
    Column("unit", Text, nullable=False, server_default=""),
    Column("assignee", Text, nullable=False, server_default=""),
    Column("due_on", Text),
    Column("received_on", Text),
    Column("done_on", Text),
    Column("signatures", Text, nullable=False, server_default="none"),
    Column("earlier_id", ForeignKey("entries.id")),
    Column("receipt", Text, nullable=False),
    Column("unsure", Text, nullable=False, server_default=""),
    UniqueConstraint("book", "year", "number"),
    UniqueConstraint("receipt"),
    CheckConstraint("number IS NULL OR number > 0", name="ck_entries_number"),
    Index(
        "ix_entries_worked",
        *("direction", "status", "arrived_on", "done_on", "book", "unit", "issuer_key"),
    ),
    Index(
        "ix_entries_senders",
        *("direction", "arrived_on", "issuer_key", "matter", "paper_class", "book", "unit"),
    ),
    Index(
        "ix_entries_reported",
        *("direction", "arrived_on", "channel", "matter", "paper_class", "type"),
        *("signatures", "status", "due_on", "done_on", "book", "unit", "issuer_key"),
    ),
    Index(None, "code_key"),
    Index(None, "issuer_key", "issued_on"),
    Index(None, "status", "due_on"),
    Index(None, "earlier_id"),
)
"""`code_key` and `issuer_key` forget separators, marks and case, for matching (`entry_rows`).

`unsure` names the fields that a person has to look at, parted by commas.
`arrived_on` is the day in the office's own time zone; `number` is NULL until it is received.
"""

forms = Table(
    "forms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("document_id", Text),
    Column("sha256", Text),
    Column("message_id", Text),
    Column("signatures", Text, nullable=False, server_default="none"),
    Column("score", Float),
    Column("evidence", JSON),
    UniqueConstraint("document_id"),
    Index(None, "entry_id"),
    Index(None, "sha256"),
    Index(None, "message_id"),
)

counters = Table(
    "counters",
    metadata,
    Column("book", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number given; taken in the transaction of the entry, so that none is lost."""

refusals = Table(
    "refusals",
    metadata,
    Column("entry_id", ForeignKey("entries.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("clause", Text, nullable=False),
)
"""What a refused document lacks: each missing part with the clause that asks for it."""

matches = Table(
    "matches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id"), nullable=False),
    Column("other_id", ForeignKey("entries.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("entry_id", "other_id"),
    Index(None, "state"),
)
"""Pairs of entries that may be one document, or that share a code and differ (an alarm)."""

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("direction", Text, nullable=False),
    Column("transport", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("entry_id", ForeignKey("entries.id")),
    Column("sha256", Text, nullable=False),
    Column("stored_path", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", UtcTime),
    Index(None, "direction", "state"),
    Index(None, "entry_id"),
)
"""Messages of exchange and mail that came in or are to go out; one id is handled once."""

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entry_id", ForeignKey("entries.id")),
    Column("facts", JSON, nullable=False),
    Column("sent_at", UtcTime),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("failure", Text),
    Index(None, "sent_at"),
)
"""Announcements that wait to be sent, written in the transaction of what they announce.

`sent_at` is set when nothing is left to do; how far each gateway is stands in `deliveries`.
"""

deliveries = Table(
    "deliveries",
    metadata,
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("gateway", Text, primary_key=True),
    Column("sent_at", UtcTime),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcTime),
    Column("failure", Text),
)
"""What became of an announcement at each gateway."""

mail_seen = Table(
    "mail_seen",
    metadata,
    Column("box", Text, primary_key=True),
    Column("validity", BigInteger, primary_key=True, autoincrement=False),
    Column("uid", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("marked", Integer, nullable=False, server_default="0"),
)
"""Which messages of a mailbox are in the archive (UIDVALIDITY and UID, RFC 9051, 2.3.1.1), and
whether the mailbox was told so."""

releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", UtcTime),
    Column("granted", Integer),
    Index(None, "document_id"),
)
"""Releases from quarantine: one person asks, another decides."""

signatures = Table(
    "signatures",
    metadata,
    Column("sha256", ForeignKey("masters.sha256"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("found", JSON, nullable=False),
    Column("anchors", Text, nullable=False),
    Column("judged_at", UtcTime, nullable=False),
    Index(None, "state"),
)
"""The digital signatures of a master, judged; one without any has no row.

`anchors` is a digest of the trust anchors that they were judged by.
"""

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("events", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""One row: number of events and the hash of the last, which a cut tail does not fit."""

intake_jobs = Table(
    "intake_jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("access", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("book", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("problem", JSON(none_as_null=True)),
    UniqueConstraint("name"),
    Index(None, "state"),
)
"""What was handed in at the workbench, and what of it waits to be digitised."""
