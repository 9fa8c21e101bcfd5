"""Lines of real pages as training examples, shaken and damaged a little each time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.line_reader.chance import Dice
from notebooks.line_reader.characters import classes_of
from notebooks.line_reader.damage import Pixels, as_jpeg, bilevel
from notebooks.line_reader.drawn_lines import Example, line_image

LABELS_FILE = "lines.jsonl"
PAGES_FOLDER = "pages"
_FORM_SHARE = 0.08
"""Of the lines that are taken, number and date lines with blanks filled in by hand."""
_LEAST_HEIGHT = 14
"""Pixels: a line is not made smaller than that."""


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of a real page with what it says; a row of `LABELS_FILE`."""

    page: str
    """File name in `PAGES_FOLDER`."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in pixels of that picture."""
    text: str
    filled_in: bool = False
    """It is a line of a form, with U+E000 for what a hand wrote into it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Cutting:
    """A line with two line heights of the page around it."""

    pixels: Pixels
    box: tuple[float, ...]
    """In its own pixels."""
    line: AgreedLine


def load_labels(folder: Path) -> list[AgreedLine]:
    """The lines that `agreed_lines` wrote."""
    rows = (folder / LABELS_FILE).read_text(encoding="utf-8").splitlines()
    found = map(json.loads, rows)
    return [
        AgreedLine(row["page"], tuple(row["box"]), row["text"], row["filled_in"]) for row in found
    ]


class RealLines:
    """An endless supply of real lines; the same seed gives the same ones."""

    def __init__(self, folder: Path, seed: int) -> None:
        cuttings = list(_cuttings(folder, load_labels(folder)))
        self._printed = [one for one in cuttings if not one.line.filled_in]
        self._forms = [one for one in cuttings if one.line.filled_in]
        if not self._printed:
            raise ValueError(f"no lines in {folder}")
        # Cells of tables are many and short: they come less often.
        self._weights = list(
            accumulate(min(1, 0.15 + len(one.line.text) / 40) for one in self._printed)
        )
        self._dice = Dice.of_seed(seed)

    def draw(self) -> Example:
        """One of the lines as another scan of it might look."""
        chance = self._dice.one
        if self._forms and self._dice.happens(_FORM_SHARE):
            cutting = chance.choice(self._forms)
        else:
            (cutting,) = chance.choices(self._printed, cum_weights=self._weights)
        pixels, box = self._seen_again(cutting.pixels, self._shaken(cutting.box))
        pixels = self._turned(self._copied(pixels))
        return Example(line_image(pixels, box), classes_of(cutting.line.text))

    def _shaken(self, box: Sequence[float]) -> list[float]:
        height = box[3] - box[1]
        spreads = 0.06, 0.04, 0.06, 0.04
        return [
            edge + self._dice.one.gauss(0, spread) * height
            for edge, spread in zip(box, spreads, strict=True)
        ]

    def _seen_again(self, pixels: Pixels, box: list[float]) -> tuple[Pixels, list[float]]:
        """Now and then at a lower resolution or a little out of focus."""
        kind = self._dice.one.random()
        if kind < 0.2:
            factor = self._dice.one.uniform(0.5, 0.9)
            if (box[3] - box[1]) * factor > _LEAST_HEIGHT:
                small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
                return np.asarray(small, np.uint8), [edge * factor for edge in box]
        elif kind < 0.3:
            sigma = self._dice.one.uniform(0.4, 1.1)
            return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8), box
        return pixels, box

    def _copied(self, pixels: Pixels) -> Pixels:
        """Now and then with another contrast, noise, in black and white, or as a poor JPEG."""
        chance = self._dice.one
        if self._dice.happens(0.25):
            contrast, shift = chance.uniform(0.6, 1.5), chance.uniform(-30, 30)
            pixels = _bytes((pixels.astype(np.float32) - 128) * contrast + 128 + shift)
        if self._dice.happens(0.25):
            pixels = _bytes(pixels + self._dice.many.normal(0, chance.uniform(2, 14), pixels.shape))
        if self._dice.happens(0.12):
            pixels = bilevel(pixels, chance.uniform(110, 190))
        if self._dice.happens(0.2):
            pixels = as_jpeg(pixels, chance.randint(25, 80))
        return pixels

    def _turned(self, pixels: Pixels) -> Pixels:
        if not self._dice.happens(0.3):
            return pixels
        height, width = pixels.shape
        rise = np.tan(np.radians(self._dice.one.gauss(0, 0.4)))
        slant = self._dice.one.gauss(0, 0.02)
        matrix = np.array([[1, slant, 0], [rise, 1, -rise * width / 2]], np.float32)
        turned = cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255.0,))
        return np.asarray(turned, np.uint8)


def _bytes(values: npt.NDArray[np.floating[Any]]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _cuttings(folder: Path, lines: Sequence[AgreedLine]) -> Iterator[_Cutting]:
    """Each page is opened once."""
    in_order = sorted(lines, key=lambda line: line.page)
    for page, rows in groupby(in_order, key=lambda line: line.page):
        path = folder / PAGES_FOLDER / page
        pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if pixels is None:
            raise FileNotFoundError(path)
        for line in rows:
            yield _cutting(np.asarray(pixels, np.uint8), line)


def _cutting(pixels: Pixels, line: AgreedLine) -> _Cutting:
    left, top, right, bottom = line.box
    around = 2 * (bottom - top)
    x, y = max(0, left - around), max(0, top - around)
    piece = np.ascontiguousarray(pixels[y : bottom + around, x : right + around])
    return _Cutting(piece, (left - x, top - y, right - x, bottom - y), line)
