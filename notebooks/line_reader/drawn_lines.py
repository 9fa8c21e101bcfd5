"""Draws training lines: office text in many fonts, damaged as scans are, with what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from trueocr.preprocess import crop_line

from notebooks.line_reader.chance import Dice
from notebooks.line_reader.characters import classes_of
from notebooks.line_reader.damage import (
    Pixels,
    add_rules,
    on_paper,
    overlaid,
    scanned,
    slanted,
    worn,
)
from notebooks.line_reader.fonts import Font
from notebooks.line_reader.handwriting import Ink, handwriting
from notebooks.line_reader.texts import OfficeTexts, signer, signing_title
from pipeline.model.reading import HANDWRITING

HEIGHT = 48
"""Pixels of one line in the network's input."""
MAX_WIDTH = 1536
_WINDOW = 3
"""A line is read with the picture above and below it, a line's height each."""
_DESCENDER = 0.19
"""Of the em, below the baseline."""
_SKEW_DEG = 0.35
"""What straightening leaves, one standard deviation."""
_STAMPED_SKEW_DEG = 1.3
"""The same of what a hand stamped."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A line as the network sees it, and the classes of its characters."""

    ink: npt.NDArray[np.float32]
    """(144, width): 0.0 is paper, 1.0 is ink."""
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What lines are drawn with."""

    fonts: tuple[Font, ...]
    texts: OfficeTexts
    digits: Ink | None = None
    """Handwritten digits (count, 28, 28); without them a hand only draws strokes."""
    script_fonts: tuple[Path, ...] = ()
    """Fonts of name stamps that look written; without them no such stamp is drawn."""
    stamped: float | None = None
    """Share of lines out of a signing block; None for that of a page."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line is set; lengths in pixels where nothing else is said."""

    em: int
    gap: float
    """Width of a blank, in blanks of the font."""
    spread: float
    """Room between letters, in em."""
    margin: float
    leading: float
    """From baseline to baseline."""
    underline: tuple[float, float] | None
    """Where it begins and ends, as shares of the line."""
    title: tuple[ImageFont.FreeTypeFont, int] | None = None
    """Another font for the first words: a stamp has "BSCKI." upright before a name in script."""


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A piece of handwriting with the place of its top left corner."""

    left: int
    top: int
    ink: Ink


def line_image(grey: Pixels, box: Sequence[float]) -> npt.NDArray[np.float32]:
    """The network's input for the line in a box (left, top, right, bottom) of a page."""
    crop = crop_line(grey, box, height=HEIGHT, window=_WINDOW, max_width=MAX_WIDTH)
    return np.asarray(crop, np.float32)


class DrawnLines:
    """An endless supply of drawn lines; the same seed gives the same ones."""

    def __init__(self, supply: Supply, seed: int) -> None:
        if not supply.fonts:
            raise ValueError("no installed font has all Vietnamese letters")
        self._supply = supply
        self._paths = [font.path for font in supply.fonts]
        self._weights = list(accumulate(font.weight for font in supply.fonts))
        self._dice = Dice.of_seed(seed)

    def draw(self) -> Example:
        """One line with its neighbours, cut out as a detector would cut it out."""
        chance = self._dice.one
        text, script = self._text()
        stamped = script or self._of_block(text)
        em = int(chance.triangular(20, 58, 33))
        font = self._script(em) if script else self._font(em)
        manner = self._manner(em)
        titles = sum(word.endswith(".") for word in text.split())
        if script and titles and self._dice.happens(0.8):
            manner = replace(manner, title=(self._font(em), titles))
        ink, span, base = self._printed(text, font, manner)
        add_rules(ink, span, base, em, self._dice)
        skew = _STAMPED_SKEW_DEG if stamped else _SKEW_DEG
        covered = 4.0 if stamped and self._supply.stamped is not None else 1.0
        ink = slanted(overlaid(ink, em, self._dice, covered), base, skew, self._dice)
        shade, factor = scanned(ink, em, self._dice)
        page = on_paper(worn(shade, em * factor, self._dice), self._dice)
        rise = (0.83 if text.isupper() else 0.70) * em
        edges = span[0], base - rise, span[1], base + _DESCENDER * em
        box = self._as_detected([edge * factor for edge in edges])
        return Example(line_image(page, box), classes_of(text))

    def _text(self) -> tuple[str, bool]:
        """What a line says, and whether in a font of a name stamp."""
        supply, chance = self._supply, self._dice.one
        if supply.stamped is None:
            script = self._dice.happens(0.055) and bool(supply.script_fonts)
            named = script or self._dice.happens(0.03)
            return (signer(chance) if named else supply.texts.line(chance)), script
        if not self._dice.happens(supply.stamped):
            return supply.texts.line(chance), False
        if self._dice.happens(0.25):
            return signing_title(chance), False
        return signer(chance), bool(supply.script_fonts) and self._dice.happens(0.7)

    def _of_block(self, text: str) -> bool:
        return self._supply.stamped is not None and len(text) < 30

    def _font(self, em: int) -> ImageFont.FreeTypeFont:
        (path,) = self._dice.one.choices(self._paths, cum_weights=self._weights)
        return _loaded(path, em)

    def _script(self, em: int) -> ImageFont.FreeTypeFont:
        path = self._dice.one.choice(self._supply.script_fonts)
        return _loaded(path, int(em * self._dice.one.uniform(1.0, 1.35)))

    def _manner(self, em: int) -> Manner:
        chance = self._dice.one
        gap = 1.0 if self._dice.happens(0.5) else chance.uniform(0.75, 2.2)
        spread = 0.0 if self._dice.happens(0.93) else chance.uniform(0.01, 0.12)
        margin, leading = em * chance.uniform(0.3, 2.5), em * chance.uniform(1.08, 1.9)
        underline = None
        if self._dice.happens(0.04):
            underline = 0.0, 1.0
        elif self._dice.happens(0.03):
            underline = 0.25, 0.75
        return Manner(em, gap, spread, margin, leading, underline)

    def _printed(
        self, text: str, font: ImageFont.FreeTypeFont, manner: Manner
    ) -> tuple[Ink, tuple[float, float], int]:
        """The ink of the line among its neighbours, from where to where it goes, its baseline."""
        em, height = manner.em, int(manner.leading * 2.6 + manner.em * 1.5)
        sheet = Image.new("L", (_sheet_width(text, font, manner), height), 255)
        left, base = manner.margin + em, int(height / 2 + em * 0.3)
        span, written = self._set(sheet, (left, base), text, font, manner)
        for side in (-1, 1):
            if self._dice.happens(0.75):
                place = left, base + side * manner.leading
                written += self._neighbour(sheet, place, font, manner)
        ink = 255 - np.asarray(sheet)[:, : max(1, int(span[1]) + 2 * em)]
        for piece in written:
            _add_written(ink, piece, self._dice)
        return np.ascontiguousarray(ink), span, base

    def _neighbour(
        self,
        sheet: Image.Image,
        place: tuple[float, float],
        font: ImageFont.FreeTypeFont,
        manner: Manner,
    ) -> list[Written]:
        """Draws a line above or below, and gives what is written by hand in it."""
        chance, em = self._dice.one, manner.em
        left, base = place
        if not self._dice.happens(0.8):
            font = self._font(int(em * chance.uniform(0.75, 1.2)))
        if self._dice.happens(0.5):
            left += chance.uniform(-6, 6) * em
        text = self._supply.texts.line(chance)
        filled = self._dice.happens(0.3)
        plain = replace(manner, spread=0.0, underline=None, title=None)
        _, written = self._set(sheet, (left, base), text, font, plain)
        return written if filled else []

    def _set(
        self,
        sheet: Image.Image,
        start: tuple[float, float],
        text: str,
        font: ImageFont.FreeTypeFont,
        manner: Manner,
    ) -> tuple[tuple[float, float], list[Written]]:
        """Sets a line from `start` on its baseline; its handwriting is given back, not drawn."""
        pen = ImageDraw.Draw(sheet)
        (left, base), em = start, manner.em
        x = left
        written = []
        other, titled = manner.title or (font, 0)
        for piece in re.split(f"([ {HANDWRITING}])", text):
            if piece == HANDWRITING:
                mark, x = self._filled_in(x, base, em)
                written.append(mark)
            elif piece == " ":
                x += font.getlength(" ") * manner.gap
            elif piece:
                titled -= 1
                used = other if titled >= 0 else font
                x = _print(pen, (x, base), piece, used, manner.spread * em)
        if manner.underline is not None:
            y = base + em * 0.12
            first, last = (left + share * (x - left) for share in manner.underline)
            pen.line((first, y, last, y), fill=0, width=max(1, int(em * 0.05)))
        return (left, x), written

    def _filled_in(self, x: float, base: float, em: int) -> tuple[Written, float]:
        """What a hand wrote into a blank at x, and where print goes on."""
        chance = self._dice.one
        height = max(10, int(em * chance.uniform(0.65, 1.35)))
        ink = handwriting(height, self._supply.digits, self._dice)
        top = int(base - em * 0.35 - height / 2 + chance.uniform(-0.15, 0.15) * em)
        x += chance.uniform(-0.1, 0.35) * em
        after = x + ink.shape[1] + chance.uniform(-0.1, 0.35) * em
        return Written(int(x), top, ink), after

    def _as_detected(self, box: Sequence[float]) -> tuple[float, float, float, float]:
        """The box with the usual errors of a detector: rarely cut off, now and then too wide."""
        chance = self._dice.one
        left, top, right, bottom = box
        height = bottom - top
        top += chance.gauss(0, 0.05) * height
        bottom += chance.gauss(0, 0.05) * height
        left += chance.gauss(0, 0.08) * height
        if not self._dice.happens(0.9):
            left -= chance.uniform(0, 0.5) * height
        right += chance.gauss(0, 0.08) * height
        if not self._dice.happens(0.9):
            right += chance.uniform(0, 0.5) * height
        return left, top, right, bottom


@lru_cache(maxsize=900)
def _loaded(path: Path, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, em)


def _sheet_width(text: str, font: ImageFont.FreeTypeFont, manner: Manner) -> int:
    """Width that holds the line however it is set."""
    em = manner.em
    wide = font.getlength(text) * max(1, 0.8 + 0.2 * manner.gap) + len(text) * manner.spread * em
    return int(wide * 1.15 + text.count(HANDWRITING) * em * 2.5 + 2 * manner.margin + em * 4)


def _print(
    pen: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    room: float,
) -> float:
    """Draws a word, letter by letter where there is room between them; x after it."""
    x, base = place
    for piece in text if room else [text]:
        pen.text((x, base), piece, font=font, fill=0, anchor="ls")
        x += font.getlength(piece) + room
    return x


def _add_written(ink: Ink, written: Written, dice: Dice) -> None:
    """Lays handwriting over the ink, as far as it is on the sheet."""
    height, width = ink.shape
    high, wide = written.ink.shape
    top, bottom = max(0, written.top), min(height, written.top + high)
    left, right = max(0, written.left), min(width, written.left + wide)
    if bottom <= top or right <= left:
        return
    piece = written.ink[
        top - written.top : bottom - written.top, left - written.left : right - written.left
    ]
    faint = (piece * dice.one.uniform(0.55, 1)).astype(np.uint8)
    ink[top:bottom, left:right] = np.maximum(ink[top:bottom, left:right], faint)
