"""Opens scanned files: what a file is, how many pages it has, and the image of each page."""

from __future__ import annotations

import stat
from pathlib import Path

from pipeline.engines.file_kind import HEAD_BYTES, likely_format, scan_kind
from pipeline.engines.image_source import inspect_image, load_image_page
from pipeline.engines.library_errors import reason, translated
from pipeline.engines.pdf_page_image import load_pdf_page
from pipeline.engines.pdf_source import inspect_pdf
from pipeline.errors import Param, ScanRejected
from pipeline.model.names import printable
from pipeline.model.scan import PageImage, ScanInfo, ScanKind
from pipeline.settings import Limits, Pages


def inspect_scan(path: Path, limits: Limits) -> ScanInfo:
    """What the file is, by its content and never by its name.

    Raises:
        ScanRejected: it is no scan, or is damaged, encrypted or beyond the limits.
        EngineFailed: out_of_memory.
    """
    params: dict[str, Param] = {"name": printable(path.name)}
    head = _head(path, limits, params)
    kind = scan_kind(head)
    if kind is None:
        raise ScanRejected("not_a_scan", {**params, "looks": likely_format(head)})
    with translated("damaged", params, ScanRejected):
        if kind is ScanKind.PDF:
            return inspect_pdf(path, limits, params)
        return inspect_image(path, kind, limits, params)


def load_page(path: Path, info: ScanInfo, number: int, limits: Limits, pages: Pages) -> PageImage:
    """Page `number` (from 1) upright as its viewer shows it.

    Raises:
        ScanRejected: too_many_pixels, told before anything is decoded.
        EngineFailed: page_timeout, page_unreadable or out_of_memory; other pages may be fine.
        ValueError: there is no such page.
    """
    if not 1 <= number <= info.page_count:
        raise ValueError(f"page {number} of {info.page_count}")
    params: dict[str, Param] = {"name": printable(path.name), "page": number}
    with translated("page_unreadable", params):
        if info.kind is ScanKind.PDF:
            return load_pdf_page(path, number, limits, pages, params)
        return load_image_page(path, info.kind, number, limits, params)


def _head(path: Path, limits: Limits, params: dict[str, Param]) -> bytes:
    """The first bytes of a regular file within the limits."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ScanRejected("is_folder", params)
        if not stat.S_ISREG(status.st_mode):
            raise ScanRejected("not_a_file", params)
        if status.st_size == 0:
            raise ScanRejected("empty_file", params)
        if status.st_size > limits.max_bytes:
            raise ScanRejected(
                "too_large", {**params, "bytes": status.st_size, "limit": limits.max_bytes}
            )
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else reason(error)
        raise ScanRejected("unreadable", {**params, "why": why}) from error
