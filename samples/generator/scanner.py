"""What a scanner makes of a sheet: skew, paper, show-through, noise, dark edges, one bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from samples.generator.source import Sample
from samples.generator.typeface import font

OVERSAMPLING = 2
"""Sheets are drawn this many times finer than they are scanned."""
PAPER = {"white": (250, 250, 248), "grey": (228, 229, 228), "yellow": (236, 222, 190)}
FAX_DPI = (204, 196)
FAX_LINE = "12-OCT-2017  07:48   TU: VP UBND H.SUOI VANG   FAX: 0000 000 000"

Pixels = NDArray[np.floating]


def scan(
    front: Image.Image,
    back: Image.Image | None,
    sample: Sample,
    skew: float,
    hand: np.random.Generator,
) -> Image.Image:
    """One side as the scanner delivers it, upright: RGB, L or 1 by the sample's colour."""
    sheet = front.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    sheet = sheet.reduce(OVERSAMPLING)
    if sample.blur:
        sheet = sheet.filter(ImageFilter.GaussianBlur(sample.blur))
    if sample.colour == "1":
        return _bilevel(sheet.convert("L"), sample, hand)
    page: Pixels = np.asarray(sheet, dtype=np.float32) / np.float32(255)
    if back is not None:
        page = page * _show_through(back, page.shape[:2])
    page = page * _paper(page.shape[:2], PAPER[sample.paper], hand)
    page = page + hand.normal(0, sample.noise / 255, page.shape[:2]).astype(np.float32)[..., None]
    page = _specks(page, hand, 24)
    for side in sample.edge:
        page = _edge(page, side, hand)
    picture = Image.fromarray((np.clip(page, 0, 1) * 255).astype(np.uint8))
    return picture.convert("L") if sample.colour == "grey" else picture


def fax(
    front: Image.Image,
    page: int,
    pages: int,
    sample: Sample,
    skew: float,
    hand: np.random.Generator,
) -> Image.Image:
    """A G3/G4 fax page: 204 × 196 dpi, the sender's line on top, torn scan lines."""
    sheet = front.convert("L").rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    width, height = (round(mm * dpi / 25.4) for mm, dpi in zip((210, 297), FAX_DPI, strict=True))
    sheet = sheet.resize((width, height), Image.Resampling.BOX)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, width, 44), fill=255)
    line = f"{FAX_LINE}      P.{page:02d}/{pages:02d}"
    pen.text((60, 12), line, font=font("mono bold", 24), fill=0)
    page_1 = np.array(_bilevel(sheet, sample, hand))
    for row in hand.integers(60, height - 4, 5):
        if row % 2:
            page_1[row] = page_1[row - 1]
        else:
            page_1[row : row + 1, int(hand.integers(width)) :] = False
    return Image.fromarray(page_1)


def _bilevel(sheet: Image.Image, sample: Sample, hand: np.random.Generator) -> Image.Image:
    """Threshold after noise: ragged strokes, pepper, a few black specks."""
    page = np.asarray(sheet, dtype=np.float32) / 255
    noisy = page + hand.normal(0, sample.noise / 255, page.shape)
    black = noisy < 0.62
    black |= hand.random(page.shape) < 0.00006
    for side in sample.edge:
        edged = _edge(np.ones((*page.shape, 3), dtype=np.float32), side, hand)
        black |= edged[..., 0] < 0.5
    picture = Image.fromarray(~black)
    pen = ImageDraw.Draw(picture)
    for _ in range(26):
        x, y = hand.integers(0, picture.width), hand.integers(0, picture.height)
        r = hand.uniform(0.6, 1.6)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=0)
    return picture


def _paper(shape: tuple[int, ...], tone: tuple[int, int, int], hand: np.random.Generator) -> Pixels:
    """Its tone, a little darker towards one side and in soft patches."""
    height, width = shape[0], shape[1]
    patches = Image.fromarray((hand.uniform(0.972, 1.0, (9, 7)) * 255).astype(np.uint8))
    light = np.asarray(patches.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
    slope = np.linspace(0, hand.uniform(-0.015, 0.015), width, dtype=np.float32)
    shade = (light / 255 + slope)[..., None]
    return (shade * np.asarray(tone, dtype=np.float32) / 255).astype(np.float32)


def _show_through(back: Image.Image, shape: tuple[int, ...]) -> Pixels:
    """The print of the other side, mirrored, soft and faint."""
    size = (shape[1], shape[0])
    ghost = ImageOps.mirror(back.convert("L").resize(size, Image.Resampling.BOX))
    soft = np.asarray(ghost.filter(ImageFilter.GaussianBlur(2.2)), dtype=np.float32) / 255
    return (1 - 0.055 * (1 - soft))[..., None].astype(np.float32)


def _specks(page: Pixels, hand: np.random.Generator, count: int) -> Pixels:
    """Dust on the glass."""
    cover = Image.new("L", (page.shape[1], page.shape[0]), 0)
    pen = ImageDraw.Draw(cover)
    for _ in range(count):
        x, y = hand.integers(0, page.shape[1]), hand.integers(0, page.shape[0])
        r = hand.uniform(0.5, 1.7)
        pen.ellipse(
            (x - r, y - r, x + r, y + r * hand.uniform(0.6, 1.6)), fill=int(hand.integers(60, 170))
        )
    dark = np.asarray(cover, dtype=np.float32) / 255
    return (page * (1 - dark[..., None])).astype(np.float32)


def _edge(page: Pixels, side: str, hand: np.random.Generator) -> Pixels:
    """The black beyond the paper, a few millimetres and not quite parallel."""
    turns = {"left": 0, "top": 1, "right": 2, "bottom": 3}[side]
    turned = np.rot90(page, turns)
    height, width = turned.shape[:2]
    start, end = hand.uniform(0.006, 0.024, 2) * width
    border = np.linspace(start, end, height, dtype=np.float32)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :]
    light = np.clip((across - border) / 5 + 0.5, 0.09, 1)
    return np.rot90(turned * light[..., None], -turns).copy()


def turned(picture: Image.Image, clockwise: int) -> Image.Image:
    """As it lay on the glass."""
    return picture.rotate(-clockwise, expand=True) if clockwise else picture
