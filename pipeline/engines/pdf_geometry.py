"""Places on a PDF page: rectangles and matrices in user space (points, origin bottom-left)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) as in ISO 32000-1, 8.3.3."""

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_AXIS_ALIGNED = 0.002
"""Largest slope of an image's side that still counts as straight (0.1°)."""
_DEEPEST_TREE = 50
_DEFAULT_BOX = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Rect:
    """Left, bottom, right, top; empty when turned inside out."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def area(self) -> float:
        return 0.0 if self.is_empty else self.width * self.height

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0


EMPTY = Rect(0.0, 0.0, 0.0, 0.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The map that applies `first` and then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def bounds(matrix: Matrix, points: Sequence[tuple[float, float]]) -> Rect:
    """The smallest rectangle around the images of the points."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def common(one: Rect, other: Rect) -> Rect:
    """The part that both cover."""
    return Rect(
        max(one.left, other.left),
        max(one.bottom, other.bottom),
        min(one.right, other.right),
        min(one.top, other.top),
    )


def unit_square(matrix: Matrix) -> Rect:
    """Where an image is painted."""
    return bounds(matrix, [(0, 0), (1, 0), (0, 1), (1, 1)])


def clockwise_turn(matrix: Matrix) -> int | None:
    """0, 90, 180 or 270: how an image is turned; None when it is slanted or mirrored."""
    a, b, c, d = matrix[:4]
    if a * d - b * c <= 0:
        return None
    if max(abs(b), abs(c)) <= _AXIS_ALIGNED * min(abs(a), abs(d)):
        return 0 if a > 0 else 180
    if max(abs(a), abs(d)) <= _AXIS_ALIGNED * min(abs(b), abs(c)):
        return 90 if b < 0 else 270
    return None


@dataclass(frozen=True, slots=True)
class PageBox:
    """What a viewer shows of a page."""

    visible: Rect
    """Crop box within media box, user space."""
    turn_deg: int | None
    """The page's /Rotate, clockwise; None when it is no multiple of 90."""
    points_per_unit: float
    """UserUnit."""

    @property
    def size_pt(self) -> tuple[float, float]:
        """(width, height) in points of 1/72 inch, as turned for the viewer."""
        width = self.visible.width * self.points_per_unit
        height = self.visible.height * self.points_per_unit
        return (height, width) if self.turn_deg in (90, 270) else (width, height)


def page_box(page: pikepdf.Page) -> PageBox:
    """The page's box, turn and unit, inherited where the page does not say.

    Raises:
        ValueError: the box is empty or no box.
    """
    media = _rect(_inherited(page, "/MediaBox")) or Rect(*_DEFAULT_BOX)
    crop = _rect(_inherited(page, "/CropBox")) or media
    visible = common(crop, media)
    if visible.is_empty:
        visible = media
    if visible.is_empty:
        raise ValueError("page without area")
    turn = _inherited(page, "/Rotate")
    turn_deg = int(turn) if turn is not None else 0
    unit = float(page.obj.get("/UserUnit", 1))
    return PageBox(visible, turn_deg % 360 if turn_deg % 90 == 0 else None, unit if unit > 0 else 1)


def _rect(box: Any) -> Rect | None:
    if box is None or len(box) != 4:
        return None
    x1, y1, x2, y2 = (float(v) for v in box)
    return Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _inherited(page: pikepdf.Page, key: str) -> Any:
    node: Any = page.obj
    for _ in range(_DEEPEST_TREE):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None
