"""Makes the reading image of a page: only what helps reading is done to it."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.model.geometry import IDENTITY, PageMap, affine_map, map_point
from pipeline.model.scan import PageImage, Pixels, ReadingImage
from pipeline.settings import Preparation
from pipeline.steps.preparation.edges import painted, unwritten
from pipeline.steps.preparation.page_look import PageLook, look_at
from pipeline.steps.preparation.paper import darkened, even_background
from pipeline.steps.preparation.photo import laid_flat
from pipeline.steps.preparation.skew import skew_deg

_TINT = 12
"""Grey levels by which paper may be redder than green."""
_RED_INK = np.clip(255 - 1.6 * np.maximum(np.arange(256) - _TINT, 0), 0, 255).astype(np.uint8)

_STANDS_OUT = 70
"""Grey levels."""


def reading_image(image: PageImage, settings: Preparation) -> ReadingImage:
    """The page as it is read; `to_page` maps its pixels back to the page as kept.

    A clean drawing stays as it is, a 1-bit page keeps its dots; paper is made even and faint
    ink dark, edges and holes are painted over; a photo is laid flat, a scan turned straight.
    """
    grey = without_red(image.pixels)
    look = look_at(grey)
    if look.bilevel or look.paper_spread > settings.clean_paper:
        grey = painted(grey, unwritten(grey, image.dpi))
    if not look.bilevel and look.paper_spread > settings.clean_paper:
        grey = darkened(even_background(grey, image.dpi))
    if is_photo(look, settings):
        flat = laid_flat(image.pixels, grey, image.dpi, settings)
        if flat is not None:
            height, width = flat.pixels.shape
            angle = angle_deg(flat.to_page, (width, height))
            return ReadingImage(image.number, flat.pixels, flat.dpi, flat.to_page, angle)
    angle = skew_deg(grey, image.dpi, settings.max_skew_deg)
    if abs(angle) < settings.min_skew_deg:
        return ReadingImage(image.number, grey, image.dpi, IDENTITY, angle)
    straight, to_page = turned(grey, angle)
    return ReadingImage(image.number, straight, image.dpi, to_page, angle)


def is_photo(look: PageLook, settings: Preparation) -> bool:
    """True when the light is uneven or more than the sheet is to be seen, as no scan has it."""
    if look.bilevel:
        return False
    return look.paper_spread > settings.photo_paper or look.surround > settings.photo_surround


def without_red(pixels: Pixels) -> Pixels:
    """Grey (h, w) in which red seals and stamps are as bright as paper: the red channel."""
    return np.ascontiguousarray(pixels[:, :, 0]) if pixels.ndim == 3 else pixels


def red_ink(pixels: Pixels) -> Pixels:
    """Grey (h, w) in which only red or magenta ink is dark: stamped names, seals, overlays.

    Black and blue ink are as bright as paper; a grey page has none and comes out white.
    """
    if pixels.ndim == 2:
        return np.full_like(pixels, 255)
    # Red ink takes the green out of the light and leaves the red; black takes both, blue ink
    # takes red first; yellowed paper keeps most of its green.
    lost = cv2.subtract(cv2.extractChannel(pixels, 0), cv2.extractChannel(pixels, 1))
    return np.asarray(cv2.LUT(lost, _RED_INK), np.uint8)


def turned(grey: Pixels, angle_deg: float) -> tuple[Pixels, PageMap]:
    """The page turned back by `angle_deg` about its centre, and the map to the page as given."""
    height, width = grey.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    # Linear interpolation takes the edge off thin strokes: Tesseract's error was 5 % higher.
    straight = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    (a, b, c), (d, e, f) = cv2.invertAffineTransform(matrix)
    way = affine_map((float(a), float(b), float(c), float(d), float(e), float(f)))
    return np.asarray(straight, np.uint8), way


def angle_deg(way: PageMap, size: tuple[int, int]) -> float:
    """Clockwise angle, on the page as kept, of a level line through the middle of the reading."""
    width, height = size
    left_x, left_y = map_point(way, width / 4, height / 2)
    right_x, right_y = map_point(way, width * 3 / 4, height / 2)
    return round(math.degrees(math.atan2(right_y - left_y, right_x - left_x)), 3)


def ink_share(pixels: Pixels) -> float:
    """Share of the page's inner area that stands out from most of it, in any colour.

    Scanner edges are left out. Light on dark counts too: a page that is mostly black may be a
    small paper scanned with the lid open.
    """
    height, width = pixels.shape[:2]
    inner = pixels[height // 20 : height - height // 20 : 2, width // 20 : width - width // 20 : 2]
    if inner.ndim == 3:
        inner = inner.min(axis=2)
    if not inner.size:
        return 0.0
    apart = np.abs(inner.astype(np.int16) - np.int16(np.median(inner))) > _STANDS_OUT
    return float(np.count_nonzero(apart) / inner.size)
