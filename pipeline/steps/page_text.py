"""A page's text as a person would copy it: a paragraph a line, a row of a table a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.ocr import Line, LineRole, OcrPage, Table
from pipeline.steps.layout.blocks import Block, page_blocks

_GOES_ON = re.compile(r"[^\W_][-/]$")
"""An end of a line after which the word goes on: "20-" before "NQ/TW"."""


def page_text(page: OcrPage) -> str:
    """Paragraphs on one line each, cells of a row parted by tabs, in reading order.

    Page number and running heads are set apart by an empty line.
    """
    parts: list[str] = []
    before: Block | None = None
    for block in page_blocks(page):
        if before is not None and _is_apart(before) != _is_apart(block):
            parts.append("")
        parts += _table_rows(block.table, block.lines) if block.table else [joined(block.lines)]
        before = block
    return "\n".join(parts)


def joined(lines: Sequence[Line]) -> str:
    """The lines of a paragraph as one; a word broken at a hyphen of its own stays whole."""
    text = ""
    for line in lines:
        close = _GOES_ON.search(text) and line.text[0].isalnum()
        text += line.text if close or not text else f" {line.text}"
    return text


def _is_apart(block: Block) -> bool:
    return block.role is not LineRole.BODY


def _table_rows(table: Table, lines: Sequence[Line]) -> list[str]:
    """A line for each written row; a merged cell stands at its first row and column."""
    rows = [
        [""] * max(cell.column + 1 for cell in table.cells)
        for _ in range(max(cell.row + 1 for cell in table.cells))
    ]
    for cell in table.cells:
        if cell.block is not None:
            rows[cell.row][cell.column] = joined([x for x in lines if x.block == cell.block])
    return ["\t".join(row).rstrip("\t") for row in rows if any(row)]
