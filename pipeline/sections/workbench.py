"""The sections `[workbench]` and `[oidc]`: how people come in, and how long they may stay."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipeline.model.access import Access
from pipeline.model.account import AccountRole
from pipeline.sections.section import Section

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_GIVEN_BY_PEOPLE = frozenset({AccountRole.KEEPER, AccountRole.ADMIN})
"""Roles that no group of another login has: a person gives them to a person."""


class WorkbenchSettings(Section):
    public_url: str
    scan_folder: str
    idle_minutes: int = Field(ge=1, le=1_440)
    longest_hours: int = Field(ge=1, le=720)
    password_least: int = Field(ge=8, le=64)
    tries: int = Field(ge=1, le=100)
    """At most a hundred (NIST SP 800-63B, 5.2.2)."""
    lock_seconds: int = Field(ge=1)
    longest_lock_seconds: int = Field(ge=1, le=86_400)
    address_tries: int = Field(ge=1)
    address_seconds: int = Field(ge=1, le=86_400)

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str) -> str:
        return _web_address(url)

    @property
    def secure(self) -> bool:
        """Whether cookies may only be sent by HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name that people type; empty where they come to this machine itself."""
        return urlsplit(self.public_url).netloc

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        return timedelta(hours=self.longest_hours)


class LoginSettings(Section):
    issuer: str
    """As the provider says it itself, with or without a slash at its end."""
    client_id: str
    client_secret_env: str
    title: str
    name_claim: str
    groups_claim: str
    roles: dict[str, tuple[AccountRole, ...]]
    access: tuple[Access, ...]
    """What such new accounts see."""
    clock_skew_s: int = Field(ge=0, le=600)
    timeout_s: float = Field(gt=0, le=60)

    @field_validator("issuer")
    @classmethod
    def _address(cls, url: str) -> str:
        _web_address(url)
        if url.startswith("http://") and urlsplit(url).hostname not in _THIS_MACHINE:
            raise ValueError(f"{url} is not https")
        return url

    @field_validator("roles")
    @classmethod
    def _not_too_much(
        cls, roles: dict[str, tuple[AccountRole, ...]]
    ) -> dict[str, tuple[AccountRole, ...]]:
        for group, given in roles.items():
            if too_much := sorted(_GIVEN_BY_PEOPLE & set(given)):
                raise ValueError(f"group {group} cannot have the role {too_much[0]}")
        return roles


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise ValueError(f"{url} is not like https://host")
    return url.removesuffix("/")
