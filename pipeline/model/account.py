"""Who may come in at the workbench, and what each role may do there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pipeline.model.access import EVERYTHING, Rights, unit_name
from pipeline.model.person import Person, Role


class AccountRole(StrEnum):
    """What somebody is at the archive; one account may have several."""

    READER = "reader"
    """Finds and reads what their rights reach."""
    ARCHIVIST = "archivist"
    """Văn thư, lưu trữ: feeds batches, reviews, registers."""
    ANALYST = "analyst"
    """Tunes the reading: sees what was unsure and the figures, changes no record."""
    MANAGER = "manager"
    """Lãnh đạo: distributes, decides, signs batches off."""
    KEEPER = "keeper"
    """Người giữ bí mật nhà nước: alone sees that secret documents exist."""
    ADMIN = "admin"
    """Makes accounts; sees no document by that alone."""


class Permission(StrEnum):
    """What a route of the workbench or the API asks for."""

    SEARCH = "search"
    """Finds documents and reads them on the screen."""
    DOWNLOAD = "download"
    """Takes files and lists away."""
    SEE_REVIEW = "see_review"
    """Sees what the machine was unsure of."""
    REVIEW = "review"
    """Corrects and confirms."""
    SIGN_OFF = "sign_off"
    """Checks samples of batches and accepts them."""
    INTAKE = "intake"
    """Hands in files, splits and joins documents."""
    REGISTER = "register"
    """Sees the registers of documents."""
    REGISTER_ACT = "register_act"
    """Acts in them, as far as the office's moves let their role."""
    MATCH = "match"
    """Decides whether two entries are one document."""
    REPORT = "report"
    SECRETS = "secrets"
    PEOPLE = "people"
    """Makes and changes accounts."""
    AUDIT = "audit"
    """Reads who did what."""


_P = Permission
MAY: Mapping[AccountRole, frozenset[Permission]] = MappingProxyType(
    {
        AccountRole.READER: frozenset({_P.SEARCH, _P.DOWNLOAD}),
        AccountRole.ARCHIVIST: frozenset(
            {
                _P.SEARCH,
                _P.DOWNLOAD,
                _P.SEE_REVIEW,
                _P.REVIEW,
                _P.SIGN_OFF,
                _P.INTAKE,
                _P.REGISTER,
                _P.REGISTER_ACT,
                _P.MATCH,
                _P.REPORT,
            }
        ),
        AccountRole.ANALYST: frozenset({_P.SEARCH, _P.DOWNLOAD, _P.SEE_REVIEW, _P.REPORT}),
        AccountRole.MANAGER: frozenset(
            {
                _P.SEARCH,
                _P.DOWNLOAD,
                _P.SEE_REVIEW,
                _P.SIGN_OFF,
                _P.REGISTER,
                _P.REGISTER_ACT,
                _P.MATCH,
                _P.REPORT,
                _P.AUDIT,
            }
        ),
        AccountRole.KEEPER: frozenset({_P.SEARCH, _P.DOWNLOAD, _P.REGISTER, _P.SECRETS}),
        AccountRole.ADMIN: frozenset({_P.PEOPLE, _P.AUDIT}),
    }
)
"""The whole table of roles and what they may."""

_OFFICE = {
    AccountRole.ARCHIVIST: Role.CLERK,
    AccountRole.MANAGER: Role.MANAGER,
    AccountRole.KEEPER: Role.KEEPER,
}


def permissions_of(roles: Iterable[AccountRole]) -> frozenset[Permission]:
    """All that any of the roles may."""
    return frozenset[Permission]().union(*(MAY[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in."""

    id: int
    name: str
    """What they sign in with, as the history has it."""
    full_name: str
    roles: frozenset[AccountRole]
    rights: Rights
    """Which documents they may see, whatever their role."""
    unit: str = ""
    """Of the office; empty is none."""
    language: str = "vi"
    active: bool = True
    must_change: bool = False
    """Their password was given by somebody else: they choose their own first."""

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def person(self) -> Person:
        """As the registers of documents know them; who belongs to a unit works on what it gets."""
        office = {_OFFICE[role] for role in self.roles if role in _OFFICE}
        if self.unit:
            office.add(Role.STAFF)
        return Person(self.name, frozenset(office), self.unit)


_NAME = re.compile(r"[^\W_][\w.@-]{1,79}")


def account_name(text: str) -> str | None:
    """A name as it is kept and compared: NFC, small letters; None for what is no name."""
    name = unicodedata.normalize("NFC", text.strip().casefold())
    return name if _NAME.fullmatch(name) else None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody who manages accounts writes of one."""

    name: str
    full_name: str
    roles: frozenset[AccountRole]
    rights: Rights = EVERYTHING
    unit: str = ""
    language: str = "vi"

    def __post_init__(self) -> None:
        if account_name(self.name) != self.name:
            raise ValueError(f"not a name of an account: {self.name!r}")
        if self.unit != unit_name(self.unit):
            raise ValueError(f"not a unit's name: {self.unit!r}")


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as those see it who manage them."""

    account: Account
    version: int
    """Goes up with each change, so that two who change it at a time notice."""
    has_password: bool
    made_at: datetime
    made_by: str
    signed_in_at: datetime | None = None
    issuer: str = ""
    """Of the office's own login that vouches for them (OpenID Connect); empty is none."""
    subject: str = ""
    """Who they are there."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Where somebody signs in from, for the list of their sessions."""

    address: str
    agent: str
    """What their browser says that it is."""


@dataclass(frozen=True, slots=True)
class Session:
    """From a sign-in to its end. The token that opens it is kept nowhere."""

    id: int
    name: str
    """Whose it is."""
    began_at: datetime
    seen_at: datetime
    """To the minute."""
    ends_at: datetime
    """At the latest."""
    whence: Whence
