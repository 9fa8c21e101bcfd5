"""Who is in: sessions, by the hash of their token."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.account import Account, Session, Whence
from pipeline.register.account_rows import account_from, session_from
from pipeline.register.account_schema import accounts, sessions
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entries import ObjectKind, What

_WITH_SEEN = (*tuple(accounts.c), sessions.c.seen_at)
_WITH_NAME = (*tuple(sessions.c), accounts.c.name)


class Sessions:
    """`idle`: how long nothing may be asked in a session before it is over."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def begin(
        self,
        account: Account,
        checked: str | None,
        token: str,
        whence: Whence,
        ends_at: datetime,
        now: datetime,
    ) -> None:
        """`checked`: the hash that the password was found to fit, None where another login vouches.

        Raises: NotAllowed when the account or its password was changed meanwhile.
        """
        same = [accounts.c.id == account.id, accounts.c.active]
        if checked is not None:
            same.append(accounts.c.password == checked)
        values = {
            "token_sha256": digest(token),
            "account_id": account.id,
            "began_at": now,
            "seen_at": now,
            "ends_at": ends_at,
            "address": whence.address,
            "agent": whence.agent,
        }
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, account.name)
            act.stand_in_line()
            seen = update(accounts).where(*same).values(signed_in_at=now)
            if connection.execute(seen).rowcount != 1:
                raise NotAllowed("sign_in_wrong")
            connection.execute(delete(sessions).where(sessions.c.ends_at <= now))
            connection.execute(insert(sessions).values(values))
            act.note(What.SIGNED_IN, ObjectKind.ACCOUNT, account.name, new=whence.address)

    def account(
        self, token: str, now: datetime, idle: timedelta
    ) -> tuple[Account, datetime] | None:
        """Whose session it is, and when it was last seen; None where it is over or never was."""
        query = (
            select(*_WITH_SEEN)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(sessions.c.token_sha256 == digest(token), accounts.c.active, _lives(now, idle))
        )
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        return None if row is None else (account_from(row), row.seen_at)

    def seen(self, token: str, now: datetime) -> None:
        """Somebody asks in it, so it is not idle."""
        own = (sessions.c.token_sha256 == digest(token), sessions.c.seen_at < now)
        with writing(self._engine, self._path) as connection:
            connection.execute(update(sessions).where(*own).values(seen_at=now))

    def of(self, name: str, now: datetime, idle: timedelta) -> tuple[Session, ...]:
        """Those of an account that are not over, the newest first."""
        query = (
            select(*_WITH_NAME)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(accounts.c.name == name, _lives(now, idle))
            .order_by(sessions.c.id.desc())
        )
        with reading(self._engine, self._path) as connection:
            return tuple(session_from(row) for row in connection.execute(query))

    def id_of(self, token: str) -> int | None:
        """The number of a session, to tell it among others."""
        query = select(sessions.c.id).where(sessions.c.token_sha256 == digest(token))
        with reading(self._engine, self._path) as connection:
            return connection.execute(query).scalar()

    def end(self, token: str, now: datetime) -> None:
        """Signs out; one that is over is nothing to do."""
        query = (
            select(accounts.c.name)
            .join(sessions, accounts.c.id == sessions.c.account_id)
            .where(sessions.c.token_sha256 == digest(token))
        )
        with writing(self._engine, self._path) as connection:
            name = connection.execute(query).scalar()
            if name is None:
                return
            gone = delete(sessions).where(sessions.c.token_sha256 == digest(token))
            connection.execute(gone)
            Act(connection, now, name).note(What.SIGNED_OUT, ObjectKind.ACCOUNT, name)

    def end_one(self, name: str, session_id: int, now: datetime, who: str) -> None:
        """Raises: NotFound, also where it is somebody else's."""
        own = select(accounts.c.id).where(accounts.c.name == name).scalar_subquery()
        gone = delete(sessions).where(sessions.c.id == session_id, sessions.c.account_id == own)
        with writing(self._engine, self._path) as connection:
            if connection.execute(gone).rowcount != 1:
                raise NotFound("session", {"id": session_id})
            act = Act(connection, now, who)
            act.note(What.SESSIONS_ENDED, ObjectKind.ACCOUNT, name, new="1")

    def end_all(self, name: str, now: datetime, who: str, but: str = "") -> int:
        """How many there were; the one of the token `but` goes on. Raises: NotFound."""
        with writing(self._engine, self._path) as connection:
            query = select(accounts.c.id).where(accounts.c.name == name)
            account_id = connection.execute(query).scalar()
            if account_id is None:
                raise NotFound("account", {"name": name})
            return end_all(Act(connection, now, who), account_id, name, but)


def end_all(act: Act, account_id: int, name: str, but: str = "") -> int:
    """Within a transaction that ends them for its own reason."""
    of_it = and_(sessions.c.account_id == account_id, sessions.c.token_sha256 != digest(but))
    query = select(func.count()).select_from(sessions).where(of_it)
    count = act.connection.execute(query).scalar_one()
    act.connection.execute(delete(sessions).where(of_it))
    if count:
        act.note(What.SESSIONS_ENDED, ObjectKind.ACCOUNT, name, new=str(count))
    return count


def digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _lives(now: datetime, idle: timedelta) -> ColumnElement[bool]:
    return and_(sessions.c.ends_at > now, sessions.c.seen_at > now - idle)
