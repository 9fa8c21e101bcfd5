"""Small scanned files for tests: a picture that looks different from every side, in all formats."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image

from pipeline.engines.tiff_directory import frames
from pipeline.model.scan import Pixels

FULL_PAGE = "q {w} 0 0 {h} 0 0 cm /Im Do Q"
"""Content that fills a page of {w} × {h} points with its image."""


def picture(width: int = 60, height: int = 80, mode: str = "RGB") -> Pixels:
    """A dark corner, a bar at the top and a slope: no turn or mirror image of it is itself."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    grey = (80 + 170 * x / width).astype(np.uint8)
    grey[: height // 8] = 0
    grey[-height // 4 :, : width // 4] = 40
    if mode == "L":
        return grey
    if mode == "1":
        return np.where((grey > 100) & ((x + y) % 7 != 0), 255, 0).astype(np.uint8)
    green = (255 * y / height).astype(np.uint8)
    return np.stack([grey, green, 255 - grey], axis=2)


def encoded(pixels: npt.NDArray[Any], file_format: str, *, mode: str = "", **options: Any) -> bytes:
    """The pixels in a picture file of Pillow's `file_format`."""
    image = Image.fromarray(pixels)
    if mode:
        image = image.convert(mode)
    buffer = BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def tiff_of(*pages: Pixels, **options: Any) -> bytes:
    """A TIFF of several pages; pages of black and white only are stored with one bit."""
    images = [
        Image.fromarray(p).convert("1") if set(np.unique(p)) <= {0, 255} else Image.fromarray(p)
        for p in pages
    ]
    buffer = BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:], **options)
    return buffer.getvalue()


def image_object(pdf: Pdf, data: bytes, pixels: Pixels, **keys: Any) -> pikepdf.Stream:
    """An image XObject for `data`; keys override what follows from the pixels."""
    defaults: dict[str, Any] = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": pixels.shape[1],
        "Height": pixels.shape[0],
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB,
    }
    return pikepdf.Stream(pdf, data, **{**defaults, **keys})


def one_page(
    pdf: Pdf,
    image: Object | None = None,
    content: str = FULL_PAGE,
    size: tuple[float, float] = (144, 192),
    **page_keys: Any,
) -> pikepdf.Page:
    """Adds a page that shows the image as /Im by `content`."""
    page = pdf.add_blank_page(page_size=size)
    if image is not None:
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
    page.Contents = pdf.make_stream(content.format(w=size[0], h=size[1]).encode())
    for key, value in page_keys.items():
        page.obj[f"/{key}"] = value
    return page


def save_pdf(path: Path, pdf: Pdf, encryption: pikepdf.Encryption | None = None) -> Path:
    """The document at `path`, its streams as they were made."""
    if encryption is not None:
        pdf.save(path, encryption=encryption)
    else:
        as_made = pikepdf.StreamDecodeLevel.none
        pdf.save(path, compress_streams=False, stream_decode_level=as_made)
    return path


def scan_pdf(
    path: Path,
    pixels: Pixels,
    content: str = FULL_PAGE,
    size: tuple[float, float] = (144, 192),
    **page_keys: Any,
) -> Path:
    """A PDF of one page with one uncompressed image on it."""
    with Pdf.new() as pdf:
        one_page(pdf, image_object(pdf, pixels.tobytes(), pixels), content, size, **page_keys)
        return save_pdf(path, pdf)


def viewed(path: Path) -> Pixels:
    """The first page as PDFium shows it, one pixel for a point; grey where it has no colour."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        pixels: Pixels = page.render(rev_byteorder=True).to_numpy()[..., :3].copy()
        page.close()
    grey = bool((pixels[..., :1] == pixels).all())
    return pixels[..., 0] if grey else pixels


def annotation(pdf: Pdf, subtype: str, **keys: Any) -> Object:
    """An annotation with a black square for its appearance."""
    appearance = pdf.make_stream(b"0 0 20 20 re f")
    appearance.Type, appearance.Subtype = Name.XObject, Name.Form
    appearance.BBox = Array([0, 0, 20, 20])
    defaults: dict[str, Any] = {
        "Type": Name.Annot,
        "Subtype": Name(f"/{subtype}"),
        "Rect": Array([10, 10, 30, 30]),
        "F": 4,
        "AP": Dictionary(N=appearance),
    }
    return pdf.make_indirect(Dictionary(**{**defaults, **keys}))


def jbig2_of(pixels: Pixels) -> bytes:
    """A JBIG2 page for a PDF: one generic region in MMR coding (ITU-T T.88, 7.4.6)."""
    height, width = pixels.shape
    data = tiff_of(pixels, compression="group4", tiffinfo={278: height, 262: 0})
    (frame,) = frames(data)
    ((offset, length),) = frame.pieces
    page = _number(width) + _number(height) + bytes(8) + bytes(3)
    region = _number(width) + _number(height) + bytes(8) + b"\x00\x01" + data[offset:][:length]
    return b"".join(
        _number(index) + bytes([kind, 0, 1]) + _number(len(content)) + content
        for index, (kind, content) in enumerate([(48, page), (38, region)])
    )


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")
