"""Writes a document's two-layer PDF/A-2u: each page's image as it was, its words under it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, UnidentifiedImageError

from pipeline.engines import text_layer, xmp
from pipeline.engines.embedding import OpenedSource, embed_page_image, open_source
from pipeline.engines.fonts.glyphless import CharCodes, fill_font
from pipeline.errors import ArchiveUnusable, EngineFailed
from pipeline.model.archival import DocumentMetadata
from pipeline.model.ocr import OcrPage
from pipeline.model.scan import PageOrigin, ScanInfo, ScanKind

_POINTS_PER_INCH = 72
_LARGEST_SIDE, _SMALLEST_SIDE = 14_400.0, 3.0
"""Points (ISO 19005-2, 6.1.13)."""
_HELD_IMAGES = 16
"""Images kept in memory before they are moved to a file."""
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
    with ExitStack() as stack:
        pdf = stack.enter_context(Pdf.new())
        opened = stack.enter_context(open_source(source, info))
        shelf = _Shelf(pdf, out.parent, stack, lazy_source=info.kind is ScanKind.PDF)
        codes = CharCodes()
        font = pdf.make_indirect(Dictionary())
        for page in pages:
            image, turn_deg = shelf.place(page, opened, rendered)
            _add_page(pdf, page, image, turn_deg, font, codes)
        shelf.empty()
        fill_font(pdf, font, codes)
        _describe(pdf, metadata)
        _save(pdf, out)


class _Shelf:
    """Puts images into the document and keeps few of them in memory.

    Images of a PDF source stay in that file until the document is saved. Others are moved in
    small groups to files without a name, which no crash can leave behind.
    """

    def __init__(self, pdf: Pdf, folder: Path, stack: ExitStack, *, lazy_source: bool) -> None:
        self._pdf = pdf
        self._folder = folder
        self._stack = stack
        self._lazy_source = lazy_source
        self._group = stack.enter_context(Pdf.new())
        self._waiting: list[Object] = []

    def place(
        self, page: OcrPage, source: OpenedSource, rendered: Callable[[int], Path]
    ) -> tuple[Object, int]:
        """The XObject dictionary that will hold the page's image, and its clockwise turn."""
        holder = self._pdf.make_indirect(Dictionary())
        if page.origin is PageOrigin.IMAGE and self._lazy_source:
            holder.Im, turn_deg = embed_page_image(self._pdf, source, page.number)
            return holder, turn_deg
        image: Object
        if page.origin is PageOrigin.RENDERED:
            image, turn_deg = _jpeg(self._group, rendered(page.number), page.number), 0
        else:
            image, turn_deg = embed_page_image(self._group, source, page.number)
        self._group.add_blank_page().Resources = Dictionary(XObject=Dictionary(Im=image))
        self._waiting.append(holder)
        if len(self._waiting) == _HELD_IMAGES:
            self._move_to_file()
        return holder, turn_deg

    def empty(self) -> None:
        """Give every holder that still waits its image."""
        self._hand_out(self._group)

    def _move_to_file(self) -> None:
        stack = self._stack
        file = stack.enter_context(tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115
        self._group.save(file)
        self._hand_out(stack.enter_context(pikepdf.open(file)))
        self._group.close()
        self._group = self._stack.enter_context(Pdf.new())

    def _hand_out(self, group: Pdf) -> None:
        for holder, page in zip(self._waiting, group.pages, strict=True):
            holder.Im = self._pdf.copy_foreign(page.Resources.XObject.Im)
        self._waiting.clear()


def _jpeg(pdf: Pdf, path: Path, number: int) -> Stream:
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


def _add_page(
    pdf: Pdf, page: OcrPage, images: Object, turn_deg: int, font: Object, codes: CharCodes
) -> None:
    scale = points_per_pixel(page)
    width, height = page.size[0] * scale, page.size[1] * scale
    shown = _shown_upright(width, height, (turn_deg + page.rotation_deg) % 360)
    text = text_layer.text_operators(page, codes, scale)
    added = pdf.add_blank_page(page_size=(round(width, 3), round(height, 3)))
    added.Contents = text_layer.compressed(pdf, shown + text)
    added.Resources = Dictionary(XObject=images, Font=Dictionary({text_layer.FONT: font}))


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


def _describe(pdf: Pdf, metadata: DocumentMetadata) -> None:
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


def _save(pdf: Pdf, out: Path) -> None:
    aside = out.with_name(f".{out.name}.part")
    with _translated(out), aside.open("wb") as file:
        pdf.save(file, min_version="1.7", deterministic_id=True, object_stream_mode=_OBJECTS)
        file.flush()
        os.fsync(file.fileno())
    with _translated(out):
        os.replace(aside, out)
        folder = os.open(out.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def _translated(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        out.with_name(f".{out.name}.part").unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise ArchiveUnusable("pdf_not_written", {"file": str(out), "why": why}) from error
    except pikepdf.PdfError as error:
        raise EngineFailed("pdf_not_made", {"file": out.name, "why": str(error)}) from error
