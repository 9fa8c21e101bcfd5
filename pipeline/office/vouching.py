"""Who comes in because the office's own login vouches for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import NotAllowed
from pipeline.exchange.login import Identity
from pipeline.model.access import Rights
from pipeline.model.account import Account, AccountRole, NewAccount, Whence, account_name
from pipeline.office.door import OfficeDoor
from pipeline.sections.workbench import LoginSettings

_BY_HAND = frozenset({AccountRole.KEEPER, AccountRole.ADMIN})
"""Whoever is one of these is tied to the other login by a person, never by a name."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """What an office lets its login decide."""

    door: OfficeDoor
    rules: LoginSettings

    def enter(self, identity: Identity, where: Whence, now: datetime) -> str:
        """The token of a new session.

        Raises:
            NotAllowed: `login_no_account` for whom nobody made an account and no group has a
                role; also for one whose account is closed.
        """
        account = self._account(identity, now)
        if account is None or not account.active:
            raise NotAllowed("login_no_account")
        return self.door.begin(account, where, now, None)

    def _account(self, identity: Identity, now: datetime) -> Account | None:
        known = self.door.accounts.of_identity(identity.issuer, identity.subject)
        if known is not None:
            return known.account
        name = account_name(identity.name)
        if name is None:
            return None
        waiting = {one.account.name: one for one in self.door.accounts.all()}.get(name)
        if waiting is None:
            return self._made(name, identity, now)
        # One with a password is somebody's who may be another person there.
        if waiting.has_password or waiting.issuer or waiting.account.roles & _BY_HAND:
            return None
        self._tie(name, identity, now)
        return waiting.account

    def _made(self, name: str, identity: Identity, now: datetime) -> Account | None:
        """A new account, where a group of theirs has roles."""
        roles = {role for group in identity.groups for role in self.rules.roles.get(group, ())}
        if not roles:
            return None
        full_name = " ".join(identity.full_name.split())[:200] or name
        rights = Rights(frozenset(self.rules.access))
        new = NewAccount(name, full_name, frozenset(roles), rights)
        account = self.door.admit(new, "", now, identity.issuer)
        self._tie(name, identity, now)
        return account

    def _tie(self, name: str, identity: Identity, now: datetime) -> None:
        issuer, subject = identity.issuer, identity.subject
        self.door.accounts.vouch(name, issuer, subject, now, issuer)
