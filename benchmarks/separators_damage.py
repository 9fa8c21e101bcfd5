"""What becomes of a sheet on its way through office printers, years and feeders."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Hand = np.random.Generator
Grey = NDArray[np.uint8]
_A4_MM = (210, 297)


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done to one sheet, so that a failure can be told by it."""

    dpi: int
    turn: int
    skew_deg: float
    scale: float
    ink: float
    """Contrast of the print that is left, of 1."""
    noise: float
    blur_mm: float
    quality: int
    bits: int
    stains: int
    fold_mm: float
    holes: bool
    through: float
    """How much of the other side shines through."""
    streaks: int
    shadow: float


def damage(hand: Hand) -> Damage:
    """Any printer, scanner and year; each fault by itself and together with others."""
    one_bit = bool(hand.random() < 0.2)
    faint = 0.35 if one_bit else 0.12
    return Damage(
        dpi=int(hand.choice((150, 150, 200, 240, 300))),
        turn=int(hand.integers(4)),
        skew_deg=float(hand.uniform(-5, 5)),
        scale=float(hand.uniform(0.92, 1.02)),
        ink=float(hand.uniform(faint, 1)),
        noise=float(hand.uniform(1, 12 if one_bit else 22)),
        blur_mm=float(hand.uniform(0.02, 0.25)),
        quality=int(hand.integers(20, 91)),
        bits=1 if one_bit else 8,
        stains=int(hand.integers(0, 5)),
        fold_mm=float(hand.choice((0, 0, 20, 45))),
        holes=bool(hand.random() < 0.4),
        through=float(hand.choice((0, 0, 0.08, 0.25))),
        streaks=int(hand.choice((0, 0, 1, 3))),
        shadow=float(hand.choice((0, 0, 0.15, 0.35))),
    )


def damaged(sheet: Grey, sheet_dpi: float, back: Grey, on: Damage, hand: Hand) -> Grey:
    """The sheet as the scanner delivers it, at `on.dpi`; `back`: what is on its other side."""
    size = tuple(round(side / 25.4 * on.dpi) for side in _A4_MM)
    front = _printed(sheet, size, on.scale * on.dpi / sheet_dpi)
    ink = (255 - front) * on.ink
    if on.through:
        ink = np.maximum(ink, (255 - _fitted(back[:, ::-1], size)) * on.through)
    picture = 255 - ink
    mm = on.dpi / 25.4
    for _ in range(on.stains):
        _stain(picture, mm, hand)
    if on.holes:
        for down in (size[1] / 2 - 40 * mm, size[1] / 2 + 40 * mm):
            cv2.circle(picture, (round(12 * mm), round(down)), round(3 * mm), 40.0, -1)
    if on.fold_mm:
        _fold(picture, on.fold_mm * mm, hand)
    picture = np.ascontiguousarray(np.rot90(picture, on.turn))
    picture = _skewed(picture, on.skew_deg)
    if on.shadow:
        ramp = np.linspace(1 - on.shadow, 1, picture.shape[1], dtype=np.float32)
        picture *= ramp[:: int(hand.choice((-1, 1)))]
    blurred = cv2.GaussianBlur(picture, (0, 0), max(on.blur_mm * mm, 0.3))
    picture = np.asarray(blurred, np.float32)
    for _ in range(on.streaks):
        at, wide = int(hand.integers(picture.shape[1])), int(hand.integers(1, 4))
        picture[:, at : at + wide] *= float(hand.uniform(0.3, 0.8))
    picture += hand.normal(0, on.noise, picture.shape).astype(np.float32)
    return _stored(np.clip(picture, 0, 255).astype(np.uint8), on)


def _printed(sheet: Grey, size: tuple[int, ...], factor: float) -> NDArray[np.float32]:
    """In the middle of white paper, as large as the printer made it."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = cv2.resize(sheet, None, fx=factor, fy=factor, interpolation=way)
    page = np.full((size[1], size[0]), 255, np.float32)
    height, width = min(small.shape[0], size[1]), min(small.shape[1], size[0])
    top, left = (size[1] - height) // 2, (size[0] - width) // 2
    page[top : top + height, left : left + width] = small[:height, :width]
    return page


def _fitted(back: Grey, size: tuple[int, ...]) -> NDArray[np.float32]:
    return cv2.resize(back, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _stain(picture: NDArray[np.float32], mm: float, hand: Hand) -> None:
    """A cup, a finger, a drop: darker paper with a soft edge."""
    height, width = picture.shape
    spot = np.zeros((height // 4 + 1, width // 4 + 1), np.float32)
    at = (int(hand.integers(width // 4)), int(hand.integers(height // 4)))
    axes = tuple(max(2, round(float(hand.uniform(4, 22)) * mm / 4)) for _ in range(2))
    cv2.ellipse(spot, at, axes, float(hand.uniform(0, 180)), 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), 2.5)
    strength = float(hand.uniform(0.1, 0.45))
    picture *= 1 - strength * cv2.resize(spot, (width, height))


def _fold(picture: NDArray[np.float32], side: float, hand: Hand) -> None:
    """A corner folded over: the paper's back lies on it."""
    height, width = picture.shape
    across, down = (int(one) for one in hand.integers(0, 2, 2))
    x, y = across * (width - 1), down * (height - 1)
    inward = (1 - 2 * across, 1 - 2 * down)
    corner = [(x, y), (x + inward[0] * side, y), (x, y + inward[1] * side)]
    cv2.fillPoly(picture, [np.array(corner, np.int32)], 225.0)


def _skewed(picture: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    size = (width, height)
    done = cv2.warpAffine(picture, turn, size, flags=cv2.INTER_LINEAR, borderValue=(200.0,))
    return np.asarray(done, np.float32)


def _stored(picture: Grey, on: Damage) -> Grey:
    if on.bits == 1:
        _, made = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        return made.astype(np.uint8)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, on.quality])
    assert done
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
