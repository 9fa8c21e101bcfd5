"""Makes the reading image of a page: grey without red ink, even background, straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model.geometry import IDENTITY, Affine
from pipeline.model.scan import PageImage, Pixels, ReadingImage
from pipeline.settings import Preparation


@dataclass(frozen=True, slots=True)
class PageLook:
    """What decides how a page is prepared."""

    bilevel: bool
    """Only black and white: a fax or a 1-bit scan."""
    background_spread: float
    """Standard deviation of the paper's grey over the page, grey levels."""


def reading_image(image: PageImage, settings: Preparation) -> ReadingImage:
    """The page as it is read; `to_page` maps its pixels back to the page as kept."""
    grey = without_red(image.pixels)
    look = look_at(grey)
    if not look.bilevel and look.background_spread > settings.clean_background:
        grey = even_background(grey, image.dpi)
    angle = skew_deg(grey, image.dpi, settings.max_skew_deg)
    if abs(angle) < settings.min_skew_deg:
        return ReadingImage(image.number, grey, image.dpi, IDENTITY, angle)
    straight, to_page = turned(grey, angle)
    return ReadingImage(image.number, straight, image.dpi, to_page, angle)


def without_red(pixels: Pixels) -> Pixels:
    """Grey (h, w) in which red seals and stamps are as bright as paper: the red channel."""
    return np.ascontiguousarray(pixels[:, :, 0]) if pixels.ndim == 3 else pixels


def look_at(grey: Pixels) -> PageLook:
    """Looks at a thinned page."""
    thin = grey[::4, ::4]
    extreme = np.count_nonzero((thin < 8) | (thin > 247)) / max(thin.size, 1)
    # The lighter part of each tile is its paper, whatever is written on it.
    small = cv2.resize(thin, (24 * 16, 32 * 16), interpolation=cv2.INTER_AREA)
    tiles = np.percentile(small.reshape(32, 16, 24, 16), 85, axis=(1, 3))
    paper = tiles[tiles > np.median(tiles) - 60]
    return PageLook(bilevel=bool(extreme > 0.985), background_spread=float(paper.std()))


def even_background(grey: Pixels, dpi: float) -> Pixels:
    """Divides the page by its paper, estimated at a quarter of the size."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(dpi / 4 * 0.12)) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), reach)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=245), np.uint8)


def skew_deg(grey: Pixels, dpi: float, limit_deg: float) -> float:
    """Clockwise angle of the text lines, by the sharpest row profile; 0 when none stands out."""
    ink = _ink_at(grey, dpi, 40)
    if not 0.002 < ink.mean() < 0.4:
        return 0.0
    coarse = np.arange(-limit_deg, limit_deg + 0.01, 0.5)
    best = coarse[int(np.argmax([_sharpness(ink, a) for a in coarse]))]
    ink = _ink_at(grey, dpi, 75)
    fine = best + np.arange(-0.5, 0.51, 0.1)
    scores = [_sharpness(ink, a) for a in fine]
    top = int(np.argmax(scores))
    return round(float(fine[top]), 2) if scores[top] > 1.02 * _sharpness(ink, 0.0) else 0.0


def turned(grey: Pixels, angle_deg: float) -> tuple[Pixels, Affine]:
    """The page turned back by `angle_deg` about its centre, and the map to the page as given."""
    height, width = grey.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    straight = cv2.warpAffine(
        grey,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    (a, b, c), (d, e, f) = cv2.invertAffineTransform(matrix)
    return np.asarray(straight, np.uint8), (
        float(a),
        float(b),
        float(c),
        float(d),
        float(e),
        float(f),
    )


def ink_share(grey: Pixels) -> float:
    """Share of the page's inner area that is ink; scanner edges are left out."""
    height, width = grey.shape[:2]
    inner = grey[height // 20 : height - height // 20 : 2, width // 20 : width - width // 20 : 2]
    paper = float(np.median(inner))
    return float(np.count_nonzero(inner < paper - 70) / max(inner.size, 1))


def _ink_at(grey: Pixels, dpi: float, target_dpi: float) -> Pixels:
    """1 where there is ink, at `target_dpi`, without a margin of 4 %."""
    scale = min(1.0, target_dpi / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    small = small[height // 25 : height - height // 25, width // 25 : width - width // 25]
    return np.asarray(small < np.median(small) - 60, np.uint8)


def _sharpness(ink: Pixels, angle_deg: float) -> float:
    """Energy of the differences between neighbouring rows of the turned page."""
    height, width = ink.shape
    shear = np.tan(np.radians(angle_deg))
    matrix = np.array([[1, 0, 0], [-shear, 1, shear * width / 2]], np.float64)
    level = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    profile = level.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())
