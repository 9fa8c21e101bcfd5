"""Where a page has line work shaped like the frame of a stamp, whole or broken."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels

WIDTH_MM = (12.0, 62.0)
"""NĐ 30/2020, ô 10b: 20, 30 and 40 mm; HỎA TỐC HẸN GIỜ and office-made ones are longer."""
HEIGHT_MM = (5.0, 18.0)
"""8 mm by the rule; taller for double frames and for words on two lines."""
ASPECT = (1.25, 8.0)
MAX_SLANT_DEG = 40.0
GAPS_MM = (0.35, 1.7)
"""Breaks in a frame that are closed: first the least, so that near text stays apart."""
WELL_INKED = 0.78
TABLE_CELLS = 4
"""As many cells of a stamp's size in one piece of line work are a table."""

Contour = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the page turned clockwise by `angle_deg`; pixels of the searched image."""

    center: tuple[float, float]
    width: float
    height: float
    angle_deg: float
    coverage: float
    """Share of its outline that is inked, 0–1."""
    framed: bool = True
    crossed: bool = False
    """Whether print may run through it."""

    def corners(self, scale: float = 1.0) -> npt.NDArray[np.float32]:
        """Top left, top right, bottom right, bottom left; enlarged by `scale` pixels a pixel."""
        cos, sin = (f(math.radians(self.angle_deg)) for f in (math.cos, math.sin))
        across = np.array((cos, sin)) * self.width / 2
        down = np.array((-sin, cos)) * self.height / 2
        middle = np.array(self.center)
        points = (
            middle - across - down,
            middle + across - down,
            middle + across + down,
            middle - across + down,
        )
        return np.array(points, dtype=np.float32) * np.float32(scale)

    def hides(self, other: Frame) -> bool:
        """Whether the other one is about the same place, so that one of them is enough."""
        dx, dy = (a - b for a, b in zip(self.center, other.center, strict=True))
        return abs(dx) < max(self.width, other.width) / 3 and abs(dy) < (
            max(self.height, other.height) / 2
        )


def find_frames(ink: Pixels, mm: float) -> list[Frame]:
    """Frames in a mask of ink (255 where inked) of `mm` pixels a millimetre, best first."""
    lines = _line_work(ink, mm)
    found: list[Frame] = []
    for gap_mm in GAPS_MM:
        closed = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, disc(gap_mm * mm))
        found += _closed_frames(np.asarray(closed, dtype=np.uint8), mm)
    return distinct(sorted(found, key=preference))


def preference(frame: Frame) -> tuple[float, float]:
    """Sorts well inked outlines first, and of those the outermost: letters may part a frame."""
    return -min(frame.coverage, WELL_INKED), -frame.width * frame.height


def outline_share(frame: Frame, ink: Pixels, mm: float) -> float:
    """Share of the outline that has ink of this mask near; of a block without a frame: 1."""
    if not frame.framed:
        return 1.0
    near = np.asarray(cv2.dilate(ink, disc(1.8 * mm)), dtype=np.uint8)
    return sum(inked_sides(frame, near)) / 4


def distinct(frames: list[Frame]) -> list[Frame]:
    """The frames without those that an earlier one hides."""
    kept: list[Frame] = []
    for frame in frames:
        if not any(earlier.hides(frame) for earlier in kept):
            kept.append(frame)
    return kept


def _line_work(ink: Pixels, mm: float) -> Pixels:
    """The mask without its single characters."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH] / mm, stats[:, cv2.CC_STAT_HEIGHT] / mm
    large = np.maximum(width, height) >= 6.0
    thin = (width >= 2.2) & (height <= 0.45 * width) | (height >= 2.2) & (width <= 0.35 * height)
    keep = (large | thin).astype(np.uint8) * 255
    keep[0] = 0
    return np.asarray(keep[labels], dtype=np.uint8)


def _closed_frames(lines: Pixels, mm: float) -> list[Frame]:
    contours, tree = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    near = np.asarray(cv2.dilate(lines, disc(0.9 * mm)), dtype=np.uint8)
    holes: dict[int, list[Frame]] = {}
    found = []
    parents = np.reshape(np.asarray(tree), (-1, 4))[:, 3] if len(contours) else ()
    for contour, parent in zip(contours, parents, strict=True):
        frame = _stamp_sized(np.asarray(contour, dtype=np.int32), near, mm)
        if frame is None:
            continue
        if parent < 0:
            found.append(frame)
        else:
            holes.setdefault(int(parent), []).append(frame)
    for cells in holes.values():
        if len(distinct(cells)) < TABLE_CELLS:
            found += cells
    return found


def _stamp_sized(contour: Contour, near: Pixels, mm: float) -> Frame | None:
    """The contour's rectangle, when it has a stamp's size and enough of its outline is inked."""
    _, _, width, height = cv2.boundingRect(contour)
    if max(width, height) < WIDTH_MM[0] * 0.7 * mm or min(width, height) < HEIGHT_MM[0] * mm:
        return None
    frame = rectangle(contour, framed=True)
    if (
        within(frame.width / mm, WIDTH_MM)
        and within(frame.height / mm, HEIGHT_MM)
        and within(frame.width / frame.height, ASPECT)
        and abs(frame.angle_deg) <= MAX_SLANT_DEG
    ):
        sides = inked_sides(frame, near)
        coverage = sum(sides) / 4
        if min(sides[0], sides[2]) >= 0.6 and coverage >= 0.62:
            return replace(frame, coverage=coverage)
    return None


def inked_sides(frame: Frame, near: Pixels) -> tuple[float, ...]:
    """Share of the top, right, bottom and left side that is inked."""
    corners = frame.corners()
    height, width = near.shape
    shares = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        steps = np.linspace(0.0, 1.0, 40)[:, None]
        points = np.rint(start + (end - start) * steps).astype(int)
        x, y = points[:, 0].clip(0, width - 1), points[:, 1].clip(0, height - 1)
        shares.append(float(np.mean(near[y, x] > 0)))
    return tuple(shares)


def rectangle(contour: Contour, *, framed: bool) -> Frame:
    """The least turned rectangle around a contour, its longer side taken as its width."""
    center, size, angle = cv2.minAreaRect(contour)
    width, height = size
    if width < height:
        width, height, angle = height, width, angle + 90.0
    angle = (angle + 90.0) % 180.0 - 90.0
    return Frame((center[0], center[1]), width, max(height, 1.0), angle, 0.0, framed)


def within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def disc(diameter: float) -> Pixels:
    side = max(1, round(diameter)) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), dtype=np.uint8)
