"""The tables of reviewing: what people said, what the machine had said, what still waits."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.register.schema import UtcTime, metadata

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("page", Integer),
    Column("box", JSON),
    Column("old", JSON),
    Column("new", JSON),
    Column("how", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("key", Text),
    Column("undone_at", UtcTime),
    Column("undone_by", Text),
    UniqueConstraint("key"),
    Index(None, "sha256"),
    Index("ix_corrections_who", "who", "id"),
    sqlite_autoincrement=True,
)
"""They outlive the row of their document: `page` counts in the file, and a document that is put
together anew finds those that are about it (`register.correcting`)."""

machine_records = Table(
    "machine_records",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("record", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
)
"""What was read of a document, where its row has what people said over it."""

doubts = Table(
    "doubts",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("reason", Text),
    Column("confidence", Float, nullable=False),
    Column("waits", Integer, nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("access", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Index(
        "ix_doubts_queue",
        *("waits", "field", "confidence", "document_id", "batch_id", "access", "unit"),
    ),
    Index(None, "batch_id"),
)
"""A row for each question about a document, written with it: nobody parses records to find them.

`waits`: 0 for what is urgent, else 1.
"""

files_behind = Table(
    "files_behind",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("words", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""Documents whose archival files do not say yet what the register says; `words`: in the text."""

samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    Column("lot", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("accept", Integer, nullable=False),
    Column("aql", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("drawn_by", Text, nullable=False),
    Column("drawn_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", UtcTime),
    Index(None, "batch_id"),
)

sample_items = Table(
    "sample_items",
    metadata,
    Column("sample_id", Integer, primary_key=True),
    Column("document_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("checked_by", Text),
    Column("checked_at", UtcTime),
    Column("wrong", JSON),
)
"""The documents that were drawn, and what a second person found wrong in each."""
