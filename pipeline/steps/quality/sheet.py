"""A page made ready to be judged: grey as it is, small, its paper and its ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box
from pipeline.model.scan import PageImage, Pixels

LOOK_DPI = 100.0
"""About so large is the small picture; a whole number of pixels goes into one of its own."""
MM_PER_INCH = 25.4
_PAPER_MM = 8.0
"""Wider than any stroke: the brightest within so much is paper."""
_INK = 28
"""Levels that ink is darker than the paper around it."""
_PALE = 22
"""The same of the palest ink."""

Pieces = npt.NDArray[np.int32]
"""(n, 5): left, top, width, height and ink of each piece of ink, pixels of the small picture."""


@dataclass(frozen=True, eq=False)
class Looked:
    """One page; what is dear to make is made once, when it is asked for."""

    image: PageImage
    grey: Pixels
    scale: int

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    @cached_property
    def small(self) -> Pixels:
        """Grey (h, w), the mean of `scale` × `scale` pixels each."""
        k = self.scale
        if k == 1:
            return self.grey
        height, width = (max(1, side // k) for side in self.grey.shape)
        even = self.grey[: height * k, : width * k]
        return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    @property
    def mm(self) -> float:
        """Pixels of the small picture a millimetre."""
        return self.image.dpi / self.scale / MM_PER_INCH

    @cached_property
    def paper(self) -> Pixels:
        """How bright the paper is at each point of the small picture."""
        reach = max(3, round(_PAPER_MM * self.mm / 2)) | 1
        thin = cv2.resize(self.small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        bright = cv2.dilate(thin, np.ones((reach, reach), np.uint8))
        even = cv2.blur(cv2.erode(bright, np.ones((reach, reach), np.uint8)), (reach, reach))
        size = (self.small.shape[1], self.small.shape[0])
        return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_LINEAR), np.uint8)

    @cached_property
    def white(self) -> int:
        """The brightness of most of the paper."""
        return int(np.median(self.paper[::4, ::4]))

    @cached_property
    def ink(self) -> Pixels:
        """1 where the small picture is darker than its paper."""
        return np.asarray(cv2.subtract(self.paper, self.small) > _INK, np.uint8)

    @cached_property
    def letters(self) -> Pieces:
        """The pieces of ink that have the size of letters or of words that run together."""
        return self._letters(self.ink)

    @cached_property
    def faint_letters(self) -> Pieces:
        """As `letters`, however pale; what shines through from the other side is paler yet."""
        return self._letters(np.asarray(cv2.subtract(self.paper, self.small) > _PALE, np.uint8))

    def _letters(self, ink: Pixels) -> Pieces:
        _, _, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        _, _, width, height, area = found.T
        tall = (height >= 1.0 * self.mm) & (height <= 7.0 * self.mm)
        wide = (width >= 0.4 * self.mm) & (width <= 25.0 * self.mm)
        # A line or a frame is no letter, nor is a grey patch.
        full = area / np.maximum(1, width * height)
        fits = tall & wide & (full > 0.12) & (full < 0.95)
        fits[0] = False
        return np.asarray(found[fits], np.int32)

    @property
    def whole(self) -> Box:
        return Box(0, 0, *self.size)

    def outward(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A place on the small picture in pixels of the page."""
        k, (width, height) = self.scale, self.size
        box = (left * k, top * k, right * k, bottom * k)
        across = [min(max(round(x), 0), width) for x in box[::2]]
        down = [min(max(round(y), 0), height) for y in box[1::2]]
        return Box(across[0], down[0], max(across), max(down))


def looked(image: PageImage) -> Looked:
    """The page, nothing of it measured yet."""
    pixels = image.pixels
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = max(1, round(image.dpi / LOOK_DPI))
    return Looked(image, np.asarray(grey, np.uint8), scale)
