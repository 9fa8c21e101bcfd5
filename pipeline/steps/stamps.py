"""Stamps of secrecy and urgency: found on the page before it is read, cut out for reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.model.ocr import Stamp
from pipeline.model.scan import PageImage, Pixels
from pipeline.steps.preparation.reduced import reduced
from pipeline.steps.stamp_blocks import find_broken_frames, find_text_blocks
from pipeline.steps.stamp_crops import Colour, bold_only, cut_stamp, grey, redness
from pipeline.steps.stamp_frames import (
    Frame,
    distinct,
    find_frames,
    outline_share,
    preference,
)
from pipeline.steps.stamp_lines import find_crossed_frames
from pipeline.steps.stamp_words import classify_words

MAX_CANDIDATES = 6
SEARCH_DPI = 120
SEARCH_TOP = 0.5
"""Share of the page's height that is searched: ô 10a and 10b lie in its upper third."""
CROSSED_ZONE = (0.6, 0.9)
"""Share of its width and height in which frames under dark text are looked for."""
RED = 18
"""Levels that a pixel's red must exceed its green and blue by, over those of the paper."""
LEAST_RED_MM2 = 8.0
"""Less red ink than this is not the frame of a stamp."""
RED_OUTLINE = 0.5
"""Share of a frame's outline that is red when the stamp is."""
DARK = 18
"""Levels that ink must be darker than its surroundings by."""
PAPER_MM = 210.0
LEAST_PIXELS_PER_MM = 2.0
"""Below 50 dpi no word of a stamp can be read."""
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True, eq=False)
class StampCrop:
    """A place that looks like a stamp, and its words ready to be read."""

    box: Box
    """Pixels of the page."""
    pixels: Pixels
    """Grey, black on white, level, without its frame, capitals about 40 pixels tall."""
    colour: Colour
    framed: bool = True

    def __post_init__(self) -> None:
        self.pixels.flags.writeable = False


def stamp_candidates(image: PageImage) -> tuple[StampCrop, ...]:
    """Places in the upper half of an upright page that look like a stamp, likeliest first.

    One that dark print may run through comes twice, the second time without thin strokes.
    Sizes and places: NĐ 30/2020, Phụ lục I, ô 10a and 10b.
    """
    pixels_per_mm = _pixels_per_mm(image)
    if pixels_per_mm < LEAST_PIXELS_PER_MM:
        return ()
    top = image.pixels[: round(image.pixels.shape[0] * SEARCH_TOP)]
    scale = pixels_per_mm * MM_PER_INCH / SEARCH_DPI
    size = (max(1, round(top.shape[1] / scale)), max(1, round(top.shape[0] / scale)))
    small = reduced(top, size)
    mm = SEARCH_DPI / MM_PER_INCH

    red, dark = _red_ink(small), _dark_ink(small)
    seen = _red_stamps(red, dark, mm) if red.any() else []
    seen += find_frames(dark, mm)
    seen += find_broken_frames(_left(dark), mm)
    seen += find_crossed_frames(_left(dark), mm)
    chosen = distinct(seen)[:MAX_CANDIDATES]
    crops = [_crop(frame, top, red, scale, mm, image.size) for frame in chosen]
    crossed = [
        replace(crop, pixels=bold_only(crop.pixels))
        for frame, crop in zip(chosen, crops, strict=True)
        if frame.crossed and crop.colour == "dark"
    ]
    return (*crops, *crossed)


def _red_stamps(red: Pixels, dark: Pixels, mm: float) -> list[Frame]:
    both = _with_crossing(red, dark, mm)
    found = find_frames(red, mm) + find_frames(both, mm)
    if np.count_nonzero(red) >= LEAST_RED_MM2 * mm * mm:
        found += find_crossed_frames(_left(both), mm)
    return [*sorted(found, key=preference), *find_text_blocks(red, mm)]


def _crop(
    frame: Frame, top: Pixels, red: Pixels, scale: float, mm: float, size: tuple[int, int]
) -> StampCrop:
    colour: Colour = "red" if outline_share(frame, red, mm) >= RED_OUTLINE else "dark"
    pixels = cut_stamp(top, frame, scale, mm, colour)
    return StampCrop(_box(frame, scale, size), pixels, colour, frame.framed)


def _with_crossing(red: Pixels, dark: Pixels, mm: float) -> Pixels:
    """Red ink and the dark ink that crosses it: print hides the red beneath."""
    side = max(1, round(1.2 * mm))
    near = cv2.dilate(red, np.ones((side, side), dtype=np.uint8))
    return np.asarray(cv2.bitwise_or(red, cv2.bitwise_and(dark, near)), dtype=np.uint8)


def _left(ink: Pixels) -> Pixels:
    height, width = ink.shape
    return ink[: round(height * CROSSED_ZONE[1]), : round(width * CROSSED_ZONE[0])]


def _pixels_per_mm(image: PageImage) -> float:
    """From the page's resolution, or from A4 where that would make an impossible sheet."""
    short = min(image.size)
    by_dpi = image.dpi / MM_PER_INCH
    return by_dpi if by_dpi > 0 and 130 <= short / by_dpi <= 320 else short / PAPER_MM


def _red_ink(small: Pixels) -> Pixels:
    red = redness(small)
    paper = int(np.median(red[::4, ::4]))
    return np.asarray((red > paper + RED).astype(np.uint8) * 255)


def _dark_ink(small: Pixels) -> Pixels:
    return np.asarray(
        cv2.adaptiveThreshold(
            grey(small), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 45, DARK
        ),
        dtype=np.uint8,
    )


def _box(frame: Frame, scale: float, size: tuple[int, int]) -> Box:
    corners = frame.corners(scale)
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    width, height = size
    return Box(
        min(max(int(left), 0), width),
        min(max(int(top), 0), height),
        min(max(int(right), 0), width),
        min(max(int(bottom), 0), height),
    )


def classify(
    text: str, confidence: float, crop: StampCrop, page_size: tuple[int, int]
) -> Stamp | None:
    """What the words read from a crop make of it; None when they are no stamp's words.

    `page_size` bounds what a stamp can cover: a crop over half the page's width is none.
    """
    found = classify_words(text)
    if found is None or crop.box.width > page_size[0] / 2:
        return None
    wording, likeness = found
    return Stamp(wording.kind, wording.value, crop.box, confidence * likeness)
