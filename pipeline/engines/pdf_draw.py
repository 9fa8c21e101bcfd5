"""Draws PDF pages: by poppler, or by PDFium where poppler cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pdf2image
import pypdfium2
import pypdfium2.raw as pdfium_c
from pdf2image.exceptions import PDFPopplerTimeoutError
from pikepdf import Array, Dictionary, Object, Pdf

from pipeline.engines.library_errors import LIBRARY_ERRORS, translated
from pipeline.engines.picture import pixel_limit
from pipeline.engines.programs import POPPLER_PATH
from pipeline.engines.resolution import grey_if_colourless
from pipeline.errors import EngineFailed, Param
from pipeline.model.scan import Pixels

_POINTS_PER_INCH = 72
_INFO_SECONDS = 20
_PAGE_SIZE = re.compile(r"Page\s*\d*\s*size")


def draw_page(
    path: Path, number: int, dpi: float, seconds: float, params: dict[str, Param]
) -> Pixels:
    """The page as a viewer shows it, annotations included: grey where it has no colour.

    PDFium draws it, at a quarter of poppler's cost; where PDFium fails or draws nothing,
    poppler is asked, for either draws pages that the other cannot.

    Raises:
        EngineFailed: page_timeout after `seconds`; page_unreadable when nobody can draw it.
    """
    try:
        pixels = _by_pdfium(path, number, dpi)
    except LIBRARY_ERRORS:
        return _by_poppler(path, number, dpi, seconds, params)
    if not is_white(pixels):
        return pixels
    try:
        return _by_poppler(path, number, dpi, seconds, params)
    except EngineFailed:
        return pixels


def is_white(pixels: Pixels) -> bool:
    """A page without a trace."""
    return bool(pixels.min() == 255)


def _by_poppler(
    path: Path, number: int, dpi: float, seconds: float, params: dict[str, Param]
) -> Pixels:
    """Raises: EngineFailed, as `draw_page`."""
    with translated("page_unreadable", params), pixel_limit(None):
        try:
            images = pdf2image.convert_from_path(
                path.absolute(),  # a name that begins with - would be an option
                dpi=dpi,  # type: ignore[arg-type]  # pdftoppm takes fractions
                first_page=number,
                last_page=number,
                use_cropbox=True,
                poppler_path=POPPLER_PATH,
                timeout=seconds,  # type: ignore[arg-type]
            )
        except PDFPopplerTimeoutError as error:
            raise EngineFailed("page_timeout", {**params, "seconds": round(seconds)}) from error
        return grey_if_colourless(np.array(images[0].convert("RGB")))


def _by_pdfium(path: Path, number: int, dpi: float) -> Pixels:
    with pdfium_document(path) as document:
        document.init_forms()
        return _bitmap(document, number - 1, dpi / _POINTS_PER_INCH)


def draw_image(image: Object) -> Pixels:
    """An image of a PDF alone, one pixel for one: for colour spaces and codecs of PDF's own.

    Raises:
        Library errors of PDFium and pikepdf.
    """
    width, height = int(image.Width), int(image.Height)
    with Pdf.new() as alone:
        page = alone.add_blank_page()
        page.mediabox = Array([0, 0, width, height])
        page.Resources = Dictionary(XObject=Dictionary(Im=alone.copy_foreign(image)))
        page.Contents = alone.make_stream(f"{width} 0 0 {height} 0 0 cm /Im Do".encode())
        data = _saved(alone)
    with pdfium_document(data) as document:
        return _bitmap(document, 0, 1.0)


def pages_by_viewers(path: Path) -> int:
    """Number of pages of a PDF that qpdf gives up on. Raises: library errors when all do."""
    try:
        with pdfium_document(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return int(_poppler_info(path, 1)["Pages"])


def page_size_pt(path: Path, number: int) -> tuple[float, float]:
    """(width, height) of a page that qpdf gives up on, as turned. Raises: library errors."""
    try:
        with pdfium_document(path) as document:
            width, height = document.get_page_size(number - 1)
            return float(width), float(height)
    except pypdfium2.PdfiumError:
        info = _poppler_info(path, number)
        size = next(text for key, text in info.items() if _PAGE_SIZE.fullmatch(key))
        width_pt, _, height_pt = str(size).split()[:3]
        return float(width_pt), float(height_pt)


def _poppler_info(path: Path, number: int) -> dict[str, Any]:
    return pdf2image.pdfinfo_from_path(
        str(path.absolute()),
        poppler_path=POPPLER_PATH,
        timeout=_INFO_SECONDS,
        first_page=number,
        last_page=number,
    )


def _saved(pdf: Pdf) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


@contextmanager
def pdfium_document(source: Path | bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A document open in PDFium. Raises: PdfiumError when it cannot be opened."""
    document = pypdfium2.PdfDocument(source)
    try:
        yield document
    finally:
        document.close()


def _bitmap(document: pypdfium2.PdfDocument, index: int, scale: float) -> Pixels:
    page = document[index]
    if document.formenv is None and _has_widgets(page):
        # PDFium draws form fields, signatures among them, only as part of a form.
        raise pypdfium2.PdfiumError("form fields without a form")
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels = grey_if_colourless(np.array(bitmap.to_numpy()[..., :3]))
    bitmap.close()
    page.close()
    return pixels


def _has_widgets(page: pypdfium2.PdfPage) -> bool:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        subtype = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if subtype == pdfium_c.FPDF_ANNOT_WIDGET:
            return True
    return False
