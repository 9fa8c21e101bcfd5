"""A page's lines by paragraph and by table, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.model.ocr import Line, LineRole, OcrPage, Table


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or all that is written in a table."""

    lines: tuple[Line, ...]
    table: Table | None = None

    @property
    def role(self) -> LineRole:
        return self.lines[0].role


def page_blocks(page: OcrPage) -> Iterator[Block]:
    """The blocks in reading order; lines without words and tables without lines are left out."""
    tables = {
        cell.block: number
        for number, table in enumerate(page.tables)
        for cell in table.cells
        if cell.block is not None
    }

    def part(line: Line) -> tuple[int | None, int]:
        table = tables.get(line.block)
        return (None, line.block) if table is None else (table, 0)

    written = (line for line in page.lines if line.words)
    for (table, _), group in groupby(written, key=part):
        yield Block(tuple(group), None if table is None else page.tables[table])
