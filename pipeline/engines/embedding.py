"""Puts a page's own image into a PDF, its stored bytes unchanged where PDF/A-2 allows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Name, Object, Pdf

from pipeline.engines import jpx
from pipeline.engines.icc import is_archivable_profile
from pipeline.engines.image_header import jpeg_header
from pipeline.engines.image_stream import encode_jpeg, lossless_stream, picture_stream
from pipeline.engines.library_errors import translated
from pipeline.engines.pdf_image import colour_space, decode_image, filters, peeled
from pipeline.engines.pdf_page import page_plan
from pipeline.errors import EngineFailed, Param
from pipeline.model.names import printable
from pipeline.model.scan import ScanInfo, ScanKind

__all__ = ["OpenedSource", "embed_page_image", "encode_jpeg", "open_source"]

_KEPT_KEYS = {
    *("/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Decode"),
    *("/Filter", "/DecodeParms", "/Length"),
}
_KEPT_FILTERS = {
    *("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode"),
    *("/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"),
}
"""All but LZW and Crypt (ISO 19005-2, 6.1.7.2)."""
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB}


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A scanned file whose pages are being embedded; `pdf` stays lazily open."""

    path: Path
    info: ScanInfo
    pdf: Pdf | None


@contextmanager
def open_source(path: Path, info: ScanInfo) -> Iterator[OpenedSource]:
    """The file, open until the target is saved.

    A PDF that qpdf cannot open has only drawn pages: nothing of it is ever embedded.
    """
    if info.kind is not ScanKind.PDF:
        yield OpenedSource(path, info, None)
        return
    try:
        pdf = Pdf.open(path)
    except (pikepdf.PdfError, OSError):
        yield OpenedSource(path, info, None)
        return
    with pdf:
        yield OpenedSource(path, info, pdf)


def embed_page_image(target: Pdf, source: OpenedSource, number: int) -> tuple[Object, int]:
    """(image XObject in `target`, clockwise turn that shows it as its viewer does).

    Only for pages whose origin is IMAGE.

    Raises:
        EngineFailed: page_unreadable, page_not_one_image or out_of_memory.
    """
    params: dict[str, Param] = {"name": printable(source.path.name), "page": number}
    with translated("page_unreadable", params):
        if source.info.kind is not ScanKind.PDF:
            return picture_stream(target, source.path, source.info.kind, number)
        plan = page_plan(source.pdf, number) if source.pdf is not None else None
        if plan is None or plan.image is None:
            raise EngineFailed("page_not_one_image", params)
        return _embed(target, plan.image), plan.turn_deg


def _embed(target: Pdf, image: Object) -> Object:
    """The image copied, or decoded and stored losslessly where it may not stay as it is."""
    if not _may_stay(image):
        return lossless_stream(target, decode_image(image))
    # The source is only read, never saved: what must not go over is taken off there, so that
    # the copy draws its bytes from the source file when the target is saved.
    _settle_colours(image)
    for key in set(image.keys()) - _KEPT_KEYS:
        del image[key]
    return target.copy_foreign(image)


def _may_stay(image: Object) -> bool:
    names = filters(image)
    if not names or not set(names) <= _KEPT_FILTERS:
        return False
    if names[-1] == "/DCTDecode":
        return _jpeg_may_stay(image)
    if names[-1] == "/JPXDecode":
        colours_fit = "/ColorSpace" not in image or _is_archivable(image.ColorSpace)
        return len(names) == 1 and colours_fit and jpx.may_be_archived(image.read_raw_bytes())
    return "/ImageMask" in image or _is_archivable(image.get("/ColorSpace"))


def _jpeg_may_stay(image: Object) -> bool:
    header = jpeg_header(peeled(image))
    space = colour_space(image.get("/ColorSpace"))
    return header.passable and space is not None and space.components == len(header.component_ids)


def _is_archivable(space: Any) -> bool:
    """Grey, RGB or a palette of them: what an sRGB output intent covers (ISO 19005-2, 6.2.4)."""
    return space is not None and colour_space(space) is not None


def _settle_colours(image: Object) -> None:
    """A stencil painted black becomes a grey image; a broken profile gives way to plain RGB."""
    if "/ImageMask" in image:
        image.ColorSpace = Name.DeviceGray
        image.BitsPerComponent = 1
    space = image.get("/ColorSpace")
    if isinstance(space, Array):
        image.ColorSpace = _settled(space)


def _settled(space: Array) -> Object:
    name = str(space[0])
    if name == "/ICCBased":
        profile = space[1]
        components = int(profile.N)
        sound = is_archivable_profile(profile.read_bytes(), components)
        return space if sound else _DEVICE[components]
    if name == "/Indexed" and isinstance(space[1], Array):
        return Array([Name.Indexed, _settled(space[1]), space[2], space[3]])
    return space
