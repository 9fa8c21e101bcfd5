"""What of a register kept elsewhere is here already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, select

from pipeline.register.database import reading
from pipeline.register.office_schema import entries, forms

_AT_ONCE = 500
_Value = TypeVar("_Value")


class Imports:
    """Asked before anything is taken over."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def known(self, message_ids: Collection[str]) -> frozenset[str]:
        """Those of these forms that the registers have."""
        found: set[str] = set()
        with reading(self._engine, self._path) as connection:
            for some in _in_parts(message_ids):
                query = select(forms.c.message_id).where(forms.c.message_id.in_(some))
                found.update(connection.scalars(query))
        return frozenset(found)

    def taken(self, book: str, year: int, numbers: Collection[int]) -> frozenset[int]:
        """Those of these numbers that were given."""
        found: set[int] = set()
        with reading(self._engine, self._path) as connection:
            of_year = (entries.c.book == book, entries.c.year == year)
            for some in _in_parts(numbers):
                query = select(entries.c.number).where(*of_year, entries.c.number.in_(some))
                found.update(connection.scalars(query))
        return frozenset(found)


def _in_parts(values: Collection[_Value]) -> Iterator[list[_Value]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
