"""What happens to printed ink on its way into a file: marks, skew, resolution, toner, paper."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.line_reader.chance import Dice
from notebooks.line_reader.handwriting import Ink, stroke

Shade = npt.NDArray[np.float32]
"""(height, width): ink from 0.0 to 1.0, or brightness where it says so."""
Pixels = npt.NDArray[np.uint8]
_LEAST_EM = 15.0
"""Pixels: smaller letters are not read by anybody."""


def add_rules(ink: Ink, span: tuple[float, float], base: int, em: int, dice: Dice) -> None:
    """Lines of a table beside, over or under the text, and dotted leaders, now and then.

    `span`: where the text begins and ends; `base`: its baseline; `em`: its size; all pixels.
    """
    chance = dice.one
    height, width = ink.shape
    if dice.happens(0.10):
        for _ in range(chance.randint(1, 3)):
            if dice.happens(0.5):
                left, right = chance.uniform(0.2, 0.8), chance.uniform(0.2, 0.8)
                x = int(chance.choice([span[0] - em * left, span[1] + em * right]))
                ends = (x, 0), (x, height)
            else:
                over, under = chance.uniform(0.95, 1.2), chance.uniform(0.28, 0.6)
                y = int(chance.choice([base - em * over, base + em * under]))
                ends = (0, y), (width, y)
            cv2.line(ink, *ends, chance.randint(120, 255), max(1, em // 22))
    if dice.happens(0.05):
        for x in range(int(span[0]), int(span[1]), max(3, em // 4)):
            place = x, base + chance.randint(0, em // 8)
            cv2.circle(ink, place, max(1, em // 26), 220, -1)


def overlaid(ink: Ink, em: int, dice: Dice, times: float = 1.0) -> Ink:
    """Now and then with the rest of a seal, strokes of a pen, or the back of the sheet over it.

    `times` as often as in a page's running text: in a signing block that is the rule.
    """
    chance = dice.one
    height = len(ink)
    if dice.happens(0.08 * times):
        ink = _max(ink, _seal(ink.shape, em, dice))
    if dice.happens(0.05 * times):
        pen = np.zeros_like(ink)
        for _ in range(chance.randint(1, 2)):
            value = chance.randint(90, 255)
            stroke(pen, value, max(1, int(em * chance.uniform(0.04, 0.1))), dice)
        ink = _max(ink, pen)
    if dice.happens(0.08):
        back = np.ascontiguousarray(np.roll(ink[:, ::-1], chance.randint(-height, height), 0))
        faint = cv2.GaussianBlur(back, (0, 0), em * 0.05) * chance.uniform(0.08, 0.3)
        ink = _max(ink, faint.astype(np.uint8))
    return ink


def _seal(shape: tuple[int, ...], em: int, dice: Dice) -> Ink:
    chance = dice.one
    height, width = shape
    value = chance.randint(30, 130)
    center = int(chance.uniform(0, width)), int(chance.uniform(-height, 2 * height))
    radius = chance.uniform(2, 5) * em
    seal = np.zeros(shape, np.uint8)
    for ring in (1, 0.93, 0.6):
        thickness = max(1, int(em * 0.08))
        cv2.circle(seal, center, int(radius * ring), value, thickness, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(seal, (0, 0), 1.2), np.uint8)


def _max(ink: Ink, over: Ink) -> Ink:
    return np.asarray(cv2.max(ink, over), np.uint8)


def slanted(ink: Ink, base: int, skew_deg: float, dice: Dice) -> Ink:
    """Mostly turned by about `skew_deg`, one standard deviation, and slanted a little."""
    if not dice.happens(0.6):
        return ink
    height, width = ink.shape
    angle = np.radians(dice.one.gauss(0, skew_deg))
    slant = dice.one.gauss(0, 0.02)
    rise = np.tan(angle)
    matrix = np.array([[1, slant, -slant * base], [rise, 1, -rise * width / 2]], np.float32)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(turned, np.uint8)


def scanned(ink: Ink, em: int, dice: Dice) -> tuple[Shade, float]:
    """The ink as a scanner of any resolution sees it, and the factor it was made smaller by."""
    chance = dice.one
    small, smaller = chance.uniform(0.55, 1), chance.uniform(0.45, 0.8)
    factor = chance.choice([1, 1, 1, small, smaller])
    if em * factor < _LEAST_EM:
        factor = _LEAST_EM / em
    shade = np.asarray(ink.astype(np.float32) / 255, np.float32)
    if dice.happens(0.35):
        shade = _blurred(shade, em * chance.uniform(0.008, 0.05))
    if factor < 1:
        small_one = cv2.resize(shade, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        shade = np.asarray(small_one, np.float32)
    return shade, factor


def worn(ink: Shade, em: float, dice: Dice) -> Shade:
    """Thick or thin, faint in patches, with holes: what printers and copiers do to ink."""
    chance = dice.one
    if dice.happens(0.5):
        soft = _blurred(ink, max(0.35, em * chance.uniform(0.012, 0.03)))
        middle = chance.uniform(0.25, 0.72)
        ink = np.clip((soft - middle) * chance.uniform(2.5, 8) + 0.5, 0, 1)
    height, width = ink.shape
    if dice.happens(0.12):
        cells = max(2, height // 6), max(2, width // 6)
        patches = cv2.resize(dice.many.random(cells, dtype=np.float32), (width, height))
        ink = ink * np.clip(patches * chance.uniform(1, 2.5) + chance.uniform(0.1, 0.6), 0, 1)
    if dice.happens(0.08):
        ink = ink * (dice.many.random(ink.shape, dtype=np.float32) > chance.uniform(0.02, 0.25))
    return ink


def on_paper(ink: Shade, dice: Dice) -> Pixels:
    """The ink on paper of some brightness: uneven, noisy, soft, black and white, or a poor JPEG."""
    chance = dice.one
    paper = chance.uniform(0.82, 1) if dice.happens(0.6) else 1.0
    dark = chance.uniform(0, 0.35) if dice.happens(0.7) else chance.uniform(0.2, 0.55)
    bright = _noisy(paper - (paper - dark) * ink, dice)
    pixels = np.clip(bright * 255, 0, 255).astype(np.uint8)
    if dice.happens(0.27):
        pixels = bilevel(pixels, chance.uniform(0.4, 0.72) * 255 * paper)
        if dice.happens(0.2):
            pixels = np.asarray(cv2.medianBlur(pixels, 3), np.uint8)
    if dice.happens(0.4):
        pixels = as_jpeg(pixels, chance.randint(22, 92))
    return pixels


def _noisy(bright: Shade, dice: Dice) -> Shade:
    chance = dice.one
    height, width = bright.shape
    if dice.happens(0.3):
        light = dice.many.normal(0, chance.uniform(0.01, 0.05), (3, 6)).astype(np.float32)
        bright = bright + cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC)
    if dice.happens(0.6):
        spread = chance.choice([0.01, 0.02, 0.04, 0.07])
        bright = bright + dice.many.normal(0, spread, bright.shape).astype(np.float32)
    if dice.happens(0.3):
        bright = _blurred(bright, chance.uniform(0.3, 0.9))
    if dice.happens(0.04):
        specks = dice.many.random(bright.shape) < chance.uniform(0.001, 0.01)
        bright[specks] = dice.many.random(int(specks.sum()))
    return bright


def _blurred(shade: Shade, sigma: float) -> Shade:
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), sigma), np.float32)


def bilevel(pixels: Pixels, threshold: float) -> Pixels:
    return np.where(pixels < threshold, 0, 255).astype(np.uint8)


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """The picture after a JPEG of this quality."""
    _, stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE), np.uint8)
