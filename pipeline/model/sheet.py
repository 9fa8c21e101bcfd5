"""A table as somebody else's program wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)
