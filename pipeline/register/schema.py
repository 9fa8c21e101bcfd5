"""The tables of the register, as the code sees them; the migrations build them."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from pipeline.errors import ArchiveUnusable

_STRAY = "\uf8ff"
"""A private character, which no keyboard types."""


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as ISO 8601 in UTC with its offset and always the same length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without an offset: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """Raises: ArchiveUnusable: it was altered from outside into what is no time."""
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ArchiveUnusable("register_altered", {"what": repr(value)[:60]}) from error


class FileName(TypeDecorator[str]):
    """A name or path; one that is not valid text (a stray Latin-1 byte) keeps its bytes.

    SQLite takes them as they are; elsewhere they are written in hexadecimal behind a mark.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | bytes | None:
        if value is None:
            return None
        in_file = dialect.name == "sqlite"
        if _is_text(value) and (in_file or not ("\0" in value or value.startswith(_STRAY))):
            return value
        stray = os.fsencode(value)
        return stray if in_file else _STRAY + stray.hex()

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:
        if isinstance(value, bytes):
            return os.fsdecode(value)
        if value is not None and dialect.name != "sqlite" and value.startswith(_STRAY):
            return os.fsdecode(bytes.fromhex(value.removeprefix(_STRAY)))
        return value


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("arguments_digest", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("access", Text, nullable=False, server_default="conditional"),
    Column("unit", Text, nullable=False, server_default=""),
    UniqueConstraint("name"),
)

inputs = Table(
    "inputs",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source_path", FileName, nullable=False),
    Column("source_name", FileName, nullable=False),
    Column("sha256", Text),
    Column("state", Text),
    Column("document_id", Text),
    Column("reasons", JSON, nullable=False),
    UniqueConstraint("batch_id", "source_path"),
)

masters = Table(
    "masters",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("signed", Boolean, nullable=False),
    Column("stored_path", Text, nullable=False),
    Column("source_name", FileName, nullable=False),
    Column("stored_at", UtcTime, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", ForeignKey("masters.sha256"), nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("source_name", FileName, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("record", JSON, nullable=False),
    Column("type", Text),
    Column("number", Text),
    Column("notation", Text),
    Column("code", Text),
    Column("date", Text),
    Column("issuer", Text),
    Column("issuer_parent", Text),
    Column("subject", Text),
    Column("urgency", Text),
    Column("secrecy", Text),
    Column("pdf_path", Text),
    Column("pdf_sha256", Text),
    Column("pdf_conformance", Text),
    Column("alto_path", Text),
    Column("alto_sha256", Text),
    Column("settings_digest", Text, nullable=False),
    Column("software", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("access", Text, nullable=False, server_default="conditional"),
    Column("unit", Text, nullable=False, server_default=""),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("machine_revision", Integer, nullable=False, server_default="0"),
    Column("fixes", JSON),
    ForeignKeyConstraint(["batch_id", "position"], ["inputs.batch_id", "inputs.position"]),
    Index(None, "batch_id", "position", "first_page", "id"),
    Index(None, "sha256"),
    Index(None, "state"),
    Index(None, "code"),
    Index(None, "date"),
    Index("ix_documents_issuer", "issuer", "date"),
    Index("ix_documents_series", "issuer", "notation", "number"),
)
"""`revision` counts what changed the record, `machine_revision` is that of the last change by
machine or of its pages; `fixes` are the words that people corrected on its pages."""

DOCUMENT_FIELDS = (
    "type",
    "number",
    "notation",
    "code",
    "date",
    "issuer",
    "issuer_parent",
    "subject",
    "urgency",
    "secrecy",
)
"""The fields of a record that have a column of their own."""

citations = Table(
    "citations",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("relation", Text, nullable=False),
    Column("code_key", Text),
    Column("name_key", Text, nullable=False),
    Column("date", Text),
    Index(None, "code_key"),
    Index(None, "name_key"),
)
"""What each document cites, by keys that forget separators, marks and case."""

pages = Table(
    "pages",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("dpi", Float, nullable=False),
    Column("rotation_deg", Integer, nullable=False),
    Column("skew_deg", Float, nullable=False),
    Column("origin", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("confidence", Float),
    Column("failure", Text),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("field", Text),
    Column("old", Text),
    Column("new", Text),
    Column("hash", Text, nullable=False),
    Index(None, "object_kind", "object_id"),
)
"""`hash` covers the event and the hash of the one before it (`register.audit`)."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)
"""Ids are never used again: clearing what was read cannot clear what came later."""

identity = Table("identity", metadata, Column("archive", Text, primary_key=True))
"""One row where the register is on a server: the archive that it belongs to."""

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("asked", JSON, nullable=False),
)
"""Searches that people keep under a name."""
