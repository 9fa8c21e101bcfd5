"""Accounts and sessions as rows and back, and what the history says of an account."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipeline.model.access import Access, Rights
from pipeline.model.account import (
    Account,
    AccountRole,
    KnownAccount,
    NewAccount,
    Session,
    Whence,
)
from pipeline.register.rows import AnyRow, Values


def account_values(new: NewAccount) -> Values:
    """The columns that a person writes."""
    units = new.rights.units
    return {
        "name": new.name,
        "full_name": new.full_name,
        "roles": _joined(new.roles),
        "access": _joined(new.rights.access),
        "units": None if units is None else sorted(units),
        "unit": new.unit,
        "language": new.language,
    }


def account_from(row: AnyRow) -> Account:
    units = None if row.units is None else frozenset(row.units)
    return Account(
        id=row.id,
        name=row.name,
        full_name=row.full_name,
        roles=frozenset(AccountRole(one) for one in _parted(row.roles)),
        rights=Rights(frozenset(Access(one) for one in _parted(row.access)), units),
        unit=row.unit,
        language=row.language,
        active=row.active,
        must_change=row.must_change,
    )


def known_from(row: AnyRow) -> KnownAccount:
    return KnownAccount(
        account=account_from(row),
        version=row.version,
        has_password=row.password is not None,
        made_at=row.made_at,
        made_by=row.made_by,
        signed_in_at=row.signed_in_at,
        issuer=row.issuer or "",
        subject=row.subject or "",
    )


def session_from(row: AnyRow) -> Session:
    whence = Whence(row.address, row.agent)
    return Session(row.id, row.name, row.began_at, row.seen_at, row.ends_at, whence)


def told(value: Any) -> str | None:
    """A value of an account as the history has it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _joined(words: Iterable[str]) -> str:
    return ",".join(sorted(words))


def _parted(text: str) -> list[str]:
    return [part for part in text.split(",") if part]
