"""Draws a filled-in blank among its print, scans it, and cuts it out as the pipeline does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from notebooks.digit_reader import marks, paper
from notebooks.digit_reader.fonts import OTHER_FONTS, PRINT_FONTS, installed
from notebooks.digit_reader.hands import Hand, Hands, Ink, any_hand, written
from notebooks.digit_reader.texts import Filling, any_filling, number
from notebooks.line_reader.chance import Dice
from pipeline.model.scan import PageImage
from pipeline.steps.blank_crops import Place, cut_blank

EM = 54
"""Pixels of an em while drawing."""
_BASE = 2.1
_UNDER = 1.15
_BEFORE = 1.7
_AFTER = 1.8
"""Ems that are drawn above the baseline, below it, before the blank and after it."""
_WIDEST = 26
STRUCK = "x"
"""Stands in a label for digits that are struck out or written over."""
CHARACTERS = "0123456789" + STRUCK
"""The character of class n is CHARACTERS[n - 1]; class 0 is CTC's blank."""
_TEXTS = Path(__file__).parent.parent / "line_reader" / "text"


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A blank as the network sees it, and what it must say."""

    crop: npt.NDArray[np.uint8]
    """(64, width, 2)."""
    label: str
    """Of `CHARACTERS`."""


class DrawnBlanks:
    """An endless supply of drawn blanks; one seed draws the same ones.

    Raises:
        FileNotFoundError: the fonts of print are not installed.
    """

    def __init__(self, hands: Hands, seed: int) -> None:
        self._hands = hands
        self._dice = Dice.of_seed(seed)
        self._print, self._other = installed(PRINT_FONTS), installed(OTHER_FONTS)
        if len(self._print) < len(PRINT_FONTS) or not self._other:
            raise FileNotFoundError("apt-get install fonts-croscore fonts-liberation2")
        paths = sorted(_TEXTS.glob("*.txt"))
        self._lines = [row for path in paths for row in path.read_text("utf-8").splitlines()]

    def draw(self) -> Example:
        dice, one = self._dice, self._dice.one
        filling = any_filling(dice)
        font = self._font_of(filling)
        shape = round((_BASE + _UNDER) * EM), round(_WIDEST * EM)
        sheet = Sheet(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), font, dice)
        left = _BEFORE * EM
        sheet.print_text(filling.before, left, "rs")
        end, label = self._fill(sheet, filling, left)
        empty_room = one.uniform(0.6, 3.5) if end == left else 0.0
        tight = one.uniform(-0.2, 0.2)
        room = one.choice((tight, tight, one.uniform(0, 0.8), one.uniform(0, 2)))
        right = max(left + 0.5 * EM, end + (room + empty_room) * EM)
        if filling.kind == "year" and not filling.written:
            right = end + one.uniform(0.2, 0.8) * EM
        sheet.print_text(filling.after, right, "ls")
        self._neighbours(sheet, left)
        marks.leaders(sheet.print, (left, right), _BASE * EM, EM, dice)
        width = min(shape[1], round(right + _AFTER * EM))
        marks.stains(sheet.print[:, :width], EM, dice)
        return Example(self._seen(sheet, width, (left, right)), label)

    def _font_of(self, filling: Filling) -> str:
        upright, italic, bold, both = self._print
        weights = (6, 2, 1, 1) if filling.kind == "number" else (2, 7, 0.5, 1)
        return self._dice.one.choices((upright, italic, bold, both), weights)[0]

    def _fill(self, sheet: Sheet, filling: Filling, left: float) -> tuple[float, str]:
        """Writes into the blank; where the digits end and what the network must say."""
        one = self._dice.one
        x = left
        if filling.printed:
            x += one.uniform(0.05, 0.35) * EM
            x = sheet.print_text(filling.printed, x, "ls")
        if not filling.written:
            return x, filling.printed
        if filling.kind == "number" and one.random() < 0.05:
            return self._stamp(sheet, filling.written, x), filling.written
        hand = any_hand(self._hands, EM, self._dice)
        near = one.uniform(-0.12, 0.15) if filling.printed else one.uniform(-0.15, 0.5)
        x += one.choice((near, near, one.uniform(0, 1.2) if not filling.printed else near)) * EM
        base = (_BASE + min(0.4, max(-0.3, one.gauss(0.02, 0.12)))) * EM
        end, said = self._write(sheet, filling, hand, (x, base))
        return end, filling.printed + said

    def _stamp(self, sheet: Sheet, digits: str, x: float) -> float:
        """A numbering stamp or another machine's print."""
        one = self._dice.one
        x += one.uniform(0, 0.5) * EM
        size = EM * one.uniform(0.85, 1.4)
        place = x, (_BASE + one.uniform(-0.15, 0.15)) * EM
        return draw_text(sheet.pen, digits, place, one.choice(self._other), size, "ls")

    def _write(
        self, sheet: Sheet, filling: Filling, hand: Hand, at: tuple[float, float]
    ) -> tuple[float, str]:
        """Writes by hand, now and then struck out or written over; the end and what it says."""
        dice, one = self._dice, self._dice.one
        digits, (x, base) = filling.written, at
        box = self._put(sheet, digits, hand, at)
        if dice.happens(0.88):
            return box[2], digits
        if dice.happens(0.3):
            place = one.randrange(len(digits))
            share = (box[2] - box[0]) / len(digits)
            moved = box[0] + place * share + one.gauss(0, 0.04) * EM
            over = replace(hand, pen=hand.pen * one.uniform(1, 1.7))
            other = one.choice([digit for digit in "0123456789" if digit != digits[place]])
            end = self._put(sheet, other, over, (moved, base))[2]
            return max(box[2], end), digits[:place] + STRUCK + digits[place + 1 :]
        marks.strike(sheet.pen, box, hand.pen, dice)
        way = one.random()
        if way < 0.45:
            above = replace(hand, height=hand.height * one.uniform(0.55, 0.9))
            start = x + one.uniform(-0.3, 0.6) * EM
            end = self._put(sheet, number(dice), above, (start, base - 0.95 * hand.height))[2]
            return max(box[2], end) if one.random() < 0.5 else box[2], STRUCK
        if way < 0.8:
            other = number(dice) if filling.kind == "number" else digits
            start = box[2] + one.uniform(0.05, 0.5) * EM
            return self._put(sheet, other, hand, (start, base))[2], STRUCK + other
        return box[2], STRUCK

    def _put(self, sheet: Sheet, digits: str, hand: Hand, at: tuple[float, float]) -> marks.Box:
        """Writes digits; their box."""
        ink, row = written(digits, hand, self._hands, self._dice)
        x, base = at
        paste(sheet.pen, ink, round(x), round(base) - row)
        return x, base - hand.height, x + ink.shape[1], base

    def _neighbours(self, sheet: Sheet, left: float) -> None:
        """Lines of text above and below, now and then."""
        one = self._dice.one
        for share, pitch in ((0.3, one.uniform(1.1, 1.7)), (0.12, -one.uniform(1.2, 2.0))):
            if one.random() < share:
                line = one.choice(self._lines)
                start = one.randrange(max(1, len(line) - 4))
                place = left + one.uniform(-3, 1) * EM, (_BASE + pitch) * EM
                text = line[start : start + one.randint(4, 16)]
                draw_text(sheet.print, text, place, sheet.font, EM, "ls")

    def _seen(self, sheet: Sheet, width: int, span: tuple[float, float]) -> npt.NDArray[np.uint8]:
        """The blank, scanned and cut out of the page by a place that is found nearly right."""
        one = self._dice.one
        pixels, factor = paper.scanned(sheet.print[:, :width], sheet.pen[:, :width], EM, self._dice)
        off = (min(0.35, max(-0.35, one.gauss(0, 0.13))) for _ in range(2))
        place = Place(
            left=(span[0] + next(off) * EM) * factor,
            right=(span[1] + next(off) * EM) * factor,
            baseline=(_BASE + one.gauss(0, 0.05)) * EM * factor,
            em=EM * factor * min(1.15, max(0.87, one.gauss(1, 0.05))),
            skew_deg=one.gauss(0, 0.4),
        )
        return cut_blank(PageImage(1, pixels, 200.0), place)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A drawing in two inks."""

    print: Ink
    pen: Ink
    font: str
    dice: Dice

    def print_text(self, text: str, x: float, anchor: str) -> float:
        """Prints on the line; the end of it."""
        return draw_text(self.print, text, (x, _BASE * EM), self.font, EM, anchor)


@cache
def font_of(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@lru_cache(maxsize=4000)
def _drawn_text(text: str, path: str, size: int) -> tuple[Ink, float]:
    font = font_of(path, size)
    length = font.getlength(text)
    image = Image.new("L", (int(length) + 24, size * 2))
    ImageDraw.Draw(image).text((12, round(size * 1.4)), text, font=font, fill=255, anchor="ls")
    return np.array(image), length


def draw_text(
    ink: Ink, text: str, at: tuple[float, float], path: str, size: float, anchor: str
) -> float:
    """Draws text by its anchor (Pillow's, "ls" or "rs") on the ink; where its advance ends."""
    if not text:
        return at[0]
    drawn, length = _drawn_text(text, path, round(size))
    x = at[0] - (length if anchor == "rs" else 0)
    paste(ink, drawn, round(x) - 12, round(at[1]) - round(round(size) * 1.4))
    return x + length


def paste(ink: Ink, part: Ink, x: int, y: int) -> None:
    """Lays ink over ink; what is outside is lost."""
    top, left = max(0, -y), max(0, -x)
    place = ink[max(0, y) : max(0, y + part.shape[0]), max(0, x) : max(0, x + part.shape[1])]
    shown = part[top : top + place.shape[0], left : left + place.shape[1]]
    np.maximum(place, shown, out=place)
