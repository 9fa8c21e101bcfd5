"""Tells whether two pictures are scans of one sheet of paper.

The pictures are laid over each other by what stands out in both; then all ink of the one must lie
where the other has ink. Handwriting, seals and stamps make a sheet unlike another print of the
same document; what an office added later is on the newer picture alone. Two documents of one
template differ in a few strokes: those of their numbers and dates, at the head of the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]

WIDTH = 1300
"""Pixels: a page is compared at some 160 dpi."""
_FEATURES = 2500
_LEAST_INLIERS = 30
_FURTHEST = 60
"""Differing bits of two features that may be one (of 256)."""
_REACH = 2
"""Pixels that ink may lie beside itself."""
_TILES = (36, 27)
"""Rows and columns in which ink is compared."""
_MARGIN = 0.03
"""Of the page: shadows and edges of scanners are no ink."""
_LEAST_INK = 12
"""Pixels; fewer in a tile are specks."""
_COVERED = 0.8
"""Of the ink of a tile, where it is found again."""


_PLAIN, _FAINT = 22, 8
"""How much darker than around it ink is that must be found again, and that it is found on."""
_BLACK = 60
"""As `_PLAIN`, where one picture has no greys: there pale print and coloured ink are lost."""
_GREYS = 0.02
"""Of the pixels of a picture that has greys: no less."""
_STROKE = 12
"""Pixels of ink that hang together and are nowhere on the other page: no speck any more."""
_HEAD = (0.06, 0.25)
"""Of the page, from its top: number, date and issuer stand there."""


@dataclass(frozen=True, slots=True)
class SheetLikeness:
    """How much of the ink of each is on the other: shares of tiles, 0.0–1.0."""

    of_one: float
    of_other: float
    lost: float
    """Of all ink of the side that is found again better, the share in strokes that are not."""
    lost_in_head: int
    """Pixels of such strokes at the head of the page."""

    @property
    def same(self) -> bool:
        """All of one is on the other, and nearly all of that one, but for what was added later."""
        least, most = sorted((self.of_one, self.of_other))
        found = most >= SAME or self.lost <= LOST
        return found and least >= SAME_BUT_FOR_MARKS and self.lost_in_head <= LOST_IN_HEAD


SAME, SAME_BUT_FOR_MARKS = 0.975, 0.85
LOST, LOST_IN_HEAD = 0.005, 40


def sheet_likeness(one: Gray, other: Gray) -> SheetLikeness | None:
    """None where the pictures cannot be laid over each other: they are of different pages.

    Pictures are grey, upright, of any size.
    """
    left, right = _reduced(one), _reduced(other)
    laid = _laid_over(left, right)
    if laid is None:
        return None
    plain = _PLAIN if _has_greys(one) and _has_greys(other) else _BLACK
    of_one, of_other = _found_again(left, laid, plain), _found_again(laid, left, plain)
    older, newer = (left, laid) if of_one >= of_other else (laid, left)
    lost = _lost(older, newer, plain)
    ink = max(1, int(_ink(older, plain).sum()))
    top, bottom = (round(part * lost.shape[0]) for part in _HEAD)
    head = int(lost[top:bottom].sum())
    return SheetLikeness(of_one, of_other, float(lost.sum()) / ink, head)


def _has_greys(page: Gray) -> bool:
    return float(((page > 40) & (page < 215)).mean()) >= _GREYS


def _reduced(page: Gray) -> Gray:
    height = round(page.shape[0] * WIDTH / page.shape[1])
    return np.asarray(cv2.resize(page, (WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8)


def _laid_over(left: Gray, right: Gray) -> Gray | None:
    """The right picture turned, moved and scaled onto the left one."""
    orb = cv2.ORB_create(_FEATURES, fastThreshold=10)  # type: ignore[attr-defined]
    points, features = orb.detectAndCompute(left, None)
    others, candidates = orb.detectAndCompute(right, None)
    if features is None or candidates is None:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(candidates, features)
    pairs = [pair for pair in pairs if pair.distance <= _FURTHEST]
    if len(pairs) < _LEAST_INLIERS:
        return None
    source = np.array([others[pair.queryIdx].pt for pair in pairs], np.float32)
    target = np.array([points[pair.trainIdx].pt for pair in pairs], np.float32)
    cv2.setRNGSeed(1)
    how, inliers = cv2.estimateAffine2D(source, target, ransacReprojThreshold=3.0, maxIters=4000)
    if how is None or int(inliers.sum()) < _LEAST_INLIERS:
        return None
    if not 0.8 < float(np.sqrt(abs(np.linalg.det(how[:, :2])))) < 1.25:
        return None
    size = (left.shape[1], left.shape[0])
    laid = cv2.warpAffine(right, how, size, flags=cv2.INTER_AREA, borderValue=(255,))
    return np.asarray(laid, np.uint8)


def _ink(page: Gray, darker: int) -> Gray:
    soft = cv2.GaussianBlur(page, (0, 0), 1.0)
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    ink = cv2.adaptiveThreshold(soft, 1, method, kind, 31, darker)
    rows, columns = (round(side * _MARGIN) for side in page.shape)
    ink[:rows] = ink[-rows:] = 0
    ink[:, :columns] = ink[:, -columns:] = 0
    return np.asarray(ink, np.uint8)


def _found_again(page: Gray, other: Gray, plain: int) -> float:
    """The share of tiles whose ink lies on or near ink of the other."""
    ink = _ink(page, plain)
    whole, found = _by_tiles(ink), _by_tiles(ink & _near(_ink(other, _FAINT)))
    inked = whole >= _LEAST_INK
    if not inked.any():
        return 0.0
    return float((found[inked] >= _COVERED * whole[inked]).mean())


def _lost(older: Gray, newer: Gray, plain: int) -> Gray:
    """Strokes of the older page that are nowhere on the newer one, however faint."""
    lost = _ink(older, plain) & (1 - _near(_ink(newer, _FAINT)))
    _, places, found, _ = cv2.connectedComponentsWithStats(lost, connectivity=8)
    strokes = found[:, cv2.CC_STAT_AREA] >= _STROKE
    strokes[0] = False
    return np.asarray(strokes[places], np.uint8)


def _near(ink: Gray) -> Gray:
    """Where ink is, and around it."""
    reach = np.ones((2 * _REACH + 1, 2 * _REACH + 1), np.uint8)
    return np.asarray(cv2.dilate(ink, reach), np.uint8)


def _by_tiles(ink: Gray) -> npt.NDArray[np.float32]:
    """Pixels of ink in each tile."""
    rows, columns = _TILES
    size = (columns, rows)
    mean = cv2.resize(ink.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(mean * (ink.size / (rows * columns)), np.float32)
