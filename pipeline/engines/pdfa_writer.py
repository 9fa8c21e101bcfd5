"""Writes a document's two-layer PDF/A-2u: each page's image as it was, its words under it."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, UnidentifiedImageError

from pipeline.engines import text_layer, xmp
from pipeline.engines.embedding import OpenedSource, embed_page_image, open_source
from pipeline.engines.fonts.glyphless import CharCodes, fill_font
from pipeline.engines.stream_shelf import StreamShelf
from pipeline.errors import ArchiveUnusable, EngineFailed
from pipeline.model.archival import DocumentMetadata
from pipeline.model.ocr import OcrPage
from pipeline.model.scan import PageOrigin, ScanInfo

_POINTS_PER_INCH = 72
_LARGEST_SIDE, _SMALLEST_SIDE = 14_400.0, 3.0
"""Points (ISO 19005-2, 6.1.13)."""
_PAGES_PER_OPENING = 32
"""An open source PDF keeps every image taken from it in memory: it is opened anew after these."""
_OBJECTS = pikepdf.ObjectStreamMode.generate
_JPEG_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}


def write_pdfa(
    out: Path,
    source: Path,
    info: ScanInfo,
    pages: Iterable[OcrPage],
    rendered: Callable[[int], Path],
    metadata: DocumentMetadata,
) -> None:
    """Write `out` from the pages of `source`; a reader sees the old file or the whole new one.

    `rendered` gives the JPEG of a page that was drawn. The same input gives the same bytes.

    Raises:
        EngineFailed: a page's image is missing or cannot be embedded.
        ArchiveUnusable: the file cannot be written.
    """
    with translated(out), StreamShelf(out.parent) as shelf:
        codes = CharCodes()
        sheets: list[_Sheet] = []
        waiting = iter(pages)
        while group := tuple(islice(waiting, _PAGES_PER_OPENING)):
            with open_source(source, info) as opened:
                sheets += [_sheet(page, opened, rendered, shelf, codes) for page in group]
        with shelf.open() as pdf:
            font = pdf.make_indirect(Dictionary())
            for sheet in sheets:
                _add_page(pdf, sheet, font)
            fill_font(pdf, font, codes)
            describe(pdf, metadata)
            save(pdf, out)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page to be: points, and the numbers of its streams on the shelf."""

    width: float
    height: float
    image: int | None
    """None on the empty sheet in place of a page that could not be opened."""
    content: int


def _sheet(
    page: OcrPage,
    source: OpenedSource,
    rendered: Callable[[int], Path],
    shelf: StreamShelf,
    codes: CharCodes,
) -> _Sheet:
    scale = points_per_pixel(page)
    width, height = page.size[0] * scale, page.size[1] * scale
    with Pdf.new() as scratch:
        if page.origin is PageOrigin.MISSING:
            return _Sheet(width, height, None, shelf.put(Stream(scratch, b"")))
        if page.origin is PageOrigin.RENDERED:
            image, turn_deg = _jpeg(scratch, rendered(page.number), page.number), 0
        else:
            image, turn_deg = embed_page_image(scratch, source, page.number)
        shown = _shown_upright(width, height, (turn_deg + page.rotation_deg) % 360)
        text = text_layer.text_operators(page, codes, scale)
        content = Stream(scratch, zlib.compress(shown + text), Filter=Name.FlateDecode)
        return _Sheet(width, height, shelf.put(image), shelf.put(content))


def _add_page(pdf: Pdf, sheet: _Sheet, font: Object) -> None:
    added = pdf.add_blank_page(page_size=(round(sheet.width, 3), round(sheet.height, 3)))
    added.Contents = pdf.get_object(sheet.content, 0)
    if sheet.image is not None:
        images = Dictionary(Im=pdf.get_object(sheet.image, 0))
        added.Resources = Dictionary(XObject=images, Font=Dictionary({text_layer.FONT: font}))


def _jpeg(pdf: Pdf, path: Path, number: int) -> Object:
    """The JPEG file as an image, its bytes unchanged."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            (width, height), mode = image.size, image.mode
        data = path.read_bytes()
    except (OSError, UnidentifiedImageError) as error:
        raise EngineFailed("drawn_page_unreadable", {"page": number, "why": str(error)}) from error
    if mode not in _JPEG_SPACES:
        raise EngineFailed("drawn_page_unreadable", {"page": number, "why": f"mode {mode}"})
    return Stream(
        pdf,
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=_JPEG_SPACES[mode],
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


def points_per_pixel(page: OcrPage) -> float:
    """72 / dpi, unless the page would then be larger or smaller than a PDF/A page may be."""
    scale = _POINTS_PER_INCH / page.dpi
    longest, shortest = max(page.size), min(page.size)
    if longest * scale > _LARGEST_SIDE:
        return _LARGEST_SIDE / longest
    return max(scale, _SMALLEST_SIDE / shortest)


def _shown_upright(width: float, height: float, turn_deg: int) -> bytes:
    """Draws the image over the whole page, turned clockwise; its bytes stay as they are."""
    matrix = {
        0: (width, 0, 0, height, 0, 0),
        90: (0, -height, width, 0, 0, height),
        180: (-width, 0, 0, -height, width, height),
        270: (0, height, -width, 0, width, 0),
    }[turn_deg]
    return f"q {' '.join(f'{value:.3f}' for value in matrix)} cm /Im Do Q\n".encode("ascii")


def describe(pdf: Pdf, metadata: DocumentMetadata) -> None:
    """What makes the file a PDF/A-2u and says what it is (ISO 19005-2, 6.2.3 and 6.6)."""
    icc = resources.files("pipeline.engines.fonts").joinpath("srgb.icc").read_bytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=Stream(pdf, icc, N=3),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    packet = xmp.xmp_packet(metadata)
    pdf.Root.Metadata = Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(metadata.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def save(pdf: Pdf, out: Path) -> None:
    aside = out.with_name(f".{out.name}.part")
    try:
        _write(pdf, aside)
        os.replace(aside, out)
        _sync(out.parent)
    finally:
        aside.unlink(missing_ok=True)


def _write(pdf: Pdf, path: Path) -> None:
    with path.open("wb") as file:
        pdf.save(file, min_version="1.7", deterministic_id=True, object_stream_mode=_OBJECTS)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Without this the new name may be lost with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def translated(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise ArchiveUnusable("pdf_not_written", {"file": str(out), "why": why}) from error
    except pikepdf.PdfError as error:
        raise EngineFailed("pdf_not_made", {"file": out.name, "why": str(error)}) from error
