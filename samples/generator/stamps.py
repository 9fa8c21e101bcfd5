"""What is pressed onto paper: round seals, boxed marks (ô 10a, 10b), the ĐẾN stamp."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from samples.generator.handwriting import digits, signature
from samples.generator.sheet import Colour, Sheet

RED: Colour = (212, 24, 48)
BRIGHT_RED: Colour = (224, 20, 30)
VIOLET: Colour = (92, 60, 150)
BLUE: Colour = (32, 58, 160)
BLACK: Colour = (24, 24, 26)
MARK_MM = {
    "HỎA TỐC": (30.0, 8.0),
    "THƯỢNG KHẨN": (40.0, 8.0),
    "KHẨN": (20.0, 8.0),
    "MẬT": (20.0, 8.0),
    "TỐI MẬT": (30.0, 8.0),
    "TUYỆT MẬT": (40.0, 8.0),
}
"""NĐ 30/2020, Phụ lục I: sizes of the marks."""


def worn(cover: Image.Image, hand: np.random.Generator, wear: float) -> Image.Image:
    """A stamp never prints evenly: patches of less ink, and grain."""
    width, height = cover.size
    coarse = hand.uniform(1 - wear, 1.0, (7, 7)) * 255
    patches = Image.fromarray(coarse.astype(np.uint8)).resize(cover.size, Image.Resampling.BICUBIC)
    grain = hand.uniform(1 - wear / 2, 1.0, (height // 3 + 1, width // 3 + 1)) * 255
    fine = Image.fromarray(grain.astype(np.uint8)).resize(cover.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(ImageChops.multiply(cover, patches), fine)


def seal(
    sheet: Sheet,
    x: float,
    y: float,
    texts: tuple[str, str, str],
    hand: np.random.Generator,
    colour: Colour = RED,
) -> None:
    """A round seal of 36 mm centred at x, y: text above, below, and in the middle."""
    side = sheet.mm(38)
    cover = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(cover)
    middle = side / 2
    for radius, thickness in ((18.0, 0.75), (17.0, 0.25), (11.4, 0.3)):
        r = sheet.mm(radius)
        box = (middle - r, middle - r, middle + r, middle + r)
        pen.ellipse(box, outline=255, width=max(1, sheet.mm(thickness)))
    above, below, inside = texts
    _arc(sheet, cover, above, 13.2, 180.0, 222.0)
    _arc(sheet, cover, below, 13.2, 0.0, min(90.0, 9.0 * len(below)), inwards=True)
    for angle in (-57.0, 57.0):
        _star(pen, middle, sheet.mm(14.2), angle, sheet.mm(1.2))
    words = inside.split("\n")
    for row, word in enumerate(words):
        at = (middle, middle + (row - (len(words) - 1) / 2) * sheet.mm(4.6))
        pen.text(at, word, font=sheet.face("bold", 9.5), fill=255, anchor="mm")
    cover = cover.rotate(hand.uniform(-14, 14), Image.Resampling.BICUBIC)
    sheet.ink(worn(cover, hand, 0.28), x - 19, y - 19, colour)


def _arc(
    sheet: Sheet,
    cover: Image.Image,
    text: str,
    radius: float,
    start: float,
    span: float,
    *,
    inwards: bool = False,
) -> None:
    """Letters around the centre; `start` is the middle of the text, degrees from straight down."""
    face = sheet.face("bold", 8.5)
    for place, letter in enumerate(text):
        share = (place + 0.5) / len(text) - 0.5
        angle = start + (share if inwards else -share) * span
        turn = angle if inwards else angle + 180
        tile = Image.new("L", (sheet.mm(6), sheet.mm(6)), 0)
        ImageDraw.Draw(tile).text(
            (tile.width / 2, tile.height / 2), letter, font=face, fill=255, anchor="mm"
        )
        tile = tile.rotate(turn, Image.Resampling.BICUBIC)
        away = np.deg2rad(angle)
        left = cover.width / 2 + sheet.mm(radius + 1.0) * np.sin(away) - tile.width / 2
        top = cover.height / 2 + sheet.mm(radius + 1.0) * np.cos(away) - tile.height / 2
        at = (round(left), round(top))
        cover.paste(
            ImageChops.lighter(cover.crop((*at, at[0] + tile.width, at[1] + tile.height)), tile), at
        )


def _star(
    pen: ImageDraw.ImageDraw, middle: float, radius: float, angle: float, size: float
) -> None:
    away = np.deg2rad(angle)
    x, y = middle + radius * np.sin(away), middle + radius * np.cos(away)
    turns = np.deg2rad(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2 == 0, size, size * 0.42)
    pen.polygon(
        [(x + r * np.cos(t), y + r * np.sin(t)) for r, t in zip(reach, turns, strict=True)],
        fill=255,
    )


def mark(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    hand: np.random.Generator,
    colour: Colour = BRIGHT_RED,
) -> None:
    """A boxed mark (HỎA TỐC, MẬT …) with its left top corner at x, y, a little askew."""
    width, height = MARK_MM[text]
    pad = 3.0
    cover = Image.new("L", (sheet.mm(width + 2 * pad), sheet.mm(height + 2 * pad)), 0)
    pen = ImageDraw.Draw(cover)
    box = (sheet.mm(pad), sheet.mm(pad), sheet.mm(pad + width), sheet.mm(pad + height))
    pen.rectangle(box, outline=255, width=sheet.mm(0.6))
    middle = (cover.width / 2, cover.height / 2 + sheet.mm(0.3))
    pen.text(middle, text, font=sheet.face("bold", 14), fill=255, anchor="mm")
    cover = cover.rotate(hand.uniform(-2.5, 2.5), Image.Resampling.BICUBIC)
    sheet.ink(worn(cover, hand, 0.25), x - pad, y - pad, colour)


ARRIVAL_RULES = ((3, 10.5, 53, 10.5), (17, 10.5, 17, 25.5), (3, 25.5, 53, 25.5))
ARRIVAL_TEXT = (
    (18.5, 15.8, 11, "Số: ......................."),
    (18.5, 22.8, 11, "Ngày: ...................."),
    (5.0, 30.3, 10, "Chuyển: ................................."),
    (5.0, 36.0, 10, "Số và ký hiệu HS: ................"),
)
"""Left and baseline in mm, points, text."""


def arrival(
    sheet: Sheet,
    x: float,
    y: float,
    filled: tuple[str, str, str],
    hand: np.random.Generator,
    colour: Colour = RED,
    pen_colour: Colour = BLUE,
) -> None:
    """The ĐẾN stamp, 50 × 35 mm (NĐ 30/2020, Phụ lục IV): office; number and day by hand."""
    office, number, day = filled
    cover = _arrival_form(sheet, office).rotate(hand.uniform(-3, 3), Image.Resampling.BICUBIC)
    sheet.ink(worn(cover, hand, 0.3), x - 3, y - 3, colour)
    for left, top, text in ((27.0, 5.6, number), (29.0, 13.0, day)):
        sheet.ink(digits(text, sheet.mm(4.6), sheet.mm(0.4), hand), x + left, y + top, pen_colour)
    scribble = signature((sheet.mm(18), sheet.mm(7)), sheet.mm(0.35), hand)
    sheet.ink(scribble, x + 17, y + 21.5, pen_colour)


def _arrival_form(sheet: Sheet, office: str) -> Image.Image:
    cover = Image.new("L", (sheet.mm(56), sheet.mm(41)), 0)
    pen = ImageDraw.Draw(cover)
    edge = (sheet.mm(3), sheet.mm(3), sheet.mm(53), sheet.mm(38))
    pen.rectangle(edge, outline=255, width=sheet.mm(0.5))
    for rule in ARRIVAL_RULES:
        pen.line([sheet.mm(end) for end in rule], fill=255, width=sheet.mm(0.4))
    bold = [(28.0, 7.0, 9.5, office), (10.0, 18.0, 14.0, "ĐẾN")]
    for left, top, points, text in bold:
        at = (sheet.mm(left), sheet.mm(top))
        pen.text(at, text, font=sheet.face("bold", points), fill=255, anchor="mm")
    for left, top, points, text in ARRIVAL_TEXT:
        at = (sheet.mm(left), sheet.mm(top))
        pen.text(at, text, font=sheet.face("upright", points), fill=255, anchor="ls")
    return cover
