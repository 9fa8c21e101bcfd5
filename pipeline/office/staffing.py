"""Who may do what to whose account: whoever manages accounts is no keeper by that."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import NotAllowed
from pipeline.model.account import Account, AccountRole, KnownAccount, NewAccount
from pipeline.office.door import OfficeDoor


class Staffing:
    """One who manages accounts, at work.

    Nobody widens what they themselves may do, and only a keeper makes a keeper or gives one a new
    password: else whoever manages accounts could become one unseen.

    Raises:
        NotFound, NotAllowed.
    """

    def __init__(self, door: OfficeDoor, by: Account) -> None:
        self._door = door
        self._by = by

    def add(self, new: NewAccount, now: datetime) -> str:
        """The password that was made for them, told once."""
        self._check_keeper(new.roles)
        password = self._door.generated()
        self._door.admit(new, password, now, self._by.name)
        return password

    def change(self, new: NewAccount, version: int, now: datetime) -> KnownAccount:
        """Raises: NotAllowed also when somebody else was first."""
        known = self._door.accounts.named(new.name)
        before = known.account
        if (new.roles, new.rights) != (before.roles, before.rights):
            self._check_not_own(new.name)
            self._check_keeper(before.roles | new.roles)
        return self._door.accounts.change(
            new, active=before.active, version=version, now=now, who=self._by.name
        )

    def switch(self, name: str, *, active: bool, version: int, now: datetime) -> None:
        """Lets nobody in with it any more, or again."""
        self._check_not_own(name)
        before = self._door.accounts.named(name).account
        if active:
            self._check_keeper(before.roles)
        same = NewAccount(
            before.name,
            before.full_name,
            before.roles,
            before.rights,
            before.unit,
            before.language,
        )
        self._door.accounts.change(same, active=active, version=version, now=now, who=self._by.name)

    def give_password(self, name: str, now: datetime) -> str:
        """One that was made now, told once."""
        self._check_not_own(name)
        known = self._door.accounts.named(name).account
        self._check_keeper(known.roles)
        password = self._door.generated()
        self._door.give_password(known.name, password, now, self._by.name)
        return password

    def unlock(self, name: str, now: datetime) -> None:
        """Lets somebody try again at once."""
        known = self._door.accounts.named(name).account
        self._door.unlock(known.name, now, self._by.name)

    def end_sessions(self, name: str, now: datetime) -> int:
        known = self._door.accounts.named(name).account
        return self._door.end_sessions(known.name, now, self._by.name)

    def _check_not_own(self, name: str) -> None:
        if name == self._by.name:
            raise NotAllowed("own_account")

    def _check_keeper(self, roles: frozenset[AccountRole]) -> None:
        if AccountRole.KEEPER in roles and AccountRole.KEEPER not in self._by.roles:
            raise NotAllowed("keeper_by_keeper")
