"""Takes the text that a page of a PDF carries itself: what shows apart from what does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.engines.library_errors import LIBRARY_ERRORS, translated
from pipeline.engines.pdf_draw import pdfium_document
from pipeline.engines.pdf_text_cover import painted_over
from pipeline.engines.pdf_text_glyphs import Break, Glyph, drawn_once, page_glyphs
from pipeline.engines.pdf_text_place import shows, signature_boxes, to_image, word_box
from pipeline.engines.pdf_text_rows import PlacedWord, as_lines, may_follow, rows_of
from pipeline.model.geometry import Box
from pipeline.model.names import printable
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import PageImage

_SAME_ROW = 0.5
"""Share of the lower height by which glyphs of one word overlap."""
_OVERLAP, _TOUCH = 0.25, 0.08
"""So far, in heights, may one glyph of a word reach into the next or stand from it."""


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """The text that a PDF page carries. Boxes are in pixels of its PageImage.

    It is what the file says, which need not be what the page shows: `steps.trust_text`
    compares the two.
    """

    lines: tuple[Line, ...]
    """What shows, in the order of the file; what annotations fill in stands in its blank."""
    fonts: tuple[tuple[str, ...], ...]
    """The font of each word of each line, with the tag of a subset: each has its own map."""
    hidden: tuple[Line, ...]
    """What leaves no trace, as the OCR layer of a scan: no more than what someone read."""
    meant_share: float
    """Share of the visible characters that the file gives a meaning; 1.0 without any."""
    signatures: tuple[Box, ...]
    """Where digital signatures show themselves."""


def embedded_lines(path: Path, number: int, image: PageImage) -> EmbeddedText | None:
    """The text of page `number` of a PDF; None when it has none or it cannot be taken out.

    `image` is that page, turned upright or not. A page that PDFium cannot open has no text
    here, for its picture can be read all the same.

    Raises:
        EngineFailed: out_of_memory.
    """
    with translated("page_unreadable", {"name": printable(path.name), "page": number}):
        try:
            with pdfium_document(path) as document:
                return _page_text(document, number - 1, image)
        except LIBRARY_ERRORS:
            return None


def _page_text(
    document: pypdfium2.PdfDocument, index: int, image: PageImage
) -> EmbeddedText | None:
    document.init_forms()
    page = document[index]
    signatures = signature_boxes(document, page, image)
    if pdfium_c.FPDFPage_GetAnnotCount(page):
        # What annotations draw becomes part of the page, for as long as it is open.
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    placed = list(_placed(document, page, image))
    page.close()
    shown = [p for p in placed if not p.is_hidden and shows(image.pixels, p.word.box)]
    hidden = [p for p in placed if p.is_hidden]
    if not shown and not hidden and not signatures:
        return None
    rows = rows_of(shown)
    characters = sum(p.characters for p in shown)
    return EmbeddedText(
        lines=as_lines(rows),
        fonts=tuple(tuple(p.font for p in row) for row in rows),
        hidden=as_lines(rows_of(hidden)),
        meant_share=sum(p.meant for p in shown) / characters if characters else 1.0,
        signatures=signatures,
    )


def _placed(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, image: PageImage
) -> Iterator[PlacedWord]:
    """The words that lie on the page."""
    found = list(page_glyphs(page))
    covered = iter(painted_over(document, page, [g for g in found if isinstance(g, Glyph)]))
    glyphs = (
        replace(glyph, invisible=True) if isinstance(glyph, Glyph) and next(covered) else glyph
        for glyph in found
    )
    affine = to_image(page, image)
    line, last = 0, None
    for number, group in _words(drawn_once(glyphs)):
        box = word_box(group, affine, image.size)
        text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in group))
        is_rule = set(text) == {"_"}
        if not text or is_rule or not box.width or not box.height:
            continue
        if last is None or number != last[0] or not may_follow(last[1], box):
            line += 1
        last = number, box
        yield PlacedWord(
            word=Word(text, box, 1.0),
            line=line,
            font=group[0].font,
            is_hidden=group[0].invisible,
            characters=len(group),
            meant=sum(glyph.meant for glyph in group),
        )


def _words(glyphs: Iterable[Glyph | Break]) -> Iterator[tuple[int, list[Glyph]]]:
    """(number of its line, glyphs) of each word; what shows and what does not are never one."""
    line = 0
    breaks: set[Break] = set()
    held: list[Glyph] = []
    for glyph in glyphs:
        if isinstance(glyph, Break):
            breaks.add(glyph)
            continue
        if held and (_parts(breaks, held[-1], glyph) or held[-1].invisible != glyph.invisible):
            yield line, held
            line += not breaks.isdisjoint({Break.LINE, Break.HYPHEN})
            held = []
        held.append(glyph)
        breaks = set()
    if held:
        yield line, held


def _parts(breaks: set[Break], before: Glyph, after: Glyph) -> bool:
    """Whether a word ends here: PDFium also supposes ends inside words that are drawn in pieces."""
    if Break.BLANK in breaks:
        return True
    one, other = before.cell, after.cell
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    height = min(one.height, other.height)
    same_row = overlap >= _SAME_ROW * height
    if breaks & {Break.GAP, Break.LINE}:
        gap = other.left - one.right
        return not (same_row and -_OVERLAP * height <= gap <= _TOUCH * height)
    return Break.HYPHEN in breaks and not same_row
