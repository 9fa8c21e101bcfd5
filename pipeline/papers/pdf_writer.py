"""A paper as a PDF, set in a face of the widths of Times New Roman."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from pipeline.errors import ToolMissing
from pipeline.papers.content import (
    MARGINS_MM,
    MOTTO,
    RECIPIENTS,
    TO,
    WIDE_MARGINS_MM,
    Align,
    Block,
    Paper,
    Signature,
    Text,
    clean,
)
from pipeline.papers.pdf_rows import rows_of

_FACE = "LiberationSerif"
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
_PLACES = {Align.LEFT: TA_LEFT, Align.CENTRE: TA_CENTER, Align.RIGHT: TA_RIGHT}
_HEAD_SHARE = 0.42
"""Of the width, what the organ has; the motto the rest."""
_RULE_SHARE = 0.4
"""Of the organ's line, the rule below it (1/3 to 1/2)."""
_SIGNED_MM = 22
_TITLE_MM = 16
"""What a table's title of two lines takes, with the room around it."""
_FRAME_PADDING = 6
"""Points that the library leaves between margin and text."""


def write_pdf(paper: Paper, file: BinaryIO) -> None:
    """The same paper gives the same bytes. Raises: ToolMissing without the fonts."""
    register_fonts()
    margins = WIDE_MARGINS_MM if paper.landscape else MARGINS_MM
    page = landscape(A4) if paper.landscape else A4
    document = SimpleDocTemplate(
        file,
        pagesize=page,
        topMargin=margins["top"] * mm,
        bottomMargin=margins["bottom"] * mm,
        leftMargin=margins["left"] * mm,
        rightMargin=margins["right"] * mm,
        title=clean(paper.title),
        author=clean(paper.organ),
        invariant=1,
        lang="vi",
    )
    width = document.width - 2 * _FRAME_PADDING
    story = [*_head(paper, width)]
    for block in paper.blocks:
        story += _block(block, width)
    story += _foot(paper, width)
    document.build(story, onLaterPages=_number)


@cache
def register_fonts() -> None:
    """The faces of papers. Raises: ToolMissing without the fonts."""
    folder = next((one for one in map(Path, _FOLDERS) if one.is_dir()), Path(_FOLDERS[0]))
    names = {style: f"{_FACE}-{style}" for style in _STYLES}
    for name in names.values():
        try:
            font = TTFont(name, str(folder / f"{name}.ttf"))
        except TTFError as error:
            params = {"tool": "Liberation Serif", "command": "apt-get install fonts-liberation2"}
            raise ToolMissing("font_missing", dict(params)) from error
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(
        _FACE,
        normal=names["Regular"],
        bold=names["Bold"],
        italic=names["Italic"],
        boldItalic=names["BoldItalic"],
    )


def _number(canvas: Any, document: Any) -> None:
    """In the middle of the top margin, from page 2 on (NĐ 30/2020, Phụ lục I)."""
    canvas.setFont(f"{_FACE}-Regular", 13)
    middle = document.leftMargin + document.width / 2
    canvas.drawCentredString(middle, document.pagesize[1] - 13 * mm, str(document.page))


def _style(
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    place: int = TA_LEFT,
    before: float = 0,
    indent: float = 0,
) -> ParagraphStyle:
    face = {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}
    return ParagraphStyle(
        "",
        fontName=f"{_FACE}-{face[bold, italic]}",
        fontSize=size,
        leading=size * 1.2,
        alignment=place,
        spaceBefore=before,
        firstLineIndent=indent,
        # A long code or address without blanks must not run out of its column.
        splitLongWords=1,
    )


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(clean(text)).replace("\n", "<br/>"), style)


def _head(paper: Paper, width: float) -> list[Flowable]:
    story: list[Flowable] = []
    if paper.organ:
        story += [_motto(paper, width), Spacer(1, 6 * mm)]
    story.append(_paragraph(paper.title, _style(14, bold=True, place=TA_CENTER)))
    if paper.subtitle:
        bold = not paper.landscape
        story.append(_paragraph(paper.subtitle, _style(13, bold=bold, place=TA_CENTER)))
    story.append(Spacer(1, 5 * mm))
    for number, one in enumerate(paper.to):
        text = f"{TO} {one}" if number == 0 else one
        story.append(_paragraph(text, _style(13, place=TA_CENTER, before=3)))
    if paper.to:
        story.append(Spacer(1, 3 * mm))
    return story


def _motto(paper: Paper, width: float) -> Grid:
    left, right = width * _HEAD_SHARE, width * (1 - _HEAD_SHARE)
    centre = TA_CENTER
    organ: list[Flowable] = []
    if paper.parent_organ:
        organ.append(_paragraph(paper.parent_organ, _style(12, place=centre)))
    organ.append(_paragraph(paper.organ, _style(12, bold=True, place=centre)))
    organ.append(_Rule(left * _RULE_SHARE))
    tie = pdfmetrics.stringWidth(MOTTO[1], f"{_FACE}-Bold", 13)
    motto: list[Flowable] = [
        _paragraph(MOTTO[0], _style(12, bold=True, place=centre)),
        _paragraph(MOTTO[1], _style(13, bold=True, place=centre)),
        _Rule(tie),
    ]
    below = [
        [_paragraph(paper.number, _style(13, place=centre))],
        [_paragraph(paper.dateline, _style(13, italic=True, place=centre))],
    ]
    return Grid([[organ, motto], below], colWidths=[left, right], style=[("VALIGN", *_ALL, "TOP")])


class _Rule(Flowable):  # type: ignore[misc]  # it has no types
    """A line in the middle of its place: the library's own begins at the left within a table."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        self.width = available
        return available, 3

    def draw(self) -> None:
        start = (self.width - self._length) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(start, 0, start + self._length, 0)


_ALL = ((0, 0), (-1, -1))


def _block(block: Block, width: float) -> list[Flowable]:
    if isinstance(block, Text):
        place = TA_JUSTIFY if block.align is Align.LEFT else _PLACES[block.align]
        indent = 10 * mm if block.align is Align.LEFT else 0
        style = _style(
            13, bold=block.bold, italic=block.italic, place=place, before=6, indent=indent
        )
        return [_paragraph(block.text, style)]
    rows = rows_of(block, width)
    story: list[Flowable] = [Spacer(1, 3 * mm)]
    if block.title:
        # Never alone at the foot of a page.
        story += [
            CondPageBreak(_TITLE_MM * mm + rows.least_height),
            _paragraph(block.title, _style(13, bold=True, before=6)),
            Spacer(1, 2 * mm),
        ]
    return [*story, rows, Spacer(1, 3 * mm)]


def _foot(paper: Paper, width: float) -> list[Flowable]:
    cells: list[list[Flowable]] = []
    if paper.recipients:
        cells.append(
            [
                _paragraph(RECIPIENTS, _style(12, bold=True, italic=True)),
                *(_paragraph(f"- {one}", _style(11)) for one in paper.recipients),
            ]
        )
    elif len(paper.signatures) == 1:
        cells.append([])
    cells += [_signature(one) for one in paper.signatures]
    if not cells:
        return []
    share = width / len(cells)
    grid = Grid([cells], colWidths=[share] * len(cells), style=[("VALIGN", *_ALL, "TOP")])
    # The place to sign is never torn from its line.
    return [Spacer(1, 6 * mm), grid]


def _signature(one: Signature) -> list[Flowable]:
    return [
        _paragraph(one.position, _style(13, bold=True, place=TA_CENTER)),
        _paragraph(one.note, _style(12, italic=True, place=TA_CENTER)),
        Spacer(1, _SIGNED_MM * mm),
        _paragraph(one.name, _style(13, bold=True, place=TA_CENTER)),
    ]
