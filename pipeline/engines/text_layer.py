"""The invisible words of a page, each in its place."""

from __future__ import annotations

import math
import statistics
import unicodedata
from dataclasses import dataclass, replace

from pipeline.engines.fonts.glyphless import ADVANCE, UNITS_PER_EM, CharCodes
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage

FONT = "/F"
_SPACE = " "
_GAP = 0.16
"""Least gap between words, as a share of the line's height: poppler joins them below 0.15."""
_OVERLAP = 0.25
"""Least overlap of words left as they lie, as a share too: poppler joins them below 0.2."""
_NARROWEST = 0.05
"""Least width of a word that makes room for its neighbour, as a share of the line's height."""
_ALIKE = 0.5
"""Least share of a word's height inside the line's band for it to stand on the line."""
_LEAST_SLANTED_SIZE = 2.5
"""Points."""
_STEEPEST_STEP = 0.25
"""Largest drop from one character of a slanting word to the next, as a share of its height."""
_SMALLEST = 2
"""Pixels; a word without extent would not be read back."""
_NO_CHARACTERS = "\ufeff\ufffe\uffff"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands along its line: pixels of the page turned back by its skew."""

    left: float
    right: float
    top: float
    bottom: float


def straight_place(box: Box, skew_deg: float) -> Place:
    """The word's own rectangle, of which `box` is the hull on a page skewed clockwise.

    Its coordinates are along and across the line: the page turned back about its origin. A hull
    too flat for the angle (its word was not skewed like the page) keeps its own size.
    """
    angle = math.radians(skew_deg)
    cos, sin = math.cos(angle), abs(math.sin(angle))
    share = cos * cos - sin * sin
    width = (box.width * cos - box.height * sin) / share
    height = (box.height * cos - box.width * sin) / share
    if min(width, height) < _SMALLEST:
        width, height = box.width, box.height
    x, y = box.center
    along = x * cos + y * math.sin(angle)
    across = y * cos - x * math.sin(angle)
    return Place(along - width / 2, along + width / 2, across - height / 2, across + height / 2)


def legible(text: str) -> str:
    """`text` without what is no character of a text (ISO 19005-2, 6.2.11.7.2 and Unicode)."""
    return "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Cc", "Cs") and char not in _NO_CHARACTERS
    )


def text_operators(page: OcrPage, codes: CharCodes, scale: float) -> bytes:
    """The content stream that writes the page's words invisibly; `scale` is points a pixel."""
    lines = [_line(line, page, codes, scale) for line in page.lines]
    return "\n".join(["BT", "3 Tr", *filter(None, lines), "ET"]).encode("ascii")


def _line(line: Line, page: OcrPage, codes: CharCodes, scale: float) -> str:
    angle = math.radians(page.skew_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    words = [(text, word.box) for word in line.words if (text := legible(word.text))]
    boxes = [_with_extent(box, page.size) for _, box in words]
    own = [straight_place(box, page.skew_deg) for box in boxes]
    least_heights = [
        _least_height(text, place, sin, scale) for (text, _), place in zip(words, own, strict=True)
    ]
    places = line_places(own, least_heights)
    shift_x, shift_y = _shift(places, cos, sin, page.size)
    rows: list[str] = []
    for (text, _), place, after in zip(words, places, [*places[1:], None], strict=True):
        size = (place.bottom - place.top) * scale
        x = place.left * cos - place.bottom * sin + shift_x
        y = place.left * sin + place.bottom * cos + shift_y
        origin = (x * scale, (page.size[1] - y) * scale)
        rows.append(f"{FONT} {size:.3f} Tf {_numbers(cos, -sin, sin, cos, *origin)} Tm")
        rows.append(_shown(text, (place.right - place.left) * scale, size, codes))
        if after is not None:
            gap = max(after.left - place.right, _GAP * (place.bottom - place.top))
            rows.append(_shown(_SPACE, gap * scale, size, codes))
    return "\n".join(rows)


def _shift(
    places: list[Place], cos: float, sin: float, size: tuple[int, int]
) -> tuple[float, float]:
    """How far the whole line moves to lie on the page: readers leave out what begins beyond it."""
    ends = [(x, place.bottom) for place in places for x in (place.left, place.right)]
    xs = [x * cos - y * sin for x, y in ends] or [0.0]
    ys = [x * sin + y * cos for x, y in ends] or [0.0]
    return _inward(min(xs), max(xs), size[0]), _inward(min(ys), max(ys), size[1])


def _inward(low: float, high: float, end: int) -> float:
    return -low if low < 0 else min(end - high, 0.0)


def _with_extent(box: Box, size: tuple[int, int]) -> Box:
    """`box`, grown within the page where a word of its size would not be read back."""
    right, bottom = max(box.right, _SMALLEST), max(box.bottom, _SMALLEST)
    left, top = min(box.left, right - _SMALLEST), min(box.top, bottom - _SMALLEST)
    return Box(left, top, min(right, max(size[0], _SMALLEST)), min(bottom, max(size[1], _SMALLEST)))


def _least_height(text: str, place: Place, sin: float, scale: float) -> float:
    """Pixels below which poppler takes a slanting word apart: it looks at each character's step."""
    if sin == 0:
        return 0.0
    step = (place.right - place.left) / len(text) * abs(sin)
    return max(_LEAST_SLANTED_SIZE / scale, step / _STEEPEST_STEP)


def line_places(places: list[Place], least_heights: list[float]) -> list[Place]:
    """The places of a line's words, on one base line, of one height, and apart.

    Readers find lines by base line and size, and words by gaps in proportion to the size: on
    their own tight boxes ("a" is lower than "Đ") the words of a line fall apart or run together.
    A word that does not stand on the line keeps its own height.
    """
    if not places:
        return []
    top = statistics.median(place.top for place in places)
    bottom = statistics.median(place.bottom for place in places)
    placed: list[Place] = []
    for place, least in zip(places, least_heights, strict=True):
        inside = min(place.bottom, bottom) - max(place.top, top)
        if inside >= _ALIKE * min(place.bottom - place.top, bottom - top):
            place = replace(place, top=top, bottom=bottom)
        place = replace(place, top=min(place.top, place.bottom - least))
        if placed:
            placed[-1], place = _apart(placed[-1], place)
        placed.append(place)
    return placed


def _apart(place: Place, after: Place) -> tuple[Place, Place]:
    """Both with a gap that is seen between them, unless they plainly lie over one another."""
    size = max(place.bottom - place.top, after.bottom - after.top)
    gap, least = _GAP * size, _NARROWEST * size
    if place.right - after.left > max(min(place.right - place.left, size) / 2, _OVERLAP * size):
        return place, after
    right = max(min(place.right, after.left - gap), min(place.left + least, place.right))
    left = max(after.left, right + gap)
    return replace(place, right=right), replace(
        after, left=left, right=max(after.right, left + least)
    )


def _shown(text: str, width: float, size: float, codes: CharCodes) -> str:
    """`text` stretched to `width` points."""
    stretch = 100 * width / (len(text) * size * ADVANCE / UNITS_PER_EM)
    return " ".join([f"{stretch:.4f} Tz", *(f"{string} Tj" for string in codes.encode(text))])


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.5f}" for value in values)
