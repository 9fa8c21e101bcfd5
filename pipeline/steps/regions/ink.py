"""The inks of a page on a small picture: what is dark, what is red, what is written in colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box
from pipeline.model.scan import PageImage, Pixels
from pipeline.steps.stamp_crops import grey, redness

WORK_DPI = 110.0
CLOSE_DPI = 190.0
"""Where single digits are measured."""
MM_PER_INCH = 25.4
PAPER_MM = 210.0
"""Short side of the sheet when its resolution says something impossible."""
DARK = 17
"""Levels that ink is darker than its surroundings by."""
RED = 24
"""Levels that red exceeds green and blue by, over those of the paper."""
COLOUR = 28
"""Levels between the channels of coloured ink, over those of the paper."""
BLACK = 90
BLACK_MM = 3.0
"""An area this dark and this wide is the scanner's."""
WINDOW_MM = 9.0
"""Side of the surroundings that ink is compared with."""

Mask = npt.NDArray[np.uint8]
"""255 where the ink is, else 0; (h, w)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page on a picture of 100 to 150 dpi, its inks apart. Boxes within are in its pixels."""

    size: tuple[int, int]
    """(width, height) of the page as kept."""
    scale: int
    """Pixels of the page as kept for one of this picture."""
    mm: float
    """Pixels a millimetre."""
    ink: Mask
    """All ink."""
    red: Mask
    colour: Mask
    """Ink of another colour than black and red: that of most pens."""

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])

    @property
    def height(self) -> int:
        return int(self.ink.shape[0])

    def inward(self, box: Box) -> Box:
        """A box of the page in pixels of this picture."""
        return clipped(
            box.left / self.scale,
            box.top / self.scale,
            box.right / self.scale,
            box.bottom / self.scale,
            (self.width, self.height),
        )

    def outward(self, box: Box) -> Box:
        """A box of this picture in pixels of the page."""
        k = self.scale
        return clipped(box.left * k, box.top * k, box.right * k, box.bottom * k, self.size)


def sheet_of(image: PageImage) -> Sheet:
    """The page reduced, with its inks told apart."""
    return _sheet(image.pixels, resolution_of(image), WORK_DPI)


def close_up(image: PageImage, box: Box, dark: int = DARK) -> Sheet:
    """A part of the page at about `CLOSE_DPI`; its boxes count from the part's corner."""
    part = image.pixels[box.top : box.bottom, box.left : box.right]
    return _sheet(part, resolution_of(image), CLOSE_DPI, dark)


def resolution_of(image: PageImage) -> float:
    """Dots per inch, by the sheet of paper where those given are impossible."""
    short = min(image.size)
    if image.dpi > 0 and 130 <= short / image.dpi * MM_PER_INCH <= 320:
        return image.dpi
    return short / PAPER_MM * MM_PER_INCH


def _sheet(pixels: Pixels, dpi: float, work_dpi: float, dark: int = DARK) -> Sheet:
    full = (int(pixels.shape[1]), int(pixels.shape[0]))
    # Averaging whole pixels is several times as fast as any other reduction.
    scale = max(1, round(dpi / work_dpi))
    width, height = (max(side // scale, 1) for side in full)
    if scale > 1:
        even = pixels[: height * scale, : width * scale]
        pixels = np.asarray(
            cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8
        )
    mm = dpi / scale / MM_PER_INCH
    light = grey(pixels)
    window = max(3, round(WINDOW_MM * mm)) | 1
    even = _without_black_areas(light, mm)
    around = cv2.boxFilter(even, -1, (window, window), borderType=cv2.BORDER_REPLICATE)
    ink = mask(cv2.subtract(around, even) > dark)
    red, colour = _coloured(pixels)
    ink = mask(cv2.bitwise_or(ink, red))
    return Sheet(full, scale, mm, ink, red, colour)


def _without_black_areas(light: Pixels, mm: float) -> Pixels:
    """The page with the scanner's black edges as bright as paper.

    They must not make the paper beside them look dark, nor be ink themselves.
    """
    black = mask(light < BLACK)
    side = max(3, round(BLACK_MM * mm)) | 1
    square = np.ones((side, side), np.uint8)
    wide = cv2.morphologyEx(black, cv2.MORPH_OPEN, square)
    if not wide.any():
        return light
    wide = cv2.dilate(wide, np.ones((3, 3), np.uint8))
    return np.where(wide > 0, np.uint8(np.median(light[::4, ::4])), light)


def _coloured(pixels: Pixels) -> tuple[Mask, Mask]:
    """Red ink, and ink of any other colour; black print has neither."""
    if pixels.ndim == 2:
        none = np.zeros(pixels.shape, np.uint8)
        return none, none
    red = redness(pixels)
    red_ink = mask(red > int(np.median(red[::4, ::4])) + RED)
    channels = cv2.split(pixels)
    high = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    low = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    spread = cv2.subtract(high, low)
    level = int(np.median(spread[::4, ::4])) + COLOUR
    other = mask((spread > level) & (channels[0] < high) & (low < np.median(low[::4, ::4]) - 30))
    return red_ink, mask(cv2.bitwise_and(other, cv2.bitwise_not(red_ink)))


def mask(values: npt.NDArray[np.generic] | cv2.typing.MatLike) -> Mask:
    """A mask of what is not zero."""
    return np.asarray((np.asarray(values) != 0).astype(np.uint8) * np.uint8(255))


def clipped(left: float, top: float, right: float, bottom: float, size: tuple[int, int]) -> Box:
    """The box on whole pixels, cut to `size` (width, height)."""
    width, height = size
    x0, y0 = min(max(int(left), 0), width), min(max(int(top), 0), height)
    x1, y1 = min(max(round(right), x0), width), min(max(round(bottom), y0), height)
    return Box(x0, y0, x1, y1)


def grown(box: Box, by: float, size: tuple[int, int]) -> Box:
    """The box made larger by `by` pixels at each side, cut to `size`."""
    return clipped(box.left - by, box.top - by, box.right + by, box.bottom + by, size)


def moved(box: Box, within: Box) -> Box:
    """A box that counts from the corner of another, on the page."""
    dx, dy = within.left, within.top
    return Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)


def area(box: Box) -> int:
    return box.width * box.height


def shared(one: Box, other: Box) -> int:
    """Pixels that both boxes cover."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return width * height if width > 0 and height > 0 else 0


def inside(box: Box, others: Iterable[Box]) -> float:
    """The largest share of the box that one of the others covers."""
    return max((shared(box, other) / max(area(box), 1) for other in others), default=0.0)


def cut(pixels: Mask, box: Box) -> Mask:
    """The part of a mask under a box (a view)."""
    return pixels[box.top : box.bottom, box.left : box.right]


def patches(ink: Mask) -> list[tuple[int, int, int, int]]:
    """(left, top, width, height) of the patches of a mask that holds little."""
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [(r[0], r[1], r[2], r[3]) for r in map(cv2.boundingRect, contours)]
