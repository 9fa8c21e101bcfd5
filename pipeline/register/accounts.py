"""Who may come in: the accounts of the workbench. Passwords are here as their hashes alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.account import Account, KnownAccount, NewAccount, account_name
from pipeline.register.account_rows import account_from, account_values, known_from, told
from pipeline.register.account_schema import accounts
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entries import ObjectKind, What
from pipeline.register.rows import AnyRow, Values
from pipeline.register.sessions import end_all

_ROW = tuple(accounts.c)


class Accounts:
    """Every writing operation is one transaction, noted in the history.

    Raises:
        NotFound, NotAllowed, ArchiveBusy, ArchiveUnusable.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def any(self) -> bool:
        """Whether anybody may come in at all."""
        query = select(accounts.c.id).where(accounts.c.active).limit(1)
        with reading(self._engine, self._path) as connection:
            return connection.execute(query).first() is not None

    def all(self) -> tuple[KnownAccount, ...]:
        """By name."""
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(select(*_ROW).order_by(accounts.c.name))
            return tuple(known_from(row) for row in rows)

    def named(self, name: str) -> KnownAccount:
        """Raises: NotFound."""
        kept = account_name(name)
        with reading(self._engine, self._path) as connection:
            query = select(*_ROW).where(accounts.c.name == kept)
            row = connection.execute(query).first()
        if row is None:
            raise NotFound("account", {"name": name})
        return known_from(row)

    def to_check(self, name: str) -> tuple[Account, str | None] | None:
        """Who may come in under this name, and the hash of their password."""
        query = select(*_ROW).where(accounts.c.name == account_name(name), accounts.c.active)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        return None if row is None else (account_from(row), row.password)

    def of_identity(self, issuer: str, subject: str) -> KnownAccount | None:
        """Whom another login vouches for."""
        query = select(*_ROW).where(accounts.c.issuer == issuer, accounts.c.subject == subject)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        return None if row is None else known_from(row)

    def add(
        self,
        new: NewAccount,
        password: str | None,
        now: datetime,
        who: str,
        *,
        must_change: bool = True,
    ) -> Account:
        """`password`: its hash. Raises: NotAllowed when there is one of that name."""
        values = account_values(new)
        also = {
            "active": True,
            "password": password,
            "must_change": must_change and password is not None,
            "made_at": now,
            "made_by": who,
            "version": 1,
        }
        with writing(self._engine, self._path) as connection:
            query = select(accounts.c.id).where(accounts.c.name == new.name)
            if connection.execute(query).first() is not None:
                raise NotAllowed("account_there", {"name": new.name})
            connection.execute(insert(accounts).values(**values, **also))
            said = {name: value for name, value in values.items() if name != "name"}
            act = Act(connection, now, who)
            act.note(What.ACCOUNT_ADDED, ObjectKind.ACCOUNT, new.name, new=told(said))
            made = connection.execute(select(*_ROW).where(accounts.c.name == new.name)).one()
        return account_from(made)

    def change(
        self, new: NewAccount, *, active: bool, version: int, now: datetime, who: str
    ) -> KnownAccount:
        """Writes the account of `new.name` anew; one that is not active has no sessions.

        Raises: NotAllowed when somebody changed it since it had `version`.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            row = _row(act, new.name)
            if row.version != version:
                raise NotAllowed("account_changed", {"name": new.name})
            _write(act, row, {**account_values(new), "active": active})
            if not active:
                end_all(act, row.id, row.name)
            query = select(*_ROW).where(accounts.c.id == row.id)
            return known_from(connection.execute(query).one())

    def set_password(
        self, name: str, password: str, now: datetime, who: str, *, must_change: bool
    ) -> None:
        """`password`: its hash. All sessions of the account end."""
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            row = _row(act, name)
            values = {"password": password, "must_change": must_change, "version": row.version + 1}
            connection.execute(update(accounts).where(accounts.c.id == row.id).values(values))
            what = What.PASSWORD_GIVEN if must_change else What.PASSWORD_CHANGED
            act.note(what, ObjectKind.ACCOUNT, row.name)
            end_all(act, row.id, row.name)

    def rehash(self, name: str, old: str, new: str) -> None:
        """The same password, hashed as it is now done; unless it was changed meanwhile."""
        same = (accounts.c.name == name, accounts.c.password == old)
        with writing(self._engine, self._path) as connection:
            connection.execute(update(accounts).where(*same).values(password=new))

    def vouch(self, name: str, issuer: str, subject: str, now: datetime, who: str) -> None:
        """Another login vouches for the account from now on; empty: none does.

        Raises: NotAllowed when it vouches for another account by that.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            row = _row(act, name)
            same = (accounts.c.issuer == issuer, accounts.c.subject == subject)
            taken = connection.execute(select(accounts.c.name).where(*same)).scalar()
            if issuer and taken not in (None, row.name):
                raise NotAllowed("account_identity", {"name": str(taken)})
            _write(act, row, {"issuer": issuer or None, "subject": subject or None})


def _row(act: Act, name: str) -> AnyRow:
    """Raises: NotFound."""
    act.stand_in_line()
    query = select(*_ROW).where(accounts.c.name == account_name(name))
    row = act.connection.execute(query).first()
    if row is None:
        raise NotFound("account", {"name": name})
    return row


def _write(act: Act, row: AnyRow, values: Values) -> None:
    """What differs, each with an event of its own."""
    before = row._mapping
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        act.note(
            What.ACCOUNT_CHANGED,
            ObjectKind.ACCOUNT,
            row.name,
            field=name,
            old=told(before[name]),
            new=told(value),
        )
    written = {**changed, "version": row.version + 1}
    act.connection.execute(update(accounts).where(accounts.c.id == row.id).values(written))
