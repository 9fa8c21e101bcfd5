"""A sheet laid on another glass: turned, shifted, paler, stamped and written on since."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from samples.generator.handwriting import digits, signature
from samples.generator.sheet import A4_MM, Sheet
from samples.generator.stamps import BLACK, BLUE, RED, arrival

Hand = np.random.Generator
Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Glass:
    """One scanner and how the sheet lay on it."""

    dpi: int
    colour: str
    """rgb, grey or 1."""
    skew_deg: float
    shift: tuple[float, float]
    """Of the sheet, in millimetres right and down."""
    blur: float
    noise: float
    quality: int
    tone: float
    """How dark the paper is: 1 is white."""
    ink: float
    """How dark the print is: 1 as it was."""


def glass(hand: Hand) -> Glass:
    """Any of an office's scanners on any day."""
    return Glass(
        dpi=int(hand.choice((150, 200, 200, 240, 300))),
        colour=str(hand.choice(("rgb", "rgb", "grey", "grey", "1"))),
        skew_deg=float(hand.normal(0, 0.7)),
        shift=(float(hand.normal(0, 2)), float(hand.normal(0, 2))),
        blur=float(hand.uniform(0.3, 0.8)),
        noise=float(hand.uniform(1.5, 7)),
        quality=int(hand.integers(35, 85)),
        tone=float(hand.uniform(0.86, 1)),
        ink=float(hand.uniform(0.75, 1)),
    )


def marked(sheet: Image.Image, hand: Hand, *, first: bool) -> Image.Image:
    """What an office adds: an arrival stamp on page 1, a note by hand, the shadow of a staple."""
    dpi = sheet.width * 25.4 / A4_MM[0]
    cover = Sheet(round(dpi))
    if first:
        number, day = (
            str(int(hand.integers(10, 4000))),
            f"{hand.integers(1, 29)}/{hand.integers(1, 13)}",
        )
        place = (float(hand.uniform(5, 25)), float(hand.uniform(40, 70)))
        arrival(cover, *place, ("VĂN PHÒNG", number, day), hand, RED, BLUE)
    if hand.random() < 0.5:
        at = (float(hand.uniform(20, 150)), float(hand.uniform(10, 270)))
        size = (cover.mm(hand.uniform(15, 40)), cover.mm(hand.uniform(5, 10)))
        cover.ink(signature(size, cover.mm(0.4), hand), *at, BLUE if hand.random() < 0.7 else BLACK)
        folio = digits(str(int(hand.integers(1, 300))), cover.mm(5), cover.mm(0.4), hand)
        cover.ink(folio, 190, 6, BLACK)
    added = cover.picture().resize(sheet.size, Image.Resampling.BILINEAR)
    if hand.random() < 0.5:
        pen = ImageDraw.Draw(added)
        mm = dpi / 25.4
        pen.line((5 * mm, 9 * mm, 14 * mm, 6 * mm), fill=(90, 90, 90), width=round(0.8 * mm))
    return ImageChops.multiply(sheet, added)


def scanned(sheet: Image.Image, dpi: float, on: Glass, hand: Hand) -> Image.Image:
    """The sheet as this scanner delivers it, at `on.dpi`; `dpi` is the sheet's own."""
    size = tuple(round(side * on.dpi / dpi) for side in sheet.size)
    page = sheet.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    moved = (round(on.shift[0] * on.dpi / 25.4), round(on.shift[1] * on.dpi / 25.4))
    white = (255, 255, 255)
    page = page.rotate(on.skew_deg, Image.Resampling.BICUBIC, translate=moved, fillcolor=white)
    page = page.filter(ImageFilter.GaussianBlur(on.blur * on.dpi / 200))
    light: Pixels = np.asarray(page, np.float32) / np.float32(255)
    light = (1 - (1 - light) * np.float32(on.ink)) * np.float32(on.tone)
    light += hand.normal(0, on.noise / 255, light.shape[:2]).astype(np.float32)[..., None]
    if on.colour == "1":
        return Image.fromarray(light.mean(axis=2) > 0.6 * on.tone)
    picture = Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8))
    return picture.convert("L") if on.colour == "grey" else picture
