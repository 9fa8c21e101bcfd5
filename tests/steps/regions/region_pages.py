"""Pages with seals, pens and stamps, drawn for the tests of the regions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import PageImage

FONTS = Path("/usr/share/fonts/truetype/liberation2")
DPI = 200
MM = DPI / 25.4
SIZE = (round(210 * MM), round(297 * MM))
PAPER = (253, 252, 249)
BLACK = (25, 25, 25)
RED = (210, 40, 50)
BLUE = (40, 60, 160)
EM_MM = 4.6

Colour = tuple[int, int, int]


@dataclass
class Drawn:
    """A page in the making: what is drawn on it, and the words an engine would read."""

    picture: Image.Image = field(default_factory=lambda: Image.new("RGB", SIZE, PAPER))
    lines: list[Line] = field(default_factory=list)

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.picture)

    def write(
        self,
        x_mm: float,
        y_mm: float,
        text: str,
        *,
        style: str = "Regular",
        em_mm: float = EM_MM,
        colour: Colour = BLACK,
        confidence: float = 0.97,
        read: bool = True,
    ) -> Box:
        """Prints a line with its baseline at `y_mm`; returns its box in pixels."""
        face = ImageFont.truetype(FONTS / f"LiberationSerif-{style}.ttf", round(em_mm * MM))
        words, x = [], x_mm * MM
        for piece in text.split(" "):
            if piece:
                self.pen.text((x, y_mm * MM), piece, colour, face, anchor="ls")
                box = self.pen.textbbox((x, y_mm * MM), piece, face, anchor="ls")
                words.append(Word(piece, Box(*(round(v) for v in box)), confidence))
            x += face.getlength(piece + " ")
        whole = hull(word.box for word in words)
        if read:
            self.lines.append(Line(tuple(words), whole))
        return whole

    def seal(self, x_mm: float, y_mm: float, colour: Colour = RED, radius_mm: float = 17.0) -> Box:
        """A round seal with two rings and some letters."""
        boxes = []
        for radius, width in ((radius_mm, 5), (radius_mm * 0.66, 3)):
            box = [v * MM for v in (x_mm - radius, y_mm - radius, x_mm + radius, y_mm + radius)]
            self.pen.ellipse(box, outline=colour, width=width)
            boxes.append(Box(*(max(0, round(v)) for v in box)))
        face = ImageFont.truetype(FONTS / "LiberationSans-Bold.ttf", round(3 * MM))
        for turn in range(0, 360, 30):
            x = x_mm + 0.83 * radius_mm * math.cos(math.radians(turn))
            y = y_mm + 0.83 * radius_mm * math.sin(math.radians(turn))
            self.pen.text((x * MM, y * MM), "N", colour, face, anchor="mm")
        return boxes[0]

    def stroke(
        self, points_mm: list[tuple[float, float]], colour: Colour = BLUE, width: int = 3
    ) -> Box:
        """A line by hand through the points."""
        points = [(x * MM, y * MM) for x, y in points_mm]
        self.pen.line(points, colour, width, joint="curve")
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))

    def scribble(
        self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, colour: Colour = BLUE
    ) -> Box:
        """Waves of a pen in a box from its top left."""
        steps = 60
        points = [
            (
                x_mm + width_mm * i / steps,
                y_mm + height_mm * (0.5 + 0.5 * math.sin(i * 0.45) * (1 - 0.4 * i / steps)),
            )
            for i in range(steps + 1)
        ]
        return self.stroke(points, colour)

    def page(self, *, grey: bool = False, number: int = 1) -> PageImage:
        picture = self.picture.convert("L") if grey else self.picture
        return PageImage(number, np.asarray(picture).copy(), DPI)


def headed() -> Drawn:
    """A page with the head of a document and some prose."""
    drawn = Drawn()
    drawn.write(30, 24, "ỦY BAN NHÂN DÂN", style="Bold")
    drawn.write(100, 24, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="Bold", em_mm=4.2)
    drawn.write(115, 30, "Độc lập - Tự do - Hạnh phúc", style="Bold")
    for row in range(12):
        drawn.write(
            30, 90 + 8 * row, "Căn cứ Luật Tổ chức chính quyền địa phương và các văn bản liên quan"
        )
    return drawn


def near(one: Box, other: Box, by_mm: float = 1.5) -> bool:
    """Whether the edges of two boxes lie within `by_mm` of each other."""
    sides = ("left", "top", "right", "bottom")
    return all(abs(getattr(one, s) - getattr(other, s)) <= by_mm * MM for s in sides)
