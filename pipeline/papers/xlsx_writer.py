"""A paper as a workbook: one sheet, tables with frozen heads, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from pipeline.papers.content import (
    FONT,
    MARGINS_MM,
    MOTTO,
    RECIPIENTS,
    TO,
    WIDE_MARGINS_MM,
    Align,
    Cell,
    Paper,
    Table,
    Text,
    clean,
)

_A4 = 9
_MM_AN_INCH = 25.4
_CHARACTERS = {False: 88.0, True: 132.0}
"""Of the default font across a page, upright and lying: widths of columns are counted in them."""
_LONGEST = 32_767
"""Characters that a cell may have."""
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_PLACES = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def write_xlsx(paper: Paper, file: BinaryIO) -> None:
    """What came from outside is text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(paper.title))
    _lay_out(sheet, paper)
    above = list(_head(sheet, paper))
    _repeat_heads(sheet, paper, len(above))
    for row in above:
        sheet.append(row)
    for block in paper.blocks:
        _block(sheet, block)
    for row in _foot(sheet, paper):
        sheet.append(row)
    book.save(file)


def _lay_out(sheet: Any, paper: Paper) -> None:
    margins = WIDE_MARGINS_MM if paper.landscape else MARGINS_MM
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if paper.landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side, millimetres in margins.items():
        setattr(sheet.page_margins, side, millimetres / _MM_AN_INCH)
    sheet.oddHeader.center.text = "&P"
    sheet.HeaderFooter.differentFirst = True
    widest = max(_tables(paper), key=lambda table: len(table.columns), default=None)
    if widest is None:
        sheet.column_dimensions["A"].width = _CHARACTERS[paper.landscape]
        return
    whole = sum(column.width for column in widest.columns)
    for number, column in enumerate(widest.columns, 1):
        share = column.width / whole * _CHARACTERS[paper.landscape]
        sheet.column_dimensions[get_column_letter(number)].width = share


def _repeat_heads(sheet: Any, paper: Paper, above: int) -> None:
    """Of the table that the paper is, on each page and while one scrolls."""
    match paper.blocks:
        case [Table() as table]:
            first = above + bool(table.title) + 1
            last = first + table.numbered
            sheet.print_title_rows = f"{first}:{last}"
            sheet.freeze_panes = f"A{last + 1}"


def _head(sheet: Any, paper: Paper) -> Iterable[list[Any]]:
    right = max(_width(paper) // 2 + 1, 2)
    if paper.organ:
        for left, beside, bold in (
            (paper.parent_organ, MOTTO[0], True),
            (paper.organ, MOTTO[1], True),
            (paper.number, paper.dateline, False),
        ):
            yield [
                _cell(sheet, left, bold=bold),
                *[None] * (right - 2),
                _cell(sheet, beside, bold=bold, italic=not bold),
            ]
        yield []
    yield [_cell(sheet, paper.title, bold=True, size=14)]
    if paper.subtitle:
        yield [_cell(sheet, paper.subtitle, italic=True)]
    for number, one in enumerate(paper.to):
        yield [_cell(sheet, f"{TO} {one}" if number == 0 else one)]
    yield []


def _block(sheet: Any, block: Text | Table) -> None:
    if isinstance(block, Text):
        sheet.append([_cell(sheet, block.text, bold=block.bold, italic=block.italic)])
        return
    if block.title:
        sheet.append([_cell(sheet, block.title, bold=True)])
    heads = [
        _cell(sheet, one.title, bold=True, align=Align.CENTRE, framed=True) for one in block.columns
    ]
    sheet.append(heads)
    if block.numbered:
        numbers = (str(number) for number in range(1, len(heads) + 1))
        sheet.append([_cell(sheet, one, align=Align.CENTRE, framed=True) for one in numbers])
    last = len(block.rows) - 1
    for number, row in enumerate(block.rows):
        total = block.last_is_total and number == last
        sheet.append(
            [
                _cell(sheet, cell, bold=total, align=column.align, framed=True)
                for cell, column in zip(row, block.columns, strict=True)
            ]
        )
    sheet.append([])


def _foot(sheet: Any, paper: Paper) -> Iterable[list[Any]]:
    if paper.recipients:
        yield [_cell(sheet, RECIPIENTS, bold=True, italic=True)]
        for one in paper.recipients:
            yield [_cell(sheet, f"- {one}")]
    if not paper.signatures:
        return
    apart = max(_width(paper) // len(paper.signatures), 1)
    for line in ("position", "note", "name"):
        row: list[Any] = []
        for signature in paper.signatures:
            text = clean(getattr(signature, line))
            row += [_cell(sheet, text, bold=line != "note", italic=line == "note")]
            row += [None] * (apart - 1)
        yield row
        if line == "note":
            yield from ([], [], [])


def _cell(
    sheet: Any,
    value: Cell,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 12,
    align: Align = Align.LEFT,
    framed: bool = False,
) -> Any:
    text = clean(value)[:_LONGEST] if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, text)
    if isinstance(text, str):
        # "=HYPERLINK(…)" in a subject stays what it is.
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(horizontal=_PLACES[align], vertical="top", wrap_text=framed)
    if framed:
        cell.border = _FRAME
    if isinstance(text, int | float):
        cell.number_format = "#,##0" if isinstance(text, int) else "#,##0.##"
    return cell


def _tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def _width(paper: Paper) -> int:
    return max((len(table.columns) for table in _tables(paper)), default=1)


def _sheet_name(title: str) -> str:
    bare = "".join(c for c in clean(title) if c not in "[]:*?/\\\n\t'")
    return bare[:31].strip() or "sohoa"
