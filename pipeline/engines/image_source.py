"""Scans as picture files: TIFF with its pages, JPEG, PNG, JPEG 2000 and WebP."""

from __future__ import annotations

import struct
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from PIL import ImageOps

from pipeline.engines import jpx
from pipeline.engines.image_header import (
    jpeg_is_complete,
    png_is_complete,
    webp_is_complete,
)
from pipeline.engines.picture import (
    check_pixels,
    grey_or_rgb,
    opened_picture,
    orientation,
    stated_dpi,
)
from pipeline.engines.resolution import plausible_dpi, square_size, stretched
from pipeline.engines.tiff_directory import HEIGHT, WIDTH, Frame, TiffCutOff, frames
from pipeline.errors import Param, ScanRejected
from pipeline.model.scan import PageImage, PageOrigin, ScanInfo, ScanKind
from pipeline.settings import Limits

FORMATS: dict[ScanKind, tuple[str, ...]] = {
    ScanKind.TIFF: ("TIFF",),
    ScanKind.JPEG: ("JPEG",),
    ScanKind.PNG: ("PNG",),
    ScanKind.JP2: ("JPEG2000",),
    ScanKind.WEBP: ("WEBP",),
}
"""Pillow's names: no other decoder ever sees the file."""

_IS_COMPLETE: dict[ScanKind, Callable[[mmap], bool]] = {
    ScanKind.JPEG: jpeg_is_complete,
    ScanKind.PNG: png_is_complete,
    ScanKind.JP2: jpx.is_complete,
    ScanKind.WEBP: webp_is_complete,
}


def inspect_image(path: Path, kind: ScanKind, limits: Limits, params: dict[str, Param]) -> ScanInfo:
    """Raises: ScanRejected truncated, no_pages, too_many_pages or too_many_pixels."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        if kind is ScanKind.TIFF:
            return ScanInfo(kind, _count_frames(data, limits, params))
        if not _is_complete(kind, data):
            raise ScanRejected("truncated", params)
    with opened_picture(path, FORMATS[kind]) as picture:
        check_pixels(*picture.size, limits.max_page_pixels, {**params, "page": 1})
    return ScanInfo(kind, 1)


def _is_complete(kind: ScanKind, data: mmap) -> bool:
    try:
        return _IS_COMPLETE[kind](data)
    except (struct.error, IndexError, EOFError):
        return False


def _count_frames(data: mmap, limits: Limits, params: dict[str, Param]) -> int:
    count = 0
    try:
        for count, frame in enumerate(frames(data), start=1):
            if count > limits.max_pages:
                raise ScanRejected(
                    "too_many_pages", {**params, "pages": count, "limit": limits.max_pages}
                )
            width, height = frame.first(WIDTH, 0), frame.first(HEIGHT, 0)
            check_pixels(width, height, limits.max_page_pixels, {**params, "page": count})
    except TiffCutOff as error:
        raise ScanRejected("truncated", params) from error
    if count == 0:
        raise ScanRejected("no_pages", params)
    return count


def load_image_page(
    path: Path, kind: ScanKind, number: int, limits: Limits, params: dict[str, Param]
) -> PageImage:
    """Page `number`, turned as its file says.

    Raises:
        ScanRejected: too_many_pixels.
        Library errors: the data is damaged.
    """
    limit = limits.max_page_pixels
    with opened_picture(path, FORMATS[kind]) as picture:
        if kind is ScanKind.TIFF:
            picture.seek(tiff_frame(path, number).index)
        check_pixels(*picture.size, limit, params)
        dpi = stated_dpi(picture)
        is_sideways = orientation(picture)[1] in (90, 270)
        shown = ImageOps.exif_transpose(picture)
        pixels = grey_or_rgb(shown)
    height, width = pixels.shape[:2]
    if dpi is None:
        return PageImage(number, pixels, plausible_dpi(None, max(width, height)))
    dpi_x, dpi_y = reversed(dpi) if is_sideways else dpi
    size = square_size(width, height, dpi_x, dpi_y)
    check_pixels(*size, limit, params)
    believed = plausible_dpi(max(dpi_x, dpi_y), max(size))
    return PageImage(number, stretched(pixels, size), believed, PageOrigin.IMAGE)


def tiff_frame(path: Path, number: int) -> Frame:
    """The directory of page `number`. Raises: IndexError."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        for page, frame in enumerate(frames(data), start=1):
            if page == number:
                return frame
    raise IndexError(f"no page {number}")
