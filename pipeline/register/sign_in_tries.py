"""How often somebody tried to come in, by name and by address: after too many they wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select, update

from pipeline.errors import NotAllowed
from pipeline.register.account_schema import accounts, sign_in_tries
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entries import ObjectKind, What

_KEPT = timedelta(days=1)
_MOST_DOUBLINGS = 20
_GUEST = "—"
"""Who tries is not known, whatever name they type."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often somebody may try, and how long they wait then: each further time twice as long."""

    tries: int
    wait: timedelta
    longest: timedelta
    forgotten: timedelta
    """A pause after which what was tried before no longer counts."""

    def pause(self, count: int) -> timedelta | None:
        """After the try of this number; None while it is not yet too many."""
        if count < self.tries:
            return None
        pause = self.wait
        for _ in range(min(count - self.tries, _MOST_DOUBLINGS)):
            pause *= 2
        return min(pause, self.longest)


class SignInTries:
    """A try is counted before its password is looked at: many at once do not get more of them."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def take(self, kept: dict[str, Patience], now: datetime) -> None:
        """Counts a try under each of the keys.

        Raises: NotAllowed while one of them has to wait; that try does not count.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, _GUEST)
            old = sign_in_tries.c.last_at < now - _KEPT
            connection.execute(delete(sign_in_tries).where(old))
            rows = {key: _Row.of(act, key) for key in kept}
            for row in rows.values():
                if row.locked_until is not None and row.locked_until > now:
                    minutes = -(-(row.locked_until - now) // timedelta(minutes=1))
                    raise NotAllowed("sign_in_later", {"minutes": minutes})
            for key, patience in kept.items():
                rows[key].count_one(act, key, patience)

    def failed(self, name: str, address: str, key: str, now: datetime) -> None:
        """It was in vain: noted where it was the name of an account."""
        with writing(self._engine, self._path) as connection:
            query = select(accounts.c.name).where(accounts.c.name == name)
            known = connection.execute(query).scalar()
            if known is None:
                return
            act = Act(connection, now, _GUEST)
            act.note(What.SIGN_IN_FAILED, ObjectKind.ACCOUNT, known, new=address)
            until = _Row.of(act, key).locked_until
            if until is not None and until > now:
                told = until.isoformat()
                act.note(What.SIGN_IN_LOCKED, ObjectKind.ACCOUNT, known, new=told)

    def came_in(self, name_key: str, address_key: str) -> None:
        """It was right: the name begins anew, and the address has tried nothing."""
        with writing(self._engine, self._path) as connection:
            own = sign_in_tries.c.key_sha256
            connection.execute(delete(sign_in_tries).where(own == _digest(name_key)))
            fewer = {"tries": sign_in_tries.c.tries - 1, "locked_until": None}
            of_address = (own == _digest(address_key), sign_in_tries.c.tries > 0)
            connection.execute(update(sign_in_tries).where(*of_address).values(fewer))

    def unlock(self, name: str, key: str, now: datetime, who: str) -> None:
        """Somebody who waits may try again at once."""
        own = sign_in_tries.c.key_sha256 == _digest(key)
        with writing(self._engine, self._path) as connection:
            if connection.execute(delete(sign_in_tries).where(own)).rowcount:
                act = Act(connection, now, who)
                act.note(What.SIGN_IN_UNLOCKED, ObjectKind.ACCOUNT, name)

    def waits_until(self, key: str, now: datetime) -> datetime | None:
        """Until when somebody waits; None where they may try."""
        column = sign_in_tries.c
        query = select(column.locked_until).where(
            column.key_sha256 == _digest(key), column.locked_until > now
        )
        with reading(self._engine, self._path) as connection:
            return connection.execute(query).scalar()


@dataclass(frozen=True, slots=True)
class _Row:
    tries: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    @classmethod
    def of(cls, act: Act, key: str) -> _Row:
        query = select(sign_in_tries).where(sign_in_tries.c.key_sha256 == _digest(key))
        row = act.connection.execute(query).first()
        return cls() if row is None else cls(row.tries, row.last_at, row.locked_until)

    def count_one(self, act: Act, key: str, patience: Patience) -> None:
        now = act.now
        fresh = self.last_at is None or self.last_at < now - patience.forgotten
        count = 1 if fresh else self.tries + 1
        pause = patience.pause(count)
        values = {
            "tries": count,
            "last_at": now,
            "locked_until": None if pause is None else now + pause,
        }
        if self.last_at is None:
            made = insert(sign_in_tries).values(key_sha256=_digest(key), **values)
            act.connection.execute(made)
            return
        own = sign_in_tries.c.key_sha256 == _digest(key)
        act.connection.execute(update(sign_in_tries).where(own).values(values))


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()
