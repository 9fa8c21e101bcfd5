"""One side of paper: black print, coloured inks over it, and the lines of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from samples.generator.typeface import font

A4_MM = (210.0, 297.0)
Colour = tuple[int, int, int]
Run = tuple[str, str]
"""A word and its style."""
PRINT: Colour = (28, 28, 32)


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A coloured ink: how much of it (L, 255 = full) lies where, in pixels of the sheet."""

    cover: Image.Image
    left: int
    top: int
    colour: Colour


@dataclass(slots=True, eq=False)
class Sheet:
    """A builder: print and ink are added, then `picture` puts them together."""

    dpi: int
    mono: bool = False
    """Typewritten: every style in a face of fixed width."""
    lines: list[str] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    print: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.print = Image.new("L", (self.mm(A4_MM[0]), self.mm(A4_MM[1])), 255)
        self.pen = ImageDraw.Draw(self.print)

    def mm(self, length: float) -> int:
        return round(length * self.dpi / 25.4)

    def face(self, style: str, points: float) -> ImageFont.FreeTypeFont:
        if self.mono:
            style, points = ("mono bold" if "bold" in style else "mono"), points * 0.8
        return font(style, round(points * self.dpi / 72))

    def width(self, text: str, style: str, points: float) -> float:
        """In millimetres."""
        return self.face(style, points).getlength(text) * 25.4 / self.dpi

    def write(self, x: float, y: float, text: str, style: str, points: float) -> None:
        """Text from x on the baseline y, millimetres."""
        at = (self.mm(x), self.mm(y))
        self.pen.text(at, text, font=self.face(style, points), fill=0, anchor="ls")

    def centre(self, x: float, y: float, text: str, style: str, points: float) -> None:
        self.write(x - self.width(text, style, points) / 2, y, text, style, points)

    def rule(self, left: float, right: float, y: float, thickness: float = 0.25) -> None:
        box = (self.mm(left), self.mm(y), self.mm(right), self.mm(y) + self.mm(thickness))
        self.pen.rectangle(box, fill=0)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        box = (self.mm(left), self.mm(top), self.mm(right), self.mm(bottom))
        self.pen.rectangle(box, outline=0, width=max(1, self.mm(0.2)))

    def words(
        self, x: float, y: float, runs: Sequence[Run], points: float, gap: float | None = None
    ) -> None:
        """Words of several styles on one baseline; `gap` in mm replaces the space."""
        for word, style in runs:
            self.write(x, y, word, style, points)
            space = self.width(" ", style, points) if gap is None else gap
            x += self.width(word, style, points) + space

    def ink(self, cover: Image.Image, x: float, y: float, colour: Colour) -> None:
        """Lays ink with its left top corner at x, y (mm)."""
        self.inks.append(Ink(cover, self.mm(x), self.mm(y), colour))

    def picture(self) -> Image.Image:
        """RGB on white: inks multiply, as they do on paper."""
        page = ImageOps.colorize(self.print, PRINT, (255, 255, 255))
        for ink in self.inks:
            box = (ink.left, ink.top, ink.left + ink.cover.width, ink.top + ink.cover.height)
            layer = ImageOps.colorize(ink.cover, (255, 255, 255), ink.colour)
            page.paste(ImageChops.multiply(page.crop(box), layer), box[:2])
        return page


def wrap(
    sheet: Sheet, runs: Sequence[Run], points: float, width: float, indent: float = 0.0
) -> list[tuple[Run, ...]]:
    """Breaks words into lines of at most `width` mm, the first shorter by `indent`."""
    lines: list[tuple[Run, ...]] = []
    line: list[Run] = []
    room = width - indent
    for word, style in runs:
        space = sheet.width(" ", style, points)
        needed = sheet.width(word, style, points)
        if line and needed > room:
            lines.append(tuple(line))
            line, room = [], width
        line.append((word, style))
        room -= needed + space
    return [*lines, tuple(line)] if line else lines


def balanced(
    sheet: Sheet, runs: Sequence[Run], points: float, width: float
) -> list[tuple[Run, ...]]:
    """As few lines as `wrap` makes, of nearly one length: how titles are set."""
    lines = wrap(sheet, runs, points, width)
    while len(narrower := wrap(sheet, runs, points, width - 4)) == len(lines) > 1:
        lines, width = narrower, width - 4
    return lines


def plain(runs: Sequence[Run]) -> str:
    return " ".join(word for word, _ in runs)
