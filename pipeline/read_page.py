"""The story of one page: opened, told apart from secrets, set upright, read, put in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.engines import tesseract
from pipeline.engines.embedding import encode_jpeg
from pipeline.engines.scan_file import load_page
from pipeline.errors import EngineFailed
from pipeline.model.ocr import Line, OcrPage, Stamp
from pipeline.model.scan import PageImage, PageOrigin, ReadingImage, ScanInfo
from pipeline.settings import Settings
from pipeline.steps.order import reading_order
from pipeline.steps.prepare import ink_share, reading_image, without_red
from pipeline.steps.secrecy import secrecy_level
from pipeline.steps.stamps import classify, stamp_candidates
from pipeline.steps.upright import (
    TURNS,
    band,
    legibility,
    letters,
    looks_sideways,
    turned_page,
)
from pipeline.steps.words import on_page, without_specks

_FEW_LETTERS = 40
"""A page with fewer is a form, a cover or a back: it is not tried in other directions."""


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
    failure = None
    try:
        image, reading, lines = _read_upright(image, settings)
    except EngineFailed as error:
        # The sheet is kept and shown all the same; a person is told that it was not read.
        reading, lines, failure = reading_image(image, settings.preparation), (), error.code
    stamps, unread = _stamps(image, settings)
    lines = without_specks(lines, settings.reading.speck_confidence)
    lines = reading_order(on_page(lines, reading.to_page, image.size), image.size)
    page = OcrPage(
        number=number,
        size=image.size,
        dpi=round(image.dpi, 2),
        lines=lines,
        engine=tesseract.version(settings.reading.language),
        origin=image.origin,
        rotation_deg=image.rotation_deg,
        skew_deg=reading.skew_deg,
        stamps=stamps,
        failure=failure or unread,
    )
    rendered = None
    if image.origin is PageOrigin.RENDERED:
        upright = turned_page(image, -image.rotation_deg)
        rendered = encode_jpeg(upright.pixels, image.dpi, settings.pages.jpeg_quality)
    return PageReading(page, rendered, secrecy_level(stamps, page))


def _read_upright(
    image: PageImage, settings: Settings
) -> tuple[PageImage, ReadingImage, tuple[Line, ...]]:
    """The page upright, as prepared, and its lines in pixels of the prepared page."""
    if ink_share(without_red(image.pixels)) < settings.pages.blank_ink:
        return image, reading_image(image, settings.preparation), ()
    if looks_sideways(image):
        image = turned_page(image, _best_turn(image, (90, 270), settings))
    reading = reading_image(image, settings.preparation)
    lines = _lines(reading, settings)
    if legibility(lines) >= settings.reading.doubtful_confidence or letters(lines) < _FEW_LETTERS:
        return image, reading, lines
    turn = _best_turn(image, TURNS, settings)
    if turn == 0:
        return image, reading, lines
    other = turned_page(image, turn)
    other_reading = reading_image(other, settings.preparation)
    other_lines = _lines(other_reading, settings)
    if legibility(other_lines) <= legibility(lines):
        return image, reading, lines
    return other, other_reading, other_lines


def _best_turn(image: PageImage, turns: tuple[int, ...], settings: Settings) -> int:
    """The turn at which a band of the page reads best."""
    scores = {}
    for turn in turns:
        reading = reading_image(turned_page(image, turn), settings.preparation)
        strip = ReadingImage(image.number, band(reading.pixels), image.dpi)
        lines = _lines(strip, settings)
        scores[turn] = legibility(lines) * min(letters(lines), 200)
    return max(turns, key=lambda turn: scores[turn])


def _lines(reading: ReadingImage, settings: Settings) -> tuple[Line, ...]:
    return tesseract.read_lines(reading, settings.reading, _deadline_s(settings))


def _deadline_s(settings: Settings) -> float:
    """Of one call of Tesseract: its page is to be kept before the page's own deadline is over."""
    return 0.7 * settings.limits.page_seconds


def _stamps(image: PageImage, settings: Settings) -> tuple[tuple[Stamp, ...], str | None]:
    """The stamps of a page, and why a place that looks like one could not be read."""
    found = []
    failure = None
    for crop in stamp_candidates(image):
        try:
            text, confidence = tesseract.read_crop(
                crop.pixels, settings.reading.language, _deadline_s(settings)
            )
        except EngineFailed as error:
            failure = error.code
            continue
        stamp = classify(text, confidence, crop, image.size)
        if stamp is not None:
            found.append(stamp)
    return tuple(found), failure
