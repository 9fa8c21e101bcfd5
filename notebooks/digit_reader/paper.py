"""Inks on paper through a scanner: colours, resolution, wear, seals, noise, 1 bit, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.digit_reader.hands import Ink
from notebooks.digit_reader.marks import seal
from notebooks.line_reader.chance import Dice

Shade = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]
_EMS = (18, 21, 27, 27, 31, 36, 36, 36, 42, 50)
"""Pixels of an em of 13 points at 100, 120, 150, 170, 200, 235 and 300 dpi."""


def scanned(print_ink: Ink, pen_ink: Ink, em: float, dice: Dice) -> tuple[Pixels, float]:
    """The page (h, w, 3) or (h, w), and its scale against the drawing."""
    one = dice.one
    factor = one.choice(_EMS) / em
    size = max(8, round(print_ink.shape[1] * factor)), max(8, round(print_ink.shape[0] * factor))
    factor = size[1] / print_ink.shape[0]
    soft = one.uniform(0.3, 1.4) if dice.happens(0.5) else 0.0
    layers = [_small(ink, size, soft) for ink in (print_ink, pen_ink)]
    layers = [_worn(layer, dice) for layer in layers]
    tone = dice.one.choices(("colour", "grey", "bilevel"), (62, 18, 20))[0]
    page = _inked(layers, em * factor, dice)
    if tone == "colour":
        return _finished(page, dice), factor
    grey = page[..., 0] * 0.3 + page[..., 1] * 0.59 + page[..., 2] * 0.11
    if tone == "bilevel":
        middle = one.uniform(0.45, 0.8) * float(np.median(grey))
        return np.where(grey < middle, 0, 255).astype(np.uint8), factor
    return _finished(grey, dice), factor


def _small(ink: Ink, size: tuple[int, int], soft: float) -> Shade:
    if soft:
        ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), soft), np.uint8)
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / 255


def _worn(ink: Shade, dice: Dice) -> Shade:
    """Uneven ink, holes, thick or thin."""
    one = dice.one
    height, width = ink.shape
    if dice.happens(0.4):
        ink = np.clip((ink - one.uniform(0.2, 0.6)) * one.uniform(1.5, 5) + 0.5, 0, 1) * (
            ink > 0.02
        )
    if dice.happens(0.25):
        cells = max(2, height // 5), max(2, width // 5)
        patches = cv2.resize(dice.many.random(cells, dtype=np.float32), (width, height))
        ink = ink * np.clip(patches * one.uniform(0.6, 2) + one.uniform(0.25, 0.8), 0, 1)
    if dice.happens(0.08):
        ink = ink * (dice.many.random(ink.shape, dtype=np.float32) > one.uniform(0.03, 0.3))
    return ink


def _pen_colour(dice: Dice) -> npt.NDArray[np.float32]:
    one = dice.one
    dark = one.uniform(15, 110)
    if dice.happens(0.45):
        return np.array([dark + one.gauss(0, 6), dark, dark + one.gauss(0, 6)], np.float32)
    blue = dark + one.uniform(40, 130)
    red = dark + (one.uniform(0, 50) if dice.happens(0.3) else 0)
    return np.array([red, dark + one.uniform(0, 25), min(235, blue)], np.float32)


def _inked(layers: list[Shade], em: float, dice: Dice) -> Shade:
    """Brightness (h, w, 3), 0 to 255: print, pen, now and then a seal and the sheet's back."""
    one = dice.one
    paper = one.uniform(205, 255) * np.array([1, one.uniform(0.97, 1.01), one.uniform(0.9, 1.03)])
    toner = one.uniform(0, 90) if dice.happens(0.9) else one.uniform(80, 140)
    print_colour = np.full(3, toner) if dice.happens(0.96) else np.array([205.0, 60.0, 70.0])
    colours = (print_colour, _pen_colour(dice))
    back = ring = None
    if dice.happens(0.06):
        back = cv2.GaussianBlur(np.ascontiguousarray(layers[0][:, ::-1]), (0, 0), em * 0.05)
        back = 1 - np.roll(back, one.randint(-20, 20), 0) * np.float32(one.uniform(0.08, 0.25))
    red = one.uniform(0.75, 0.94), one.uniform(0.15, 0.45), one.uniform(0.25, 0.5)
    if dice.happens(0.08):
        ring = seal(layers[0].shape, em, dice).astype(np.float32) / 255
    planes = []
    for number in range(3):
        plane = np.full(layers[0].shape, min(255.0, float(paper[number])), np.float32)
        if back is not None:
            plane *= back
        if ring is not None:
            plane *= 1 - ring * np.float32(1 - red[number])
        for layer, colour in zip(layers, colours, strict=True):
            # Ink only darkens.
            plane -= layer * np.maximum(plane - np.float32(colour[number]), 0)
        planes.append(plane)
    return np.asarray(cv2.merge(planes), np.float32)


def _finished(page: Shade, dice: Dice) -> Pixels:
    """Noise, softness, sharpening and JPEG."""
    one = dice.one
    if dice.happens(0.25):
        cells = dice.many.normal(0, one.uniform(2, 10), (3, 6)).astype(np.float32)
        light = cv2.resize(cells, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_CUBIC)
        page = page + (light[..., None] if page.ndim == 3 else light)
    if dice.happens(0.5):
        page = page + dice.many.standard_normal(page.shape, np.float32) * np.float32(
            one.choice((2, 4, 7, 12))
        )
    if dice.happens(0.3):
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), one.uniform(0.4, 0.9)), np.float32)
    elif dice.happens(0.25):
        page = page + one.uniform(0.3, 1) * (page - np.asarray(cv2.GaussianBlur(page, (0, 0), 1)))
    if dice.happens(0.2):
        page = (page - 128) * one.uniform(1.1, 1.6) + 128 + one.uniform(0, 40)
    pixels = np.clip(page, 0, 255).astype(np.uint8)
    if dice.happens(0.6):
        quality = [cv2.IMWRITE_JPEG_QUALITY, one.randint(25, 92)]
        _, stored = cv2.imencode(".jpg", pixels[..., ::-1] if pixels.ndim == 3 else pixels, quality)
        read = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)
        pixels = np.asarray(read[..., ::-1] if read.ndim == 3 else read, np.uint8)
    return np.ascontiguousarray(pixels)
