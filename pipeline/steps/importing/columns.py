"""Finds the row of headers and what each column is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.import_rules import ColumnMap, ColumnRules
from pipeline.model.sheet import Cell, SheetRow

LOOKED_AT = 40
"""The headers stand among so many first rows."""
_FEWEST = 3
"""Fewer known headers in a row are none."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; places count from 0."""

    header_row: int
    places: Mapping[str, int]
    headers: tuple[str, ...]

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Headers of columns that are nothing we know."""
        used = set(self.places.values())
        return tuple(text for place, text in enumerate(self.headers) if text and place not in used)


def find_columns(rows: Sequence[SheetRow], known: ColumnRules, said: ColumnMap) -> Columns | None:
    """What the columns are, by the headers among these first rows; None when none are there.

    What the map says comes before what the names tell.
    """
    if said.header_row is not None:
        rows = [row for row in rows if row.number == said.header_row]
    tried = [_columns_of(row, known, said) for row in rows[:LOOKED_AT]]
    best = max(tried, key=lambda one: len(one.places), default=None)
    if best is None or len(best.places) < (_FEWEST if said.header_row is None else 1):
        return None
    return best


def absent(columns: Columns, said: ColumnMap) -> tuple[str, ...]:
    """Headers that the map names and the file lacks."""
    return tuple(header for field, header in said.columns.items() if field not in columns.places)


def is_numbering(row: SheetRow) -> bool:
    """The line "(1) (2) (3) …" that printed forms have below their headers."""
    said = [folded(cell).strip("()") for cell in row.cells if cell not in (None, "")]
    return len(said) >= _FEWEST and said == [str(place) for place in range(1, len(said) + 1)]


def folded(cell: Cell) -> str:
    """Small letters without marks, one blank between words."""
    text = unicodedata.normalize("NFD", str(cell).lower().replace("đ", "d"))
    plain = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(plain.split())


def _columns_of(row: SheetRow, known: ColumnRules, said: ColumnMap) -> Columns:
    headers = tuple("" if cell is None else " ".join(str(cell).split()) for cell in row.cells)
    by_name = {folded(header): field for field, header in said.columns.items()}
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        name = folded(header)
        field = by_name.get(name)
        if field is None:
            field = _field_of(name, known)
            if field in said.columns or field in places:
                continue
        if field is not None:
            places[field] = place
    return Columns(row.number, places, headers)


def _field_of(name: str, known: ColumnRules) -> str | None:
    """The field with the longest beginning that fits; a whole word of it."""
    name = re.sub(r"\s*/\s*", "/", name)
    fits = [
        (len(start), field)
        for field, starts in known.columns.items()
        for start in starts
        if name == start or re.match(re.escape(start) + r"\b", name)
    ]
    return max(fits)[1] if fits else None
