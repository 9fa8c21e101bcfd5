"""Rectangles in page pixels, and maps between two pictures of a page.

Origin top-left, right and bottom exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + b·y + c and y' = d·x + e·y + f."""

Homography = tuple[float, float, float, float, float, float, float, float, float]
"""A projective map, by rows: (x', y', 1) ~ H·(x, y, 1); an affine one ends in 0, 0, 1."""

_ROUNDS = 30
"""Fixed-point rounds that undo a bend; a bend of slope 0.4 is undone to 1e-9 pixels."""


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

    def moved(self, x: int, y: int) -> Box:
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

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


@dataclass(frozen=True, slots=True)
class Bend:
    """A smooth vertical shift of the points of a picture: y becomes y + `at(x, y)`.

    Raises:
        ValueError: when the picture is empty.
    """

    size: tuple[int, int]
    """(width, height) of the picture that is bent."""
    coefficients: tuple[tuple[float, ...], ...]
    """Pixels for u^i·v^j, where u and v run from -1 to 1 over the picture."""

    def __post_init__(self) -> None:
        if min(self.size) < 1:
            raise ValueError(f"bend of an empty picture: {self.size}")

    def at(self, x: float, y: float) -> float:
        """Pixels downwards."""
        u, v = 2 * x / self.size[0] - 1, 2 * y / self.size[1] - 1
        total = 0.0
        for row in reversed(self.coefficients):
            along = 0.0
            for c in reversed(row):
                along = along * v + c
            total = total * u + along
        return total


@dataclass(frozen=True, slots=True)
class PageMap:
    """The way from a picture of the page to another: a bend first, then a projective map."""

    homography: Homography = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    bend: Bend | None = None


IDENTITY = PageMap()


def affine_map(affine: Affine) -> PageMap:
    """The map that is this affine one."""
    return PageMap((*affine, 0.0, 0.0, 1.0))


def map_point(way: PageMap | Affine, x: float, y: float) -> tuple[float, float]:
    """The image of one point."""
    if isinstance(way, tuple):
        way = affine_map(way)
    if way.bend is not None:
        y += way.bend.at(x, y)
    return _project(way.homography, x, y)


def unmap_point(way: PageMap, x: float, y: float) -> tuple[float, float]:
    """The point whose image this is. Raises: ZeroDivisionError when the map is flat."""
    x, bent = _project(_inverse(way.homography), x, y)
    if way.bend is None:
        return x, bent
    y = bent
    for _ in range(_ROUNDS):
        y = bent - way.bend.at(x, y)
    return x, y


def map_box(way: PageMap | Affine, box: Box, size: tuple[int, int]) -> Box:
    """The hull of a box's image, cut to a page of `size` (width, height)."""
    xs: tuple[float, ...] = (box.left, box.right)
    if isinstance(way, PageMap) and way.bend is not None:
        # Under a bend a side may bulge beyond its corners.
        xs = tuple(box.left + box.width * part / 4 for part in range(5))
    corners = [map_point(way, x, y) for x in xs for y in (box.top, box.bottom)]
    width, height = size
    ends_x = [min(max(round(x), 0), width) for x, _ in corners]
    ends_y = [min(max(round(y), 0), height) for _, y in corners]
    return Box(min(ends_x), min(ends_y), max(ends_x), max(ends_y))


def _project(homography: Homography, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f, g, h, i = homography
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def _inverse(homography: Homography) -> Homography:
    a, b, c, d, e, f, g, h, i = homography
    first, second, third = e * i - f * h, f * g - d * i, d * h - e * g
    whole = a * first + b * second + c * third
    return (
        first / whole,
        (c * h - b * i) / whole,
        (b * f - c * e) / whole,
        second / whole,
        (a * i - c * g) / whole,
        (c * d - a * f) / whole,
        third / whole,
        (b * g - a * h) / whole,
        (a * e - b * d) / whole,
    )
