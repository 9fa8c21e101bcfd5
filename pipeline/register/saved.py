"""Searches that people keep under a name. They run with the rights of whoever asks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select

from pipeline.errors import NotAllowed, NotFound
from pipeline.register.database import reading, writing
from pipeline.register.schema import saved_searches


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """What was asked, under the name that somebody gave it."""

    name: str
    who: str
    at: datetime
    asked: Mapping[str, str]
    """Option → value, as they were typed; the words are `query`."""


_ONLY = "only"


def kept_choices(only: Sequence[str]) -> dict[str, str]:
    """Values of facets ("year:2017") as `SavedSearch.asked` has them; nothing for none."""
    return {_ONLY: "\n".join(only)} if only else {}


def chosen_before(asked: Mapping[str, str]) -> tuple[str, ...]:
    """The values of facets that were kept."""
    return tuple(filter(None, asked.get(_ONLY, "").split("\n")))


class SavedSearches:
    """Those of one register."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def all(self) -> tuple[SavedSearch, ...]:
        """By name."""
        query = select(saved_searches).order_by(saved_searches.c.name)
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query).all()
        return tuple(SavedSearch(row.name, row.who, row.at, row.asked) for row in rows)

    def named(self, name: str) -> SavedSearch:
        """Raises: NotFound."""
        found = {saved.name: saved for saved in self.all()}
        if name not in found:
            raise NotFound("saved_search", {"name": name, "known": ", ".join(found) or "—"})
        return found[name]

    def keep(self, saved: SavedSearch) -> None:
        """In place of one of that name."""
        before = delete(saved_searches).where(saved_searches.c.name == saved.name)
        with writing(self._engine, self._path) as connection:
            connection.execute(before)
            connection.execute(insert(saved_searches).values(**_values(saved)))

    def keep_own(self, saved: SavedSearch) -> None:
        """In place of one's own of that name. Raises: NotAllowed, where it is another's."""
        named = saved_searches.c.name == saved.name
        with writing(self._engine, self._path) as connection:
            connection.execute(
                delete(saved_searches).where(named, saved_searches.c.who == saved.who)
            )
            if connection.execute(select(saved_searches.c.name).where(named)).first() is not None:
                raise NotAllowed("saved_name_taken", {"name": saved.name})
            connection.execute(insert(saved_searches).values(**_values(saved)))

    def of(self, who: str) -> tuple[SavedSearch, ...]:
        """One's own, by name."""
        return tuple(saved for saved in self.all() if saved.who == who)

    def remove_own(self, name: str, who: str) -> None:
        """Raises: NotFound, also where it is another's."""
        own = (saved_searches.c.name == name, saved_searches.c.who == who)
        with writing(self._engine, self._path) as connection:
            if not connection.execute(delete(saved_searches).where(*own)).rowcount:
                raise NotFound("no_such_saved", {"name": name})

    def remove(self, name: str) -> None:
        """Raises: NotFound."""
        self.named(name)
        with writing(self._engine, self._path) as connection:
            connection.execute(delete(saved_searches).where(saved_searches.c.name == name))


def _values(saved: SavedSearch) -> dict[str, object]:
    return {"name": saved.name, "who": saved.who, "at": saved.at, "asked": dict(saved.asked)}
