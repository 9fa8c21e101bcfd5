"""A ruled table: cells wrapped, the head bold, columns as wide as their longest words need."""

from __future__ import annotations

from samples.generator.sheet import Run, Sheet, plain, wrap

POINTS = 12.0
PAD = 1.6
STEP = POINTS * 1.15 * 25.4 / 72
WIDTHS = {3: (12.0, 95.0, 56.0), 4: (12.0, 80.0, 38.0, 33.0), 5: (12.0, 61.0, 42.0, 24.0, 24.0)}
"""Millimetres of each column, by their count; NĐ 30 sets none."""


def table(
    sheet: Sheet,
    left: float,
    top: float,
    width: float,
    rows: tuple[tuple[str, ...], ...],
    bottom: float,
) -> float | None:
    """Draws the rows and returns their height in mm, or None where they pass `bottom`."""
    columns = WIDTHS[len(rows[0])]
    scale = width / sum(columns)
    laid = []
    for place, row in enumerate(rows):
        style = "bold" if place == 0 and len(rows) > 1 else "upright"
        laid.append(
            [_cell(sheet, text, style, w * scale) for text, w in zip(row, columns, strict=True)]
        )
    heights = [max(len(cell) for cell in row) * STEP + 2 * PAD for row in laid]
    if top + sum(heights) > bottom:
        return None
    y = top
    for cells, height in zip(laid, heights, strict=True):
        x = left
        for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            sheet.frame(x, y, x + column * scale, y + height)
            for line, runs in enumerate(cell):
                at = y + PAD + STEP * (line + 0.8)
                if place == 0 or runs[0][1] == "bold":
                    sheet.centre(x + column * scale / 2, at, plain(runs), runs[0][1], POINTS)
                else:
                    sheet.words(x + PAD, at, runs, POINTS)
            x += column * scale
        sheet.lines.extend(_lines(cells))
        y += height
    return y - top


def _cell(sheet: Sheet, text: str, style: str, width: float) -> list[tuple[Run, ...]]:
    return wrap(sheet, [(word, style) for word in text.split()], POINTS, width - 2 * PAD)


def _lines(row: list[list[tuple[Run, ...]]]) -> list[str]:
    """The row as it is read across, cells apart by ` | `, as the transcripts write it."""
    depth = max(len(cell) for cell in row)
    return [" | ".join(plain(cell[i]) for cell in row if i < len(cell)) for i in range(depth)]
