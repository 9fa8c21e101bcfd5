"""Who comes in at the workbench and how long they stay: sign-in, sessions, passwords."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.errors import NotAllowed
from pipeline.model.account import Account, NewAccount, Session, Whence, account_name
from pipeline.office.passwords import Passwords, check_password, new_password, passwords
from pipeline.register.accounts import Accounts
from pipeline.register.sign_in_tries import Patience
from pipeline.register.store import Register
from pipeline.sections.workbench import WorkbenchSettings

_MINUTE = timedelta(minutes=1)
_TOKEN_BYTES = 32
Later = Callable[[Callable[[], None]], object]
"""Does something that nobody waits for."""


def at_once(work: Callable[[], None]) -> None:
    work()


class OfficeDoor:
    """The door of one archive; several threads may use it."""

    def __init__(
        self,
        register: Register,
        rules: WorkbenchSettings,
        *,
        later: Later = at_once,
        new_token: Callable[[], str] = lambda: secrets.token_urlsafe(_TOKEN_BYTES),
    ) -> None:
        """`later`: how it is noted that a session is not idle, which no page has to wait for."""
        self._register = register
        self._rules = rules
        self._later = later
        self._new_token = new_token

    @property
    def accounts(self) -> Accounts:
        return self._register.accounts

    def any(self) -> bool:
        return self.accounts.any()

    def visitor(self, token: str, now: datetime) -> Account | None:
        """Whose session it is; None where it is over or was never one."""
        found = self._register.sessions.account(token, now, self._rules.idle)
        if found is None:
            return None
        account, seen_at = found
        if now - seen_at >= _MINUTE:
            self._later(lambda: self._register.sessions.seen(token, now))
        return account

    def sign_in(self, name: str, password: str, where: Whence, now: datetime) -> str:
        """The token of a new session.

        Raises:
            NotAllowed: `sign_in_wrong` for whatever does not fit, `sign_in_later` after too
                many tries; neither tells whether there is an account of that name.
        """
        known = account_name(name) or ""
        by_name, by_address = _name_key(known or name), f"address {where.address}"
        tries = self._register.sign_in_tries
        kept = {by_name: self._patience_with_name, by_address: self._patience_with_address}
        tries.take(kept, now)
        found = self.accounts.to_check(known)
        account, kept_hash = (None, None) if found is None else found
        if not self._passwords.fits(kept_hash, password) or account is None or kept_hash is None:
            tries.failed(known, where.address, by_name, now)
            raise NotAllowed("sign_in_wrong")
        if self._passwords.outdated(kept_hash):
            stronger = self._passwords.hash(password)
            self.accounts.rehash(account.name, kept_hash, stronger)
            kept_hash = stronger
        token = self.begin(account, where, now, kept_hash)
        tries.came_in(by_name, by_address)
        return token

    def begin(self, account: Account, where: Whence, now: datetime, checked: str | None) -> str:
        """A new session of somebody whom a password or another login vouched for."""
        token = self._new_token()
        ends_at = now + self._rules.longest
        self._register.sessions.begin(account, checked, token, where, ends_at, now)
        return token

    def sign_out(self, token: str, now: datetime) -> None:
        self._register.sessions.end(token, now)

    def sessions(self, name: str, now: datetime) -> tuple[Session, ...]:
        """Those that are not over, the newest first."""
        return self._register.sessions.of(name, now, self._rules.idle)

    def end_session(self, name: str, session_id: int, now: datetime, who: str) -> None:
        """Raises: NotFound, also where it is somebody else's."""
        self._register.sessions.end_one(name, session_id, now, who)

    def end_sessions(self, name: str, now: datetime, who: str, but: str = "") -> int:
        """All of an account; the one of the token `but` goes on. How many there were."""
        return self._register.sessions.end_all(name, now, who, but)

    def change_password(
        self, account: Account, old: str, new: str, where: Whence, now: datetime
    ) -> str:
        """By its owner: ends all sessions and begins a new one, whose token it gives.

        Raises: NotAllowed when the old one is wrong (that counts as a try) or the new too weak.
        """
        by_name = _name_key(account.name)
        tries = self._register.sign_in_tries
        tries.take({by_name: self._patience_with_name}, now)
        found = self.accounts.to_check(account.name)
        if found is None or not self._passwords.fits(found[1], old):
            tries.failed(account.name, where.address, by_name, now)
            raise NotAllowed("password_wrong")
        tries.came_in(by_name, "")
        if self._passwords.fits(found[1], new):
            raise NotAllowed("password_same")
        check_password(new, account.name, self._rules.password_least)
        kept = self._passwords.hash(new)
        own = account.name
        self.accounts.set_password(own, kept, now, own, must_change=False)
        return self.begin(account, where, now, kept)

    def admit(self, new: NewAccount, password: str, now: datetime, who: str) -> Account:
        """An account with a password that its owner changes first; without one where it is empty.

        Raises: NotAllowed.
        """
        kept = self._checked(password, new.name) if password else None
        return self.accounts.add(new, kept, now, who)

    def give_password(self, name: str, password: str, now: datetime, who: str) -> None:
        """In place of one that was forgotten; its owner changes it first.

        Raises: NotFound, NotAllowed.
        """
        known = self.accounts.named(name).account.name
        kept = self._checked(password, known)
        self.accounts.set_password(known, kept, now, who, must_change=True)
        self.unlock(known, now, who)

    def generated(self) -> str:
        """A password that may be given."""
        return new_password()

    def waits_until(self, name: str, now: datetime) -> datetime | None:
        """Until when too many wrong passwords keep somebody out."""
        return self._register.sign_in_tries.waits_until(_name_key(name), now)

    def unlock(self, name: str, now: datetime, who: str) -> None:
        self._register.sign_in_tries.unlock(name, _name_key(name), now, who)

    def _checked(self, password: str, name: str) -> str:
        check_password(password, name, self._rules.password_least)
        return self._passwords.hash(password)

    @property
    def _passwords(self) -> Passwords:
        return passwords()

    @property
    def _patience_with_name(self) -> Patience:
        rules = self._rules
        longest = timedelta(seconds=rules.longest_lock_seconds)
        wait = min(timedelta(seconds=rules.lock_seconds), longest)
        return Patience(rules.tries, wait, longest, timedelta(days=1))

    @property
    def _patience_with_address(self) -> Patience:
        span = timedelta(seconds=self._rules.address_seconds)
        return Patience(self._rules.address_tries, span, span, span)


def _name_key(name: str) -> str:
    return f"name {name}"
