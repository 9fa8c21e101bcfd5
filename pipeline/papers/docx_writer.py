"""A paper as a text document that people may go on writing in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from pipeline.papers.content import (
    FONT,
    MARGINS_MM,
    MOTTO,
    RECIPIENTS,
    TO,
    WIDE_MARGINS_MM,
    Align,
    Paper,
    Table,
    Text,
    clean,
    shown,
)

_A4_MM = (210, 297)
_PLACES = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_JUSTIFIED = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_TWIPS_A_MM = 1440 / 25.4
_HEAD_SHARE = 0.42
_NOBODY_KNOWS = datetime(2000, 1, 1, tzinfo=UTC)
"""The library's template names its own author and day: neither is ours."""


def write_docx(paper: Paper, file: BinaryIO) -> None:
    document = Document()
    _properties(document, paper)
    width_mm = _lay_out(document, paper)
    if paper.organ:
        _motto(document, paper, width_mm)
    _line(document, paper.title, 14, bold=True, align=Align.CENTRE, before=12)
    if paper.subtitle:
        bold = not paper.landscape
        _line(document, paper.subtitle, 13, bold=bold, align=Align.CENTRE)
    for number, one in enumerate(paper.to):
        text = f"{TO} {one}" if number == 0 else one
        _line(document, text, 13, align=Align.CENTRE, before=6)
    for block in paper.blocks:
        if isinstance(block, Text):
            _body(document, block)
        else:
            _table(document, block, width_mm)
    _foot(document, paper)
    document.save(file)


def _properties(document: DocumentType, paper: Paper) -> None:
    known = document.core_properties
    known.title, known.author, known.language = clean(paper.title), clean(paper.organ), "vi"
    known.comments = ""
    known.created = known.modified = _NOBODY_KNOWS.replace(tzinfo=None)


def _lay_out(document: DocumentType, paper: Paper) -> float:
    """The width between the margins, in millimetres."""
    section = document.sections[0]
    width, height = reversed(_A4_MM) if paper.landscape else _A4_MM
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    margins = WIDE_MARGINS_MM if paper.landscape else MARGINS_MM
    for side, millimetres in margins.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    # Without this Word sets Vietnamese letters in another face.
    for kind in ("w:eastAsia", "w:cs", "w:hAnsi"):
        style.element.rPr.rFonts.set(qn(kind), FONT)
    style.paragraph_format.space_after = Pt(0)
    return width - margins["left"] - margins["right"]


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _line(
    place: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Align = Align.LEFT,
    before: float = 0,
) -> Any:
    paragraph = place.add_paragraph()
    _write(paragraph, text, size, bold=bold, italic=italic, align=align)
    paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


def _write(
    paragraph: Any, text: str, size: float, *, bold: bool, italic: bool, align: Align
) -> None:
    run = paragraph.add_run(clean(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = _PLACES[align]


def _motto(document: DocumentType, paper: Paper, width_mm: float) -> None:
    grid = document.add_table(rows=2, cols=2)
    grid.autofit = False
    for row in grid.rows:
        row.cells[0].width = Mm(width_mm * _HEAD_SHARE)
        row.cells[1].width = Mm(width_mm * (1 - _HEAD_SHARE))
    (organ, motto), (number, dateline) = (row.cells for row in grid.rows)
    centre = Align.CENTRE
    lines = [(paper.parent_organ, False)] if paper.parent_organ else []
    _lines(organ, [*((text, bold) for text, bold in lines), (paper.organ, True)])
    _lines(motto, [(text, True) for text in MOTTO])
    for cell in (organ, motto):
        _rule(cell, width_mm * (0.14 if cell is organ else 0.12))
    _write(number.paragraphs[0], paper.number, 13, bold=False, italic=False, align=centre)
    _write(dateline.paragraphs[0], paper.dateline, 13, bold=False, italic=True, align=centre)
    for cell in (number, dateline):
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)


def _lines(cell: Any, lines: list[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _write(paragraph, text, 12, bold=bold, italic=False, align=Align.CENTRE)


def _rule(cell: Any, indent_mm: float) -> None:
    """The rule under organ and motto: an empty line's border, drawn in from both sides."""
    line = cell.add_paragraph().paragraph_format
    line.left_indent = line.right_indent = Mm(indent_mm)
    line.line_spacing = Pt(3)
    border = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1"/></w:pBdr>'
    # Word calls a file damaged whose properties are not in the order of its schema.
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    line.element.get_or_add_pPr().insert_element_before(parse_xml(border), *later)


def _body(document: DocumentType, block: Text) -> None:
    paragraph = _line(
        document,
        block.text,
        13,
        bold=block.bold,
        italic=block.italic,
        align=block.align,
        before=6,
    )
    if block.align is Align.LEFT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(10)


def _table(document: DocumentType, table: Table, width_mm: float) -> None:
    """Rows are written as XML: the library's own cells take minutes for a year's register."""
    if table.title:
        _line(document, table.title, 13, bold=True, before=6)
    whole = sum(column.width for column in table.columns)
    widths = [round(c.width / whole * width_mm * _TWIPS_A_MM) for c in table.columns]
    frame = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = [column.title for column in table.columns]
    parts = [_row(heads, widths, [Align.CENTRE] * len(widths), bold=True, head=True)]
    if table.numbered:
        numbers = [str(number) for number in range(1, len(widths) + 1)]
        parts.append(_row(numbers, widths, [Align.CENTRE] * len(widths), bold=False, head=True))
    aligned = [column.align for column in table.columns]
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        bold = table.last_is_total and number == last
        parts.append(_row([shown(cell) for cell in row], widths, aligned, bold=bold))
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{frame}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(parts)}</w:tbl>"
    )
    after = document.add_paragraph()
    after._p.addprevious(parse_xml(xml))


def _row(
    texts: list[str], widths: list[int], aligned: list[Align], *, bold: bool, head: bool = False
) -> str:
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:jc w:val="{_JUSTIFIED[align]}"/></w:pPr>{_run(text, bold=bold)}</w:p></w:tc>'
        for text, width, align in zip(texts, widths, aligned, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _run(text: str, *, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n")
    )
    return f'<w:r><w:rPr>{weight}<w:sz w:val="22"/></w:rPr>{lines}</w:r>'


def _foot(document: DocumentType, paper: Paper) -> None:
    left = bool(paper.recipients) or len(paper.signatures) == 1
    count = len(paper.signatures) + left
    if not count:
        return
    cells = document.add_table(rows=1, cols=count).rows[0].cells
    if paper.recipients:
        first = cells[0].paragraphs[0]
        _write(first, RECIPIENTS, 12, bold=True, italic=True, align=Align.LEFT)
        for one in paper.recipients:
            _line(cells[0], f"- {one}", 11)
    for cell, signature in zip(cells[left:], paper.signatures, strict=True):
        place = cell.paragraphs[0]
        _write(place, signature.position, 13, bold=True, italic=False, align=Align.CENTRE)
        _line(cell, signature.note, 12, italic=True, align=Align.CENTRE)
        _line(cell, signature.name, 13, bold=True, align=Align.CENTRE, before=62)
