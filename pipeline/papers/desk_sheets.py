"""Separator and cover sheets on paper: the code twice, and in words what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from pipeline.papers.pdf_rows import BOLD, UPRIGHT
from pipeline.papers.pdf_writer import register_fonts

_SIDE = 68 * mm
"""Of a code without the white around it: a module of the longest is 0.9 mm, 5 pixels at 150 dpi."""
_MARGIN = 16 * mm
"""Further in than a feeder shifts a sheet or a corner is folded."""


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """One sheet: its code as rows of modules, True is black, without a quiet zone; its words."""

    modules: Sequence[Sequence[bool]]
    title: str
    lines: Sequence[str]
    foot: str


def write_sheets(sheets: Sequence[SheetPaper], file: BinaryIO) -> None:
    """A PDF with a page for each. Raises: ToolMissing without the fonts."""
    register_fonts()
    canvas = Canvas(file, pagesize=A4, invariant=1, lang="vi")
    canvas.setTitle(sheets[0].title if sheets else "")
    for sheet in sheets:
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()


def _draw(canvas: Canvas, sheet: SheetPaper) -> None:
    width, height = A4
    # At opposite corners: one fold, stain or faded band leaves the other.
    _code(canvas, sheet.modules, _MARGIN, height - _MARGIN - _SIDE)
    _code(canvas, sheet.modules, width - _MARGIN - _SIDE, _MARGIN)
    middle = height / 2
    canvas.setFont(BOLD, 34)
    canvas.drawCentredString(width / 2, middle + 12 * mm, sheet.title)
    canvas.setFont(UPRIGHT, 16)
    for number, line in enumerate(sheet.lines):
        canvas.drawCentredString(width / 2, middle - number * 8 * mm, line)
    canvas.setFont(UPRIGHT, 11)
    canvas.drawString(_MARGIN, _MARGIN, sheet.foot)


def _code(canvas: Canvas, modules: Sequence[Sequence[bool]], left: float, bottom: float) -> None:
    size = _SIDE / len(modules)
    path = canvas.beginPath()
    for down, row in enumerate(modules):
        for across, black in enumerate(row):
            if black:
                # A hair wider, so that no light line is drawn between neighbours.
                path.rect(
                    left + across * size, bottom + (len(modules) - 1 - down) * size, size, size
                )
    canvas.drawPath(path, stroke=0, fill=1)
