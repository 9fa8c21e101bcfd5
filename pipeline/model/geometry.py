"""Rectangles and affine maps in page pixels: origin top-left, right and bottom exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + b·y + c and y' = d·x + e·y + f."""

IDENTITY: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An axis-aligned rectangle in pixels.

    Raises:
        ValueError: when it is turned inside out.
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"box inside out: {self}")

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around all boxes. Raises: ValueError when there is none."""
    all_boxes = tuple(boxes)
    if not all_boxes:
        raise ValueError("hull of no boxes")
    return Box(
        min(b.left for b in all_boxes),
        min(b.top for b in all_boxes),
        max(b.right for b in all_boxes),
        max(b.bottom for b in all_boxes),
    )


def map_point(affine: Affine, x: float, y: float) -> tuple[float, float]:
    """The image of one point."""
    a, b, c, d, e, f = affine
    return a * x + b * y + c, d * x + e * y + f


def map_box(affine: Affine, box: Box, size: tuple[int, int]) -> Box:
    """The hull of a box's image, cut to a page of `size` (width, height)."""
    corners = [
        map_point(affine, x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)
    ]
    width, height = size
    xs = [min(max(round(x), 0), width) for x, _ in corners]
    ys = [min(max(round(y), 0), height) for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
