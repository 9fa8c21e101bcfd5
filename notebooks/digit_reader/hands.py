"""Writes digits as people do: drawn strokes, MNIST's digits, or fonts made of handwriting."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from notebooks.line_reader.chance import Dice

Ink = npt.NDArray[np.uint8]
"""(height, width): 0 is paper, 255 is full ink."""
Curve = npt.NDArray[np.float64]
"""(points, 2): x and y, in heights of a digit."""
_SHAPES = Path(__file__).with_name("shapes.toml")
_ROOM = 0.5
"""Of a digit's height, kept free around it while it is drawn."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What handwriting is made of."""

    digits: Ink | None
    """MNIST (count, 28, 28), or None."""
    labels: npt.NDArray[np.uint8] | None
    fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes today; lengths in pixels where nothing else is said."""

    source: str
    """strokes, mnist or the path of a font."""
    height: float
    slant: float
    aspect: float
    gap: float
    """Between digits, in heights; below 0 they overlap."""
    pen: float
    wobble: float
    """How unsteady it is, in heights."""
    drift: float
    """Rise of the line of writing, pixels a pixel."""
    shapes: tuple[int, ...]
    """Of each digit; counted round."""


@cache
def shapes() -> dict[str, tuple[tuple[Curve, ...], ...]]:
    """The ways of writing each digit, as strokes through points."""
    told = tomllib.loads(_SHAPES.read_text(encoding="utf-8"))
    return {digit: tuple(map(_strokes, ways)) for digit, ways in told.items()}


def _strokes(text: str) -> tuple[Curve, ...]:
    strokes = (stroke.split() for stroke in text.split("|"))
    return tuple(
        np.array([[float(part) for part in point.split(",")] for point in stroke]) / 100
        for stroke in strokes
    )


def load_labels(folder: Path) -> npt.NDArray[np.uint8]:
    """What each of MNIST's digits is."""
    return np.frombuffer((folder / "train-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)


def any_hand(hands: Hands, em: float, dice: Dice) -> Hand:
    """A person, with what the hands are made of drawn by lot."""
    one = dice.one
    sources = ["strokes"] * 6 + ["mnist"] * (3 if hands.digits is not None else 0)
    source = one.choice(sources + (["font"] * 3 if hands.fonts else []))
    height = em * min(1.6, max(0.5, one.lognormvariate(-0.08, 0.24)))
    return Hand(
        source=one.choice(hands.fonts) if source == "font" else source,
        height=height,
        slant=one.gauss(0.16, 0.2) if source != "font" else one.gauss(0.05, 0.15),
        aspect=one.lognormvariate(0, 0.22),
        gap=max(-0.16, one.gauss(0.1, 0.13)),
        pen=max(1.6, em * one.lognormvariate(-2.75, 0.32)),
        wobble=one.uniform(0.004, 0.035),
        drift=one.gauss(0, 0.05),
        shapes=tuple(one.randrange(1000) for _ in range(10)),
    )


def written(text: str, hand: Hand, hands: Hands, dice: Dice) -> tuple[Ink, int]:
    """The digits in that hand, and the row of the ink on which they stand."""
    cells = [_digit(digit, hand, hands, dice) for digit in text]
    boxes = [_extent(cell) for cell in cells]
    height = hand.height
    width = int(sum(right - left for left, right in boxes) + (len(cells) + 2) * height)
    ink = np.zeros((int(height * (1 + 2 * _ROOM)) + 2, width), np.uint8)
    x = height * 0.5
    for cell, (left, right) in zip(cells, boxes, strict=True):
        part = cell[: len(ink), left:right]
        at = round(x)
        rise = round(-hand.drift * (x - height * 0.5) + dice.one.gauss(0, hand.wobble * height))
        part = np.roll(part, rise, 0)
        place = ink[: len(part), at : at + part.shape[1]]
        np.maximum(place, part[:, : place.shape[1]], out=place)
        x += max(2.0, part.shape[1] + (hand.gap + dice.one.gauss(0, 0.04)) * height)
    ink = _shaken(ink, hand, dice)
    columns = np.flatnonzero(ink.max(0) > 60)
    left, right = (columns[0], columns[-1] + 1) if len(columns) else (0, 4)
    return ink[:, left:right], round(height * (1 + _ROOM))


def _extent(cell: Ink) -> tuple[int, int]:
    columns = np.flatnonzero(cell.max(0) > 60)
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, 2)


def _digit(digit: str, hand: Hand, hands: Hands, dice: Dice) -> Ink:
    if hand.source == "strokes":
        return _drawn(digit, hand, dice)
    if hand.source == "mnist":
        return _of_mnist(digit, hand, hands, dice)
    return _of_font(digit, hand, dice)


def _canvas(height: float) -> Ink:
    side = int(height * (1 + 2 * _ROOM)) + 2
    return np.zeros((side, side), np.uint8)


def _drawn(digit: str, hand: Hand, dice: Dice) -> Ink:
    """The digit's strokes, each of its points a little elsewhere."""
    ways = shapes()[digit]
    ink = _canvas(hand.height)
    size = np.array([hand.aspect, 1.0]) * hand.height * dice.one.gauss(1, 0.04)
    for points in ways[hand.shapes[int(digit)] % len(ways)]:
        moved = _moved(points, hand.wobble + 0.008, dice)
        places = (smooth(moved) * size + hand.height * _ROOM) * 16
        thickness = max(1, round(hand.pen))
        cv2.polylines(ink, [places.astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return ink


def _moved(points: Curve, spread: float, dice: Dice) -> Curve:
    """The points, each a little elsewhere; those of a corner stay together."""
    moves = dice.many.normal(0, spread, points.shape)
    again = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
    moves[again] = moves[again - 1]
    return np.asarray(points + moves)


def smooth(points: Curve) -> Curve:
    """A curve through the points (Catmull-Rom), eight steps from each to the next."""
    ends = np.concatenate((points[:1], points, points[-1:]))
    before, start, end, after = ends[:-3], ends[1:-2], ends[2:-1], ends[3:]
    way = np.linspace(0, 1, 8)[None, :, None]
    a, b = (end - before)[:, None] / 2, (after - start)[:, None] / 2
    start, end = start[:, None], end[:, None]
    bent = (2 * start - 2 * end + a + b) * way**3 + (3 * end - 3 * start - 2 * a - b) * way**2
    curve = bent + a * way + start
    return np.asarray(curve.reshape(-1, 2))


def _of_mnist(digit: str, hand: Hand, hands: Hands, dice: Dice) -> Ink:
    assert hands.digits is not None
    assert hands.labels is not None
    number = dice.one.choice(_numbers_of(hands.labels.tobytes(), int(digit)))
    found = hands.digits[number]
    rows = np.flatnonzero(found.max(1) > 60)
    columns = np.flatnonzero(found.max(0) > 60)
    found = found[rows[0] : rows[-1] + 1, max(0, columns[0] - 1) : columns[-1] + 2]
    height = max(4, round(hand.height * dice.one.gauss(1, 0.05)))
    width = max(3, round(found.shape[1] / found.shape[0] * height * hand.aspect * 0.95))
    large = cv2.resize(found, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    # MNIST's pens are thick: cutting high makes them thin.
    level = 95 + 70 * (hand.shapes[0] % 100) / 100
    ink = _canvas(hand.height)
    top = round(hand.height * (1 + _ROOM)) - height
    left = round(hand.height * 0.3)
    part = np.clip((large - level) * 5 + 128, 0, 255).astype(np.uint8)
    place = ink[max(0, top) : max(0, top) + height, left : left + width]
    place[:] = part[: place.shape[0], : place.shape[1]]
    return ink


@cache
def _numbers_of(labels: bytes, digit: int) -> list[int]:
    return np.flatnonzero(np.frombuffer(labels, np.uint8) == digit).tolist()


@cache
def _font(path: str) -> tuple[ImageFont.FreeTypeFont, float]:
    """The font at 60 pixels and the height of its 0."""
    font = ImageFont.truetype(path, 60)
    box = font.getbbox("0", anchor="ls")
    return font, float(box[3] - box[1])


@cache
def _glyph(path: str, digit: str) -> tuple[Ink, int]:
    """The glyph, and the row of it that is the baseline."""
    font, _ = _font(path)
    left, top, right, bottom = font.getbbox(digit, anchor="ls")
    size = max(1, int(right - left) + 8), max(1, int(bottom - top) + 8)
    image = Image.new("L", size)
    ImageDraw.Draw(image).text((4 - left, 4 - top), digit, font=font, fill=255, anchor="ls")
    return np.array(image), int(4 - top)


def _of_font(digit: str, hand: Hand, dice: Dice) -> Ink:
    glyph, base = _glyph(hand.source, digit)
    factor = hand.height / _font(hand.source)[1] * dice.one.gauss(1, 0.03)
    wide = factor * hand.aspect**0.6
    matrix = np.array(
        [
            [wide, 0, hand.height * 0.3 - 4 * wide],
            [0, factor, hand.height * (1 + _ROOM) - base * factor],
        ]
    )
    side = int(hand.height * (1 + 2 * _ROOM)) + 2
    return np.asarray(cv2.warpAffine(glyph, matrix, (side, side), flags=cv2.INTER_LINEAR), np.uint8)


def _shaken(ink: Ink, hand: Hand, dice: Dice) -> Ink:
    """Slanted, and bent here and there, as no two letters of a pen are the same."""
    height, width = ink.shape
    cells = max(2, height // 22), max(2, width // 22)
    size = hand.wobble * hand.height * (1.0 if hand.source == "strokes" else 1.6)
    bends = dice.many.normal(0, size, (2, *cells)).astype(np.float32)
    dx, dy = (cv2.resize(bend, (width, height), interpolation=cv2.INTER_CUBIC) for bend in bends)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    dx += hand.slant * (rows - height / 2)
    bent = cv2.remap(ink, columns + dx, rows + dy, cv2.INTER_LINEAR)
    if hand.source != "strokes" and hand.shapes[0] % 2:
        bent = cv2.erode(bent, np.ones((2, 2), np.uint8))
    return np.asarray(bent, np.uint8)
