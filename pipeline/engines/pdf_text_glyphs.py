"""Takes the glyphs of a PDF page from PDFium: what they say, where they lie and how they show."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.engines.pdf_geometry import Rect

MOST_GLYPHS = 100_000
"""A page of small print has some 10,000."""
_UNKNOWN = "\ufffd"
_INVISIBLE_MODES = frozenset({3, 7})
"""Text rendering modes that paint nothing (ISO 32000-1, 9.3.6)."""
_LIGATURES = range(0xFB00, 0xFB07)
_PRIVATE_BLANKS = "\uf020\uf0a0"
"""Blanks of symbolic fonts, which keep their codes in the private area."""
_SURROGATES = range(0xD800, 0xE000)
_NOTHING = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Characters that are never seen."""
_BROKEN_WORD = frozenset({0x2, 0xFFFE})
"""What PDFium makes of a hyphen at the end of a line."""
_SOFT_HYPHEN = "\u00ad"
_LONGEST_NAME = 256
_SAME_PLACE = 0.12
"""A glyph drawn again within this share of its height is the same one, made bold."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character that a page draws."""

    text: str
    """One character, or those of a ligature."""
    ink: Rect
    """Its outline, points of the page's user space."""
    cell: Rect
    """Its outline with the space that the font gives it."""
    font: str
    painter: int
    """Which text object draws it, as `painted_over` names it."""
    invisible: bool
    """Drawn in a mode that leaves no trace, as OCR layers are, or painted over."""
    meant: bool
    """The file says which character it is."""


class Break(Enum):
    """What parts glyphs; what the file says apart from what PDFium supposes."""

    HYPHEN = 1
    """A hyphen, after which PDFium hides the end of a line."""
    GAP = 2
    """A blank that PDFium supposes."""
    LINE = 3
    """An end of a line that PDFium supposes."""
    BLANK = 4
    """A blank of the file."""


@dataclass(frozen=True, slots=True)
class _Painter:
    font: str
    invisible: bool


def page_glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph | Break]:
    """The glyphs in the order of the file, and a `Break` wherever a word or a line may end.

    Raises:
        OverflowError: the page has more than `MOST_GLYPHS`.
        PdfiumError: its text cannot be loaded.
    """
    text_page = page.get_textpage()
    try:
        count = pdfium_c.FPDFText_CountChars(text_page)
        if count > MOST_GLYPHS:
            raise OverflowError(f"{count} characters on a page")
        painters: dict[int, _Painter] = {}
        for index in range(count):
            glyph = _glyph(text_page, index, painters)
            yield glyph
            if isinstance(glyph, Glyph) and glyph.text == _SOFT_HYPHEN:
                # PDFium joins a word that goes on in the next line.
                yield Break.HYPHEN
    finally:
        text_page.close()


def drawn_once(glyphs: Iterator[Glyph | Break]) -> Iterator[Glyph | Break]:
    """Without the glyphs that are drawn again, a hair's breadth beside, to look bold."""
    places: dict[tuple[str, bool], dict[tuple[int, int], list[tuple[float, float]]]] = {}
    for glyph in glyphs:
        if isinstance(glyph, Break) or glyph.cell.is_empty:
            yield glyph
            continue
        x, y = glyph.cell.left, glyph.cell.bottom
        reach = _SAME_PLACE * glyph.cell.height
        grid = places.setdefault((glyph.text, glyph.invisible), {})
        column, row = int(x // 4), int(y // 4)
        near = (
            place
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for place in grid.get((i, j), ())
        )
        if any(abs(x - left) < reach and abs(y - bottom) < reach for left, bottom in near):
            continue
        grid.setdefault((column, row), []).append((x, y))
        yield glyph


def _glyph(
    text_page: pypdfium2.PdfTextPage, index: int, painters: dict[int, _Painter]
) -> Glyph | Break:
    code = pdfium_c.FPDFText_GetUnicode(text_page, index)
    char = chr(code) if code in range(1, 0x110000) and code not in _SURROGATES else _UNKNOWN
    painted_by = pdfium_c.FPDFText_GetTextObject(text_page, index)
    if char in "\r\n":
        return Break.LINE
    if char.isspace() or char in _PRIVATE_BLANKS or not painted_by:
        return Break.GAP if pdfium_c.FPDFText_IsGenerated(text_page, index) == 1 else Break.BLANK
    address = ctypes.addressof(painted_by.contents)
    if address not in painters:
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(painted_by)
        painters[address] = _Painter(_font_name(painted_by), mode in _INVISIBLE_MODES)
    painter = painters[address]
    is_unknown = pdfium_c.FPDFText_HasUnicodeMapError(text_page, index) == 1
    text = _text(code, char)
    return Glyph(
        text=text,
        ink=_ink(text_page, index),
        cell=_cell(text_page, index),
        font=painter.font,
        painter=address,
        invisible=painter.invisible,
        meant=not is_unknown and text != _UNKNOWN and unicodedata.category(char) != "Co",
    )


def _text(code: int, char: str) -> str:
    if code in _BROKEN_WORD:
        return _SOFT_HYPHEN
    if code in _LIGATURES:
        return unicodedata.normalize("NFKC", char)
    if char in _NOTHING:
        return ""
    return char if unicodedata.category(char) != "Cc" else _UNKNOWN


def _ink(text_page: pypdfium2.PdfTextPage, index: int) -> Rect:
    sides = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = sides
    if not pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return Rect(0.0, 0.0, 0.0, 0.0)
    return Rect(left.value, bottom.value, right.value, top.value)


def _cell(text_page: pypdfium2.PdfTextPage, index: int) -> Rect:
    box = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box):
        return _ink(text_page, index)
    return Rect(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _font_name(text_object: pdfium_c.FPDF_PAGEOBJECT) -> str:
    """With the tag of a subset; empty when there is none."""
    font = pdfium_c.FPDFTextObj_GetFont(text_object)
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    length = pdfium_c.FPDFFont_GetBaseFontName(font, buffer, _LONGEST_NAME)
    if not 0 < length <= _LONGEST_NAME:
        return ""
    return buffer.value.decode("utf-8", "replace")
