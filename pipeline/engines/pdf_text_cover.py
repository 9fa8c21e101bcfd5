"""Tells which text of a PDF page lies under an image or a box that was painted after it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.engines.pdf_geometry import UNIT, Matrix, Rect, bounds, multiply
from pipeline.engines.pdf_text_glyphs import Glyph

_DEEPEST, _MOST_OBJECTS = 12, 100_000
_THINNEST_PT = 4.0
"""A filled box thinner than this is a rule."""
_LONGEST_PT = 5000.0
"""A larger image is not drawn to see whether it is opaque."""
_OPAQUE = 255
_OPAQUE_SHARE = 0.99
_CORNERS = range(4, 7)
"""Segments of a path that is a box."""


@dataclass(frozen=True, slots=True)
class _Painted:
    """An object of the page, in the order of painting."""

    handle: pdfium_c.FPDF_PAGEOBJECT
    matrix: Matrix
    """Of the forms that it stands in → the page's user space."""
    translucent: bool
    """Painted by a form that is."""

    @property
    def address(self) -> int:
        return ctypes.addressof(self.handle.contents)

    @property
    def kind(self) -> int:
        return int(pdfium_c.FPDFPageObj_GetType(self.handle))

    @property
    def place(self) -> Rect:
        """Empty when PDFium cannot tell."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not pdfium_c.FPDFPageObj_GetBounds(self.handle, left, bottom, right, top):
            return Rect(0.0, 0.0, 0.0, 0.0)
        corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
        return bounds(self.matrix, corners)


def painted_over(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, glyphs: Sequence[Glyph]
) -> npt.NDArray[np.bool_]:
    """For each glyph, whether it shows but for something opaque that was painted over it.

    Raises:
        OverflowError: the page has more objects than can be looked at.
    """
    objects = list(_objects(page))
    orders = {painted.address: order for order, painted in enumerate(objects)}
    last = len(objects)
    order = np.array([last if g.invisible else orders.get(g.painter, last) for g in glyphs])
    x = np.array([(glyph.cell.left + glyph.cell.right) / 2 for glyph in glyphs])
    y = np.array([(glyph.cell.bottom + glyph.cell.top) / 2 for glyph in glyphs])
    covered = np.zeros(len(glyphs), dtype=np.bool_)
    if not len(glyphs):
        return covered
    for later in range(int(order.min()) + 1, len(objects)):
        painted = objects[later]
        if painted.translucent or not _may_cover(painted):
            continue
        place = painted.place
        under = (order < later) & (place.left < x) & (x < place.right)
        under &= (place.bottom < y) & (y < place.top)
        if (under & ~covered).any() and _is_opaque(document, page, painted):
            covered |= under
    return covered


def _objects(page: pypdfium2.PdfPage) -> Iterator[_Painted]:
    """What the page paints, forms walked into. Raises: OverflowError."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    waiting = [
        (_Painted(pdfium_c.FPDFPage_GetObject(page, n), UNIT, False), 0)
        for n in reversed(range(_within_limit(count)))
    ]
    seen = count
    while waiting:
        painted, depth = waiting.pop()
        if painted.kind != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield painted
            continue
        form = painted.handle
        count = pdfium_c.FPDFFormObj_CountObjects(form) if depth < _DEEPEST else 0
        seen = _within_limit(seen + max(count, 0))
        matrix = multiply(_matrix(form), painted.matrix)
        translucent = painted.translucent or bool(pdfium_c.FPDFPageObj_HasTransparency(form))
        waiting += [
            (_Painted(pdfium_c.FPDFFormObj_GetObject(form, n), matrix, translucent), depth + 1)
            for n in reversed(range(max(count, 0)))
        ]


def _within_limit(count: int) -> int:
    if count > _MOST_OBJECTS:
        raise OverflowError(f"{count} objects on a page")
    return int(count)


def _matrix(form: pdfium_c.FPDF_PAGEOBJECT) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(form, found):
        return UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def _may_cover(painted: _Painted) -> bool:
    """An image, or a filled box that is no rule."""
    if painted.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return True
    if painted.kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return False
    if pdfium_c.FPDFPath_CountSegments(painted.handle) not in _CORNERS:
        return False
    mode, strokes = ctypes.c_int(), pdfium_c.FPDF_BOOL()
    pdfium_c.FPDFPath_GetDrawMode(painted.handle, mode, strokes)
    place = painted.place
    return bool(mode.value) and min(place.width, place.height) > _THINNEST_PT


def _is_opaque(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, painted: _Painted) -> bool:
    """Nothing shows through it."""
    if pdfium_c.FPDFPageObj_HasTransparency(painted.handle):
        return False
    if painted.kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        known = pdfium_c.FPDFPageObj_GetFillColor(painted.handle, red, green, blue, alpha)
        return bool(known) and alpha.value == _OPAQUE
    if max(painted.place.width, painted.place.height) > _LONGEST_PT:
        return False
    drawn = pdfium_c.FPDFImageObj_GetRenderedBitmap(document, page, painted.handle)
    if not drawn:
        return False
    pixels = pypdfium2.PdfBitmap.from_raw(drawn).to_numpy()
    return pixels.ndim < 3 or pixels.shape[2] < 4 or _mostly_opaque(pixels[..., 3])


def _mostly_opaque(alpha: npt.NDArray[np.uint8]) -> bool:
    return bool((alpha == _OPAQUE).mean() >= _OPAQUE_SHARE)
