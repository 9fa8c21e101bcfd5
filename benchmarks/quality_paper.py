"""Faults put into good scans: of the paper itself, and of light and fingers on it."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.quality_damage import Floats, Hand, grain, mm, rgb, stored
from pipeline.model.scan import Pixels


def folded(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """A corner with sides of 10 to 45 mm, folded over the text or behind the sheet.

    Beyond the crease the lid shows: black, grey, or white (then only the crease's shadow does).
    """
    page = rgb(pixels)
    turns = int(hand.integers(4))
    page = np.ascontiguousarray(np.rot90(page, turns))
    height, width = page.shape[:2]
    long = float(hand.uniform(10, 45))
    ratio = float(hand.uniform(0.55, 1.0))
    a, b = (
        mm(v, dpi) for v in ((long, long * ratio) if hand.random() < 0.5 else (long * ratio, long))
    )
    rows, columns = np.mgrid[0 : min(height, round(2.2 * b)), 0 : min(width, round(2.2 * a))]
    depth = np.asarray((1 - columns / a - rows / b) / np.hypot(1 / a, 1 / b), np.float32)
    part = page[: rows.shape[0], : rows.shape[1]].astype(np.float32)
    if hand.random() < 0.6:
        part = _flap(part, depth, (a, b), float(hand.uniform(232, 254)))
    part = _lid_and_crease(part, depth, dpi, hand)
    page[: rows.shape[0], : rows.shape[1]] = np.clip(part, 0, 255).astype(np.uint8)
    return stored(np.ascontiguousarray(np.rot90(page, -turns)), hand), dpi


def _flap(part: Floats, depth: Floats, legs: tuple[float, float], tone: float) -> Floats:
    """The corner's back, mirrored at the crease, lies over the text."""
    a, b = legs
    tip = np.array([2 / a, 2 / b]) / (1 / a**2 + 1 / b**2)
    triangle = np.array([[a, 0], [0, b], tip], np.float32)
    mask = np.zeros(depth.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.round(triangle).astype(np.int32), (1,))
    return np.where(mask[..., None] > 0, np.float32(tone), part)


def _lid_and_crease(part: Floats, depth: Floats, dpi: float, hand: Hand) -> Floats:
    lid = float(hand.choice((15, 45, 130, 190, 246, 250)))
    beyond = depth > 0
    light = lid + grain(depth.shape, hand, 1, 3) * 255
    part = np.where(beyond[..., None], light[..., None], part)
    deep, wide = float(hand.uniform(45, 110)), mm(float(hand.uniform(0.25, 0.9)), dpi)
    crease = deep * np.exp(-np.square(depth / wide))
    return np.asarray(part - crease[..., None], np.float32)


def shadowed(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """A gutter, one or two fingers, or a lamp that leaves a side or a corner dark."""
    page = rgb(pixels).astype(np.float32)
    kind = int(hand.integers(3))
    if kind == 0:
        page *= _gutter(page.shape, dpi, hand)[..., None]
    elif kind == 1:
        for _ in range(int(hand.integers(1, 3))):
            page = _finger(page, dpi, hand)
    else:
        page *= _lamp(page.shape, hand)[..., None]
    page += grain(page.shape, hand, 0.5, 3) * 255
    return stored(np.clip(page, 0, 255).astype(np.uint8), hand), dpi


def _gutter(shape: tuple[int, ...], dpi: float, hand: Hand) -> Floats:
    """Dark by 35 to 75 % at the spine, gone after 8 to 25 mm."""
    height, width = shape[:2]
    across = np.arange(width, dtype=np.float32)
    if hand.random() < 0.5:
        across = across[::-1]
    reach = mm(float(hand.uniform(8, 25)), dpi)
    fall = 1 - hand.uniform(0.35, 0.75) * np.exp(-np.square(across / reach) * 1.5)
    return np.asarray(np.repeat(fall[None], height, axis=0), np.float32)


def _finger(page: Floats, dpi: float, hand: Hand) -> Floats:
    """14 to 20 mm wide, 18 to 45 mm into the picture, with a soft rim."""
    height, width = page.shape[:2]
    turns = int(hand.integers(4))
    turned = np.rot90(page, turns)
    height, width = turned.shape[:2]
    across, long = (mm(float(hand.uniform(*span)), dpi) for span in ((14, 20), (18, 45)))
    at = float(hand.uniform(0.15, 0.85)) * height
    mask = np.zeros((height, width), np.float32)
    cv2.line(mask, (0, round(at)), (round(long - across / 2), round(at)), (1.0,), round(across))
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), mm(0.8, dpi)), np.float32)[..., None]
    skin = np.array([hand.uniform(120, 190), hand.uniform(85, 140), hand.uniform(70, 120)])
    return np.ascontiguousarray(
        np.rot90(turned * (1 - soft) + soft * skin.astype(np.float32), -turns)
    )


def _lamp(shape: tuple[int, ...], hand: Hand) -> Floats:
    """Light that falls by 40 to 70 % towards one side or corner."""
    height, width = shape[:2]
    angle = float(hand.uniform(0, 2 * np.pi))
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    along = (np.cos(angle) * columns + np.sin(angle) * rows) / (
        abs(np.cos(angle)) + abs(np.sin(angle))
    )
    fall = 1 / (1 + np.exp(-(along - hand.uniform(0.1, 0.6)) * hand.uniform(4, 10)))
    return np.asarray(1 - hand.uniform(0.4, 0.7) * fall, np.float32)


def emptied(pixels: Pixels, dpi: float, hand: Hand) -> tuple[Pixels, float]:
    """The back of the page: it shines through, mirrored, up to 9 %; specks, holes, grain."""
    page = rgb(pixels)[:, ::-1].astype(np.float32)
    soft = cv2.GaussianBlur(page, (0, 0), mm(float(hand.uniform(0.15, 0.4)), dpi))
    tone = float(hand.uniform(225, 254))
    back = tone - (255 - soft) * float(hand.uniform(0, 0.09))
    height, width = back.shape[:2]
    for _ in range(int(hand.integers(0, 15))):
        at = (int(hand.integers(width)), int(hand.integers(height)))
        cv2.circle(
            back, at, max(1, round(mm(float(hand.uniform(0.1, 0.5)), dpi))), (60, 60, 60), -1
        )
    if hand.random() < 0.4:
        for part in (0.365, 0.635):
            at = (round(mm(12, dpi)), round(part * height))
            cv2.circle(back, at, round(mm(3, dpi)), (30, 30, 30), -1)
    back += grain(back.shape, hand, 0.5, 3) * 255
    return stored(np.clip(back, 0, 255).astype(np.uint8), hand), dpi
