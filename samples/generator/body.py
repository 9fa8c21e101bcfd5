"""The markup of a body: one paragraph a line, its kind in the first two characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samples.generator.sheet import Run

MARKS = {"# ": ("paragraph", "bold"), "~ ": ("paragraph", "italic"), "= ": ("centre", "bold")}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a centred line, or a table (rows of cells; the first is the head)."""

    kind: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def parse(body: str) -> tuple[Block, ...]:
    """`# ` bold, `~ ` italic, `= ` centred, `| a | b |` a row; `**…**` bold within a paragraph."""
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("|"):
            row = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if blocks and blocks[-1].kind == "table":
                blocks[-1] = Block("table", rows=(*blocks[-1].rows, row))
            else:
                blocks.append(Block("table", rows=(row,)))
            continue
        kind, style = MARKS.get(line[:2], ("paragraph", "upright"))
        text = line[2:] if line[:2] in MARKS else line
        blocks.append(Block(kind, tuple(_runs(text, style))))
    return tuple(blocks)


def rows_of(block: Block) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The pieces that a page may end between: the head with the first row, then each row."""
    yield block.rows[:2]
    for row in block.rows[2:]:
        yield (row,)


def _runs(text: str, style: str) -> Iterator[Run]:
    for place, part in enumerate(re.split(r"\*\*", text)):
        for word in part.split():
            yield word, "bold" if place % 2 else style
