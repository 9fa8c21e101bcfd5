"""Lays a photographed sheet flat for reading: perspective by its corners, curl by its lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Homography, PageMap
from pipeline.model.scan import Pixels
from pipeline.settings import Preparation
from pipeline.steps.preparation.curl import line_bend
from pipeline.steps.preparation.paper_outline import Outline, paper_outline, sheet_size
from pipeline.steps.preparation.skew import skew_deg

_A4_LONG_IN = 297 / 25.4
_A4 = 2**0.5

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FlatSheet:
    """A sheet as it would lie under a scanner."""

    pixels: Pixels
    dpi: float
    to_page: PageMap


_BAND = 512
"""Rows that are laid out at a time."""


def laid_flat(pixels: Pixels, even: Pixels, dpi: float, settings: Preparation) -> FlatSheet | None:
    """The evened picture of a sheet, laid flat; None when neither corners nor lines tell how.

    `pixels` are the page as kept, `even` the same in grey with even paper.
    """
    outline = paper_outline(pixels)
    size = (even.shape[1], even.shape[0])
    matrix = np.eye(3)
    if outline is not None and outline.corners is not None:
        even = _alone(even, outline)
        size = sheet_size(outline.corners)
        matrix = _from_sheet(outline.corners, size)
        dpi = _dpi_of(size, dpi)
    angle = skew_deg(_seen(even, matrix, size), dpi, settings.max_skew_deg)
    matrix = matrix @ turn(size, -angle)
    bend = line_bend(_seen(even, matrix, size), dpi, settings.least_flattening)
    if bend is None and size == (even.shape[1], even.shape[0]):
        return None
    way = PageMap(_homography(matrix), bend)
    return FlatSheet(laid_out(even, way, size), dpi, way)


def laid_out(grey: Pixels, way: PageMap, size: tuple[int, int]) -> Pixels:
    """The picture of `size` (width, height) whose points lie on `grey` where the map says."""
    if way.bend is None:
        return _seen(grey, np.reshape(way.homography, (3, 3)), size)
    bands = [_band(grey, way, size[0], top, min(top + _BAND, size[1])) for top in _tops(size)]
    return np.concatenate(bands)


def _tops(size: tuple[int, int]) -> range:
    return range(0, size[1], _BAND)


def _band(grey: Pixels, way: PageMap, width: int, top: int, bottom: int) -> Pixels:
    """Rows top to bottom of the picture: the maps of a whole page would not fit the memory."""
    bend = way.bend
    assert bend is not None
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(top, bottom, dtype=np.float32)[:, None]
    coefficients = np.asarray(bend.coefficients, np.float32)
    across = np.vander(2 * x[0] / bend.size[0] - 1, coefficients.shape[0], increasing=True)
    down = np.vander(2 * y[:, 0] / bend.size[1] - 1, coefficients.shape[1], increasing=True)
    y = y + (down.astype(np.float32) @ (across.astype(np.float32) @ coefficients).T)
    a, b, c, d, e, f, g, h, i = (np.float32(value) for value in way.homography)
    depth = g * x + h * y + i
    on_x, on_y = (a * x + b * y + c) / depth, (d * x + e * y + f) / depth
    flat = cv2.remap(grey, on_x, on_y, cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(flat, np.uint8)


def turn(size: tuple[int, int], angle_deg: float) -> Matrix:
    """Turns points clockwise about the middle of a picture of `size` (width, height)."""
    affine = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), angle_deg, 1.0)
    return np.vstack([affine, [0, 0, 1]])


def _seen(grey: Pixels, matrix: Matrix, size: tuple[int, int]) -> Pixels:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(grey, matrix, size, flags=flags, borderValue=255), np.uint8
    )


def _alone(even: Pixels, outline: Outline) -> Pixels:
    """The picture without what lies around the sheet."""
    contours, _ = cv2.findContours(outline.mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    # A sheet bends inwards only a little; what is cut from it is lost.
    whole = cv2.fillPoly(np.zeros_like(outline.mask), [cv2.convexHull(contours[0])], 255)
    size = (even.shape[1], even.shape[0])
    sheet = cv2.resize(whole, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.bitwise_or(even, cv2.bitwise_not(sheet)), np.uint8)


def _from_sheet(corners: npt.NDArray[np.float32], size: tuple[int, int]) -> Matrix:
    width, height = size
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(flat, corners), np.float64)


def _dpi_of(size: tuple[int, int], dpi: float) -> float:
    """A sheet with the sides of A4 is A4."""
    long, short = max(size), min(size)
    return long / _A4_LONG_IN if abs(long / short - _A4) < 0.01 else dpi


def _homography(matrix: Matrix) -> Homography:
    a, b, c, d, e, f, g, h, i = (float(v) for v in (matrix / matrix[2, 2]).ravel())
    return a, b, c, d, e, f, g, h, i
