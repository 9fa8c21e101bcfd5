"""The tables of accounts: who may come in, who is in, who tried in vain."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.register.schema import UtcTime
from pipeline.register.schema import metadata as metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("units", JSON(none_as_null=True)),
    Column("unit", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password", Text),
    Column("must_change", Boolean, nullable=False),
    Column("issuer", Text),
    Column("subject", Text),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("signed_in_at", UtcTime),
    Column("version", Integer, nullable=False),
    UniqueConstraint("name"),
    UniqueConstraint("issuer", "subject"),
)
"""`password` is an Argon2id hash; NULL: no password opens it. `units` NULL: of every unit.

`roles` and `access` are parted by commas, in the order of the alphabet.
"""

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_sha256", Text, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    UniqueConstraint("token_sha256"),
    Index(None, "account_id"),
    Index(None, "ends_at"),
    sqlite_autoincrement=True,
)
"""The hash of a token, never the token. A session that ended has no row."""

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("key_sha256", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("locked_until", UtcTime),
    Index(None, "last_at"),
)
"""Of a name, whether an account has it or not, and of an address: only hashes of them, since
people type passwords where names belong."""
