"""Scans in PDF: how many pages, whether signed, and the image of each page."""

from __future__ import annotations

import re
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import PasswordError, Pdf

from pipeline.engines.library_errors import LIBRARY_ERRORS, translated
from pipeline.engines.pdf_draw import pages_by_viewers
from pipeline.engines.pdf_page import page_plan
from pipeline.errors import Param, ScanRejected
from pipeline.model.scan import ScanInfo, ScanKind
from pipeline.settings import Limits

_TAIL_BYTES = 4096
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[")
_MOST_FIELDS = 10_000


def inspect_pdf(path: Path, limits: Limits, params: dict[str, Param]) -> ScanInfo:
    """Raises: ScanRejected encrypted, truncated, damaged, no_pages or too_many_pages."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        has_end, is_cut_off = _ending(data)
        has_byte_range = _BYTE_RANGE.search(data) is not None
    if is_cut_off:
        raise ScanRejected("truncated", params)
    try:
        pages, signed, is_whole = _facts(path, has_end=has_end)
    except PasswordError as error:
        raise ScanRejected("encrypted", params) from error
    except LIBRARY_ERRORS as error:
        if not has_end:
            raise ScanRejected("truncated", params) from error
        with translated("damaged", params, ScanRejected):
            pages, signed, is_whole = pages_by_viewers(path), has_byte_range, True
    if not is_whole:
        raise ScanRejected("truncated", params)
    if pages == 0:
        raise ScanRejected("no_pages", params)
    if pages > limits.max_pages:
        raise ScanRejected("too_many_pages", {**params, "pages": pages, "limit": limits.max_pages})
    return ScanInfo(ScanKind.PDF, pages, signed)


def _ending(data: mmap) -> tuple[bool, bool]:
    """(has its end mark, the copy stopped inside an object)."""
    end = len(data)
    while end and data[end - 1] in b"\x00 \t\r\n":
        end -= 1
    if data.rfind(b"%%EOF", max(end - _TAIL_BYTES, 0), end) != -1:
        return True, False
    last_object_end = max(data.rfind(b"endobj", 0, end), 0)
    return False, _OBJECT.search(data, last_object_end, end) is not None


def _facts(path: Path, *, has_end: bool) -> tuple[int, bool, bool]:
    """(pages, is signed, every page's content is there), as qpdf sees the file."""
    with Pdf.open(path) as pdf:
        pages = len(pdf.pages)
        return pages, _is_signed(pdf), has_end or _is_whole(pdf)


def _is_whole(pdf: Pdf) -> bool:
    """No page, and nothing that a page paints, was lost with the end of the file."""
    return int(pdf.Root.Pages.get("/Count", 0)) <= len(pdf.pages) and not any(
        "/Contents" not in page.obj or page_plan(pdf, number).lacks_content
        for number, page in enumerate(pdf.pages, start=1)
    )


def _is_signed(pdf: Pdf) -> bool:
    """A signature field has a value (ISO 32000-1, 12.8.1)."""
    form: Any = pdf.Root.get("/AcroForm", {})
    waiting: list[Any] = list(form.get("/Fields", ()))
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return False
        form_field = waiting.pop()
        if not isinstance(form_field, pikepdf.Dictionary):
            continue
        value = form_field.get("/V")
        if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
            return True
        waiting += list(form_field.get("/Kids", ()))
    return True
