"""QR codes that scanning has damaged: where one may be is told cheaply, then the page is mended."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels

_COARSE = 210
"""Pixels of the shorter side: a millimetre of A4 each, which makes the modules of a code grey."""
_FINE = 840
_PAPER = 81
"""Pixels of the coarse picture: wider than a code, so that there is paper within it."""
_SQUARE = 40
"""Likewise: a square that lies within a code."""
_DENSE = 0.42
"""Share of a square that is ink: print has 0.2 to 0.35, a damaged code 0.5 and more."""
_SURELY_INK = 100
"""Of 255: darker is ink."""
_READ_AT = 1654
"""Pixels of the shorter side at which a page is mended: 200 dots per inch."""


def may_have_code(pixels: Pixels) -> bool:
    """Whether a square of the page is as dense as only codes, photographs and black tables are."""
    fine = _reduced(_grey(pixels), _FINE)
    coarse = _reduced(fine, _COARSE)
    dark = np.clip(1 - coarse / np.maximum(_paper(coarse, _PAPER), 1), 0, 1).astype(np.float32)
    side = min(_SQUARE, *coarse.shape)
    density = cv2.boxFilter(dark, -1, (side, side), borderType=cv2.BORDER_CONSTANT)
    row, column = np.unravel_index(int(density.argmax()), density.shape)
    scale, half = fine.shape[0] / coarse.shape[0], side / 2
    rows, columns = (
        slice(round(max(0, at - half) * scale), round((at + half) * scale))
        for at in (int(row), int(column))
    )
    paper, ink = (float(one) for one in np.percentile(fine[rows, columns], (95, 8)))
    contrast = max(1 - ink / max(paper, 1), 0.02)
    return float(density.max()) / contrast >= _DENSE


def mended(pixels: Pixels) -> Iterator[Pixels]:
    """The page as a reader of codes may yet read it: paper even, ink dark, specks gone."""
    grey = _reduced(_grey(pixels), _READ_AT)
    yield _grey8(cv2.medianBlur(_even(grey, 31), 5))
    # Nearer paper, a softer picture and only what is surely ink: for shadows and show-through.
    smooth = cv2.GaussianBlur(_even(grey, 15), (0, 0), 1.6)
    yield np.where(smooth > _SURELY_INK, 255, 0).astype(np.uint8)
    yield _grey8(cv2.medianBlur(grey, 5))


def _even(grey: npt.NDArray[np.uint8], across: int) -> npt.NDArray[np.uint8]:
    """Paper white and ink black all over the page; `across`: four pixels each, as far as paper is
    looked for around a pixel."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(_paper(small.astype(np.uint8), across), grey.shape[::-1])
    dark = np.clip(1 - grey.astype(np.float32) / np.maximum(paper, 1), 0, 1)
    ink = max(float(np.percentile(dark[::4, ::4], 98)), 0.05)
    return (255 * (1 - np.clip(dark / ink, 0, 1))).astype(np.uint8)


def _grey(pixels: Pixels) -> npt.NDArray[np.uint8]:
    return _grey8(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)) if pixels.ndim == 3 else pixels


def _grey8(picture: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    return np.asarray(picture, np.uint8)


def _reduced(grey: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """No larger than `side` along its shorter side."""
    factor = side / min(grey.shape)
    if factor >= 1:
        return grey
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _paper(grey: npt.NDArray[np.uint8], across: int) -> npt.NDArray[np.float32]:
    """How bright the paper is around each pixel."""
    found = cv2.dilate(grey, np.ones((across, across), np.uint8))
    return cv2.GaussianBlur(found, (0, 0), min(8, across / 4)).astype(np.float32)
