"""Faults put into good scans: of the scanner and of how the sheet lay on it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.scan import Pixels

Hand = np.random.Generator
Floats = NDArray[np.float32]
_INTERPOLATIONS = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4, cv2.INTER_NEAREST)
WHITE = (255, 255, 255)


def mm(value: float, dpi: float) -> float:
    """Pixels of so many millimetres."""
    return value * dpi / 25.4


def rgb(pixels: Pixels) -> Pixels:
    """A picture of three channels to draw on."""
    colour = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
    return np.array(colour, np.uint8)


def stored(pixels: Pixels, hand: Hand) -> Pixels:
    """As it comes back from a JPEG of quality 60 to 92."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(hand.integers(60, 93))]
    _, data = cv2.imencode(".jpg", pixels, quality)
    way = cv2.IMREAD_COLOR if pixels.ndim == 3 else cv2.IMREAD_GRAYSCALE
    return np.asarray(cv2.imdecode(data, way), np.uint8)


def coarse(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """72 to 150 dpi, said (3 of 10) or enlarged again to what it was, in four ways.

    Enlarged ones hold 90 to 150 dpi of 300, at most three fifths of what was there of 200.
    """
    height, width = pixels.shape[:2]
    if hand.random() < 0.3:
        held = float(hand.uniform(72, 150))
        size = (round(width * held / dpi), round(height * held / dpi))
        return _resized(pixels, size, cv2.INTER_AREA), held
    held = float(hand.uniform(90, min(150.0, 0.6 * dpi)))
    size = (round(width * held / dpi), round(height * held / dpi))
    small = _resized(pixels, size, cv2.INTER_AREA)
    way = int(hand.choice(_INTERPOLATIONS))
    return stored(_resized(small, (width, height), way), hand), dpi


def _resized(pixels: Pixels, size: tuple[int, int], way: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def colourless(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """Grey, or black and white with a threshold anywhere in the middle."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if hand.random() < 0.5:
        return stored(grey, hand), dpi
    return np.where(grey > hand.uniform(110, 190), np.uint8(255), np.uint8(0)), dpi


def blurred(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """Out of focus (σ 0.18 to 0.45 mm, or a disc of 0.35 to 0.8 mm), or moved by 0.6 to 1.6 mm."""
    kind = hand.integers(3)
    if kind == 0:
        soft = cv2.GaussianBlur(pixels, (0, 0), mm(float(hand.uniform(0.18, 0.45)), dpi))
    elif kind == 1:
        reach = max(1, round(mm(float(hand.uniform(0.35, 0.8)), dpi)))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        soft = cv2.filter2D(pixels, -1, disc.astype(np.float32) / disc.sum())
    else:
        length = mm(float(hand.uniform(0.6, 1.6)), dpi)
        soft = cv2.filter2D(pixels, -1, _motion(length, float(hand.uniform(0, np.pi))))
    return stored(np.asarray(soft, np.uint8), hand), dpi


def _motion(length: float, angle: float) -> Floats:
    side = 2 * round(length) + 3
    kernel = np.zeros((side, side), np.float32)
    half = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = [tuple(int(v) for v in np.round(side // 2 + sign * half)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1)
    return np.asarray(kernel / kernel.sum(), np.float32)


def faded(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """Ink with 12 to 35 % of its strength, on white or greyish paper, with grain."""
    light = pixels.astype(np.float32) / np.float32(255)
    light = (1 - (1 - light) * hand.uniform(0.12, 0.35)) * hand.uniform(0.88, 1.0)
    light += grain(light.shape, hand, 1.0, 4.0)
    return stored(_bytes(light), hand), dpi


def grain(shape: tuple[int, ...], hand: Hand, least: float, most: float) -> Floats:
    """Noise of so many levels."""
    found = hand.standard_normal(shape[:2], np.float32) * np.float32(
        hand.uniform(least, most) / 255
    )
    return found[..., None] if len(shape) == 3 else found


def _bytes(light: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(light * 255, 0, 255), np.uint8)


def leaning(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """1.5 to 8 degrees to either side."""
    degrees = float(hand.uniform(1.5, 8) * hand.choice((-1, 1)))
    return stored(turned_by(pixels, degrees, (0, 0)), hand), dpi


def turned_by(pixels: Pixels, degrees: float, shift: tuple[float, float]) -> Pixels:
    height, width = pixels.shape[:2]
    way = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    way[:, 2] += np.array(shift)
    moved = cv2.warpAffine(pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return np.asarray(moved, np.uint8)


def wrong_way(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """Upside down, or on either side."""
    turns = int(hand.choice((1, 2, 2, 3)))
    return np.ascontiguousarray(np.rot90(pixels, turns)), dpi


def cut(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """Shifted beyond the picture at one side, cut through letters: 1 to 15 mm of text are lost."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    side = int(hand.integers(4))
    turned = np.rot90(pixels, side)
    # Where the text begins, seen from that side: what one row in fifty has ink at.
    inked = (np.rot90(grey, side) < 140).mean(axis=0)
    inner = inked[round(mm(6, dpi)) :]
    begins = round(mm(6, dpi)) + int(np.argmax(inner > 0.02))
    # Lost between two lines, nothing would show that there was one.
    ends = [round(begins + mm(lost, dpi)) for lost in (1, 15)]
    there = inked[ends[0] : ends[1]]
    away = ends[0] + int(hand.choice(np.flatnonzero(there >= there.max() / 2)))
    moved = np.full_like(turned, 255)
    moved[:, : turned.shape[1] - away] = turned[:, away:]
    return stored(np.ascontiguousarray(np.rot90(moved, -side)), hand), dpi


def again(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """The sheet fed once more: up to 1.2 degrees and 3 mm otherwise, softer, darker, grainier."""
    shift = tuple(float(mm(v, dpi)) for v in hand.normal(0, 1.2, 2).clip(-3, 3))
    moved = turned_by(pixels, float(np.clip(hand.normal(0, 0.5), -1.2, 1.2)), (shift[0], shift[1]))
    soft = cv2.GaussianBlur(moved, (0, 0), hand.uniform(0.3, 0.7) * dpi / 200)
    light = soft.astype(np.float32) / np.float32(255)
    light = (1 - (1 - light) * hand.uniform(0.8, 1)) * hand.uniform(0.9, 1)
    light += grain(light.shape, hand, 1.0, 5.0)
    return stored(_bytes(light), hand), dpi
