"""The story of one page: opened, told apart from secrets, set upright, read, put in order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.engines import page_network, tesseract
from pipeline.engines.barcodes import read_codes
from pipeline.engines.digit_head import head_name
from pipeline.engines.digit_network import DigitReader, digit_reader_with
from pipeline.engines.embedding import encode_jpeg
from pipeline.engines.pdf_text import embedded_lines
from pipeline.engines.reader_names import reader_names
from pipeline.engines.scan_file import load_page
from pipeline.errors import EngineFailed
from pipeline.model.geometry import Box, map_box
from pipeline.model.ocr import (
    Line,
    OcrPage,
    Region,
    RegionKind,
    Stamp,
    Table,
    TextSource,
)
from pipeline.model.scan import PageImage, PageOrigin, ReadingImage, ScanInfo, ScanKind
from pipeline.read_blanks import read_blanks
from pipeline.read_lines import LinesRead, read_lines, read_stamped
from pipeline.read_signing import read_signing
from pipeline.rules import default_rules
from pipeline.settings import Quality, Settings
from pipeline.steps.layout.page_layout import page_layout
from pipeline.steps.layout.tables import find_tables
from pipeline.steps.legacy_text import as_unicode
from pipeline.steps.preparation.prepare import ink_share, reading_image, without_red
from pipeline.steps.record.signer import signer_is_sure
from pipeline.steps.regions import find_regions, printed_only, stamped_doubted
from pipeline.steps.secrecy import secrecy_level
from pipeline.steps.stamps import classify, stamp_candidates
from pipeline.steps.trust_text import with_embedded
from pipeline.steps.upright import TURNS, legibility, letters, turned_page
from pipeline.steps.words import as_on_page, off_page, on_page, without_specks

_FEW_LETTERS = 40
"""A page with fewer is a form, a cover or a back: it is not tried in other directions."""
_NOTHING_READ = LinesRead((), ())
_LEAST_SIDE = 64
"""Pixels; a smaller picture is no page and holds no line of text."""
_READING_SHARE = 0.7
"""Of the page's time: a page is to be kept before its own deadline is over."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as read; when `secret` is given nothing of it may be stored."""

    page: OcrPage
    rendered: bytes | None
    """The drawing to keep of a page that is more than one image, as JPEG."""
    secret: Stamp | None


def read_page(path: Path, info: ScanInfo, number: int, settings: Settings) -> PageReading:
    """Reads one page of a file.

    Raises:
        ScanRejected: the page is larger than the limits allow.
        EngineFailed: the page cannot be opened.
    """
    image = load_page(path, info, number, settings.limits, settings.pages)
    ends = time.monotonic() + _READING_SHARE * settings.limits.page_seconds
    image, reading, read, failure = _read_as_it_lies(image, settings, ends)
    stamps, unread = _stamps(image, settings, ends)
    said, source, signed = _words_of(path, info, number, image, reading, read, settings)
    regions, lines, tables = _structure(image, reading, read, said, stamps, settings, ends)
    page = OcrPage(
        number=number,
        size=image.size,
        dpi=round(image.dpi, 2),
        lines=lines,
        engine=engine_of(settings),
        origin=image.origin,
        rotation_deg=image.rotation_deg,
        skew_deg=reading.skew_deg,
        stamps=stamps,
        regions=(*regions, *_signatures_shown(signed, regions)),
        tables=tables,
        codes=() if _is_tiny(image) else read_codes(image.pixels),
        blanks=read_blanks(image, said, regions, reading.skew_deg, _digits(settings)),
        source=source,
        failure=failure or unread,
    )
    if not signer_is_sure(page, default_rules()):
        signing, names = read_signing(image, regions)
        page = replace(page, signing=signing, names=names)
    rendered = None
    if image.origin is PageOrigin.RENDERED:
        upright = turned_page(image, -image.rotation_deg)
        rendered = encode_jpeg(upright.pixels, image.dpi, settings.pages.jpeg_quality)
    return PageReading(page, rendered, secrecy_level(stamps, page))


def _words_of(
    path: Path,
    info: ScanInfo,
    number: int,
    image: PageImage,
    reading: ReadingImage,
    read: LinesRead,
    settings: Settings,
) -> tuple[tuple[Line, ...], TextSource, tuple[Box, ...]]:
    """What the page says, as read or as the file itself says it, and where signatures show.

    Everything in pixels of the page as kept.
    """
    lines = without_specks(read.lines, settings.reading.speck_confidence)
    lines = on_page(lines, reading.to_page, image.size)
    if info.kind is not ScanKind.PDF:
        return lines, TextSource.READ, ()
    embedded = embedded_lines(path, number, image)
    if embedded is None:
        return lines, TextSource.READ, ()
    own = as_unicode(embedded.lines, embedded.fonts)
    lines, source = with_embedded(lines, own, embedded.fonts)
    return lines, source, embedded.signatures


def _structure(
    image: PageImage,
    reading: ReadingImage,
    read: LinesRead,
    lines: Sequence[Line],
    stamps: Sequence[Stamp],
    settings: Settings,
    ends: float,
) -> tuple[tuple[Region, ...], tuple[Line, ...], tuple[Table, ...]]:
    """What is no print on the page, the printed lines in order, and the tables."""
    if _is_tiny(image):
        return (), tuple(lines), ()
    hints = [map_box(reading.to_page, box, image.size) for box in read.handwriting]
    regions = find_regions(image, lines, hints, stamps)
    names = _stamped_names(image, regions, lines, settings, ends)
    printed = stamped_doubted((*printed_only(lines, regions), *names), regions)
    return regions, *_laid_out(printed, image, reading)


def _signatures_shown(boxes: Sequence[Box], known: Sequence[Region]) -> tuple[Region, ...]:
    """Where the file shows its digital signatures, as far as the picture did not tell already."""
    kind = RegionKind.DIGITAL_SIGNATURE
    seen = [region.box for region in known if region.kind is kind]
    return tuple(
        Region(kind, box, 1.0) for box in boxes if not any(box.overlaps(other) for other in seen)
    )


def _stamped_names(
    image: PageImage,
    regions: Sequence[Region],
    lines: Sequence[Line],
    settings: Settings,
    ends: float,
) -> tuple[Line, ...]:
    """Names and titles stamped in red: the reading image, which has no red, does not show them."""
    found = []
    for region in regions:
        if region.kind is not RegionKind.NAME_STAMP or image.pixels.ndim == 2:
            continue
        if any(region.box.contains(*word.box.center) for line in lines for word in line.words):
            continue
        try:
            words = read_stamped(image, region.box, settings.reading, _left_s(ends))
        except EngineFailed:
            # The region says that a name stands there; the rest of the page was read.
            continue
        line = Line(words, region.box)
        if words and legibility([line]) >= settings.reading.doubtful_confidence:
            found.append(line)
    return tuple(found)


def _laid_out(
    lines: Sequence[Line], image: PageImage, reading: ReadingImage
) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """Lines in reading order, in paragraphs and cells, and the tables, on the page as kept."""
    height, width = reading.pixels.shape
    found = find_tables(reading.pixels, reading.dpi)
    straight = off_page(lines, reading.to_page)
    ordered, tables = page_layout(straight, (width, height), found)
    placed = tuple(_table_on_page(table, reading, image.size) for table in tables)
    return as_on_page(ordered, reading.to_page, image.size), placed


def _table_on_page(table: Table, reading: ReadingImage, size: tuple[int, int]) -> Table:
    cells = tuple(
        replace(cell, box=map_box(reading.to_page, cell.box, size)) for cell in table.cells
    )
    return Table(map_box(reading.to_page, table.box, size), cells)


def engine_of(settings: Settings) -> str:
    """The readers that these settings ask. Raises: ToolMissing, SettingsInvalid."""
    alone = settings.reading.quality is Quality.FAST
    head = settings.reading.digit_head
    trained = head_name(Path(head)) if head else ""
    return reader_names(settings.reading.language, alone=alone, trained=trained)


def _digits(settings: Settings) -> DigitReader:
    return digit_reader_with(settings.reading.digit_head)


def _read_as_it_lies(
    image: PageImage, settings: Settings, ends: float
) -> tuple[PageImage, ReadingImage, LinesRead, str | None]:
    """The page as its text lies, as prepared, its lines there, and why it could not be read.

    The sheet is kept and shown all the same; a person is told that it was not read.
    """
    # Without preparation, which may be what fails.
    reading = ReadingImage(image.number, without_red(image.pixels), image.dpi)
    if _is_tiny(image) or ink_share(image.pixels) < settings.pages.blank_ink:
        return image, reading, _NOTHING_READ, None
    try:
        turn, sure = page_network.upright_turn(reading.pixels)
        if sure >= settings.reading.sure_of_turn:
            image = turned_page(image, turn)
            reading = ReadingImage(image.number, without_red(image.pixels), image.dpi)
        return *_read_upright(image, settings, ends), None
    except EngineFailed as error:
        return image, reading, _NOTHING_READ, error.code


def _is_tiny(image: PageImage) -> bool:
    return min(image.size) < _LEAST_SIDE


def _read_upright(
    image: PageImage, settings: Settings, ends: float
) -> tuple[PageImage, ReadingImage, LinesRead]:
    """The page upright, as prepared, and its lines in pixels of the prepared page."""
    reading, read = _read(image, settings, ends)
    if _reads_well(read.lines, settings):
        return image, reading, read
    tried = [(image, reading, read)]
    for other in TURNS[1:]:
        trial = turned_page(image, other)
        try:
            tried.append((trial, *_read(trial, settings, ends)))
        except EngineFailed:
            # What was read already is more than nothing.
            break
    return max(tried, key=lambda trial: _worth(trial[2].lines))


def _read(image: PageImage, settings: Settings, ends: float) -> tuple[ReadingImage, LinesRead]:
    reading = reading_image(image, settings.preparation)
    return reading, read_lines(reading, settings.reading, _left_s(ends))


def _reads_well(lines: Sequence[Line], settings: Settings) -> bool:
    return (
        legibility(lines) >= settings.reading.doubtful_confidence or letters(lines) < _FEW_LETTERS
    )


def _worth(lines: Sequence[Line]) -> float:
    return legibility(lines) * min(letters(lines), 200)


def _left_s(ends: float) -> float:
    """Seconds until `ends` (time.monotonic), and a moment in any case."""
    return max(ends - time.monotonic(), 0.1)


def _stamps(
    image: PageImage, settings: Settings, ends: float
) -> tuple[tuple[Stamp, ...], str | None]:
    """The stamps of a page, and why a place that looks like one could not be read."""
    if _is_tiny(image):
        return (), None
    found = []
    failure = None
    for crop in stamp_candidates(image):
        try:
            text, confidence = tesseract.read_crop(
                crop.pixels, settings.reading.language, _left_s(ends)
            )
        except EngineFailed as error:
            failure = error.code
            continue
        stamp = classify(text, confidence, crop, image.size)
        if stamp is not None:
            found.append(stamp)
    return tuple(found), failure
