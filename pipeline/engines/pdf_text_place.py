"""Places of a PDF page's text and signatures in the pixels of its image."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.engines.pdf_geometry import Rect
from pipeline.engines.pdf_text_glyphs import Glyph
from pipeline.model.geometry import Affine, Box, map_point
from pipeline.model.scan import PageImage, Pixels

_SCALE = 64
"""PDFium maps places to whole pixels: the image is taken so many times larger."""
_PROBE_PT = 1000
_LEAST_CONTRAST = 48
"""Grey levels between the darkest and the lightest pixel of a word that can be seen."""
_MARGIN = 2
"""Pixels around a word that show its ground: a dash fills its own box."""
_MOST_ANNOTATIONS = 2_000


def to_image(page: pypdfium2.PdfPage, image: PageImage) -> Affine:
    """The map from the page's user space to the pixels of its image.

    It minds /Rotate, the crop box and the turn that made the image upright.
    """
    is_lying = image.rotation_deg in (90, 270)
    width, height = image.size[::-1] if is_lying else image.size
    corner, right, up = (
        _device(page, width, height, x, y) for x, y in ((0, 0), (_PROBE_PT, 0), (0, _PROBE_PT))
    )
    a, d = ((right[i] - corner[i]) / _PROBE_PT for i in (0, 1))
    b, e = ((up[i] - corner[i]) / _PROBE_PT for i in (0, 1))
    c, f = corner
    if image.rotation_deg == 90:
        return -d, -e, height - f, a, b, c
    if image.rotation_deg == 180:
        return -a, -b, width - c, -d, -e, height - f
    if image.rotation_deg == 270:
        return d, e, f, -a, -b, width - c
    return a, b, c, d, e, f


def word_box(glyphs: Sequence[Glyph], affine: Affine, size: tuple[int, int]) -> Box:
    """Around the ink of the glyphs; without area where they lie outside the page."""
    rects = [glyph.ink for glyph in glyphs if not glyph.ink.is_empty]
    rects = rects or [glyph.cell for glyph in glyphs]
    around = Rect(
        min(rect.left for rect in rects),
        min(rect.bottom for rect in rects),
        max(rect.right for rect in rects),
        max(rect.top for rect in rects),
    )
    return box_on_page(around, affine, size)


def box_on_page(rect: Rect, affine: Affine, size: tuple[int, int]) -> Box:
    """The pixels that a rectangle touches, cut to the page of `size` (width, height)."""
    corners = [
        map_point(affine, x, y) for x in (rect.left, rect.right) for y in (rect.bottom, rect.top)
    ]
    limits = [(min(values), max(values)) for values in zip(*corners, strict=True)]
    if not all(math.isfinite(value) for pair in limits for value in pair):
        return Box(0, 0, 0, 0)
    (left, right), (top, bottom) = (
        (min(max(math.floor(low), 0), side), min(max(math.ceil(high), 0), side))
        for (low, high), side in zip(limits, size, strict=True)
    )
    return Box(left, top, right, bottom)


def shows(pixels: Pixels, box: Box) -> bool:
    """Something can be told from its ground there: white letters on white cannot."""
    top, left = max(box.top - _MARGIN, 0), max(box.left - _MARGIN, 0)
    part = pixels[top : box.bottom + _MARGIN, left : box.right + _MARGIN]
    grey = part if part.ndim == 2 else part.min(axis=2)
    return bool(grey.size) and int(grey.max()) - int(grey.min()) >= _LEAST_CONTRAST


def signature_boxes(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, image: PageImage
) -> tuple[Box, ...]:
    """Where signature fields (ISO 32000-1, 12.7.4.5) show on the page."""
    if document.formenv is None:
        return ()
    affine = to_image(page, image)
    boxes = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium_c.FPDFAnnot_GetFormFieldType(document.formenv, annotation)
        rect = pdfium_c.FS_RECTF()
        has_place = pdfium_c.FPDFAnnot_GetRect(annotation, rect)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind != pdfium_c.FPDF_FORMFIELD_SIGNATURE or not has_place:
            continue
        place = Rect(rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
        box = box_on_page(place, affine, image.size)
        if not place.is_empty and box.width and box.height and shows(image.pixels, box):
            boxes.append(box)
    return tuple(boxes)


def _device(
    page: pypdfium2.PdfPage, width: int, height: int, x: float, y: float
) -> tuple[float, float]:
    """Where PDFium draws a point of user space on an image of this size, in pixels."""
    column, row = ctypes.c_int(), ctypes.c_int()
    sides = width * _SCALE, height * _SCALE
    if not pdfium_c.FPDF_PageToDevice(page, 0, 0, *sides, 0, x, y, column, row):
        raise pypdfium2.PdfiumError("page without a place")
    return column.value / _SCALE, row.value / _SCALE
