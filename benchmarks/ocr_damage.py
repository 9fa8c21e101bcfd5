"""What becomes of a drawn page on its way: clean, mild, hard, fax, photo, typewriter, or empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.ocr_paper import PRINT_FAMILIES, TYPED_FAMILIES, Paper, draw_marks, draw_page
from samples.generator.scanner import FAX_LINE, OVERSAMPLING, fax, scan
from samples.generator.source import Sample

SEED = 2026
"""Of every page of the benchmark; its figures compare only under one seed."""

Pixels = NDArray[np.float32]
Hand = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A page picture with what is printed on it."""

    picture: Image.Image
    sample: Sample
    """How it is stored: container, dpi, quality."""
    lines: tuple[str, ...]
    skew_deg: float
    """Clockwise angle of its text lines."""


def drawn(condition: str, number: int) -> Drawn:
    """Page `number` (from 0) of a condition; the same bytes each time."""
    hand = np.random.default_rng([SEED, list(CONDITIONS).index(condition), number])
    return CONDITIONS[condition](number, hand)


def skewed(number: int, skew_deg: float) -> Drawn:
    """A mildly worn page whose lines run at an angle, clockwise."""
    hand = np.random.default_rng([SEED, 99, number])
    return _scanned(number, hand, skew_deg, dpi=200, noise=1.6, blur=0.45, quality=80)


def _clean(number: int, hand: Hand) -> Drawn:
    dpi = (200, 300)[number % 2]
    page = _page(number, dpi, hand)
    picture = page.picture().reduce(OVERSAMPLING)
    return Drawn(picture, Sample("clean", "", "", container="png", dpi=dpi), tuple(page.lines), 0.0)


def _mild(number: int, hand: Hand) -> Drawn:
    skew = float(hand.uniform(-0.8, 0.8))
    dpi = (200, 300)[number % 2]
    paper = ("white", "grey")[number % 2]
    return _scanned(number, hand, skew, dpi=dpi, noise=2.0, blur=0.5, quality=72, paper=paper)


def _hard(number: int, hand: Hand) -> Drawn:
    """Little toner, a yellow sheet, the back shining through, black edges, hard compression."""
    skew = float(hand.uniform(-2.5, 2.5))
    edge = (("left",), ("right", "bottom"), ("top",))[number % 3]
    dpi = (150, 200)[number % 2]
    return _scanned(
        number, hand, skew, toner=0.5, back=True,
        dpi=dpi, noise=6.0, blur=0.7, quality=45, paper="yellow", edge=edge,
    )  # fmt: skip


def _fax(number: int, hand: Hand) -> Drawn:
    sample = Sample("fax", "", "", container="tiff-g4", colour="1", noise=34.0, blur=0.0, dpi=204)
    skew = float(hand.uniform(-0.6, 0.6))
    page = _page(number, 204, hand)
    picture = fax(page.picture(), 1, 1, sample, -skew, hand)
    sent = f"{FAX_LINE}      P.01/01"
    return Drawn(picture, sample, (sent, *page.lines), skew)


def _photo(number: int, hand: Hand) -> Drawn:
    """A page in the hand: perspective, curl, a shadow, a table around it."""
    page = _page(number, 200, hand)
    flat: Pixels = np.asarray(page.picture().reduce(OVERSAMPLING), np.float32)
    picture = _noisy(_shadowed(_bent(flat, hand), hand), hand)
    sample = Sample("photo", "", "", container="jpeg", dpi=200, quality=82)
    return Drawn(picture, sample, tuple(page.lines), 0.0)


def _typewriter(number: int, hand: Hand) -> Drawn:
    """Typed, then copied: grey at 200 dpi, every second one in one bit at 300."""
    skew = float(hand.uniform(-1.2, 1.2))
    if number % 2:
        return _scanned(number, hand, skew, typed=True, colour="1", container="pdf-g4",
                        dpi=300, noise=26.0)  # fmt: skip
    return _scanned(number, hand, skew, typed=True, colour="grey", toner=0.75,
                    dpi=200, noise=4.0, blur=0.7, quality=60, paper="yellow")  # fmt: skip


def _empty(number: int, hand: Hand) -> Drawn:
    """Nothing printed: noise, seal and signatures, a back that shines through, a blank fax."""
    blank = Paper(200 * OVERSAMPLING)
    kind = number % 4
    if kind == 3:
        sample = Sample("empty", "", "", container="pdf-g4", colour="1", noise=45.0)
        return Drawn(scan(blank.picture(), None, sample, 0.0, hand), sample, (), 0.0)
    sample = Sample("empty", "", "", paper="grey", noise=5.0, edge=("left", "bottom"), quality=55)
    front = draw_marks(blank, hand).picture() if kind == 1 else blank.picture()
    back = _page(number, 200, hand).picture() if kind == 2 else None
    return Drawn(scan(front, back, sample, 0.4, hand), sample, (), 0.4)


CONDITIONS: dict[str, Callable[[int, Hand], Drawn]] = {
    "clean": _clean,
    "mild": _mild,
    "hard": _hard,
    "fax": _fax,
    "photo": _photo,
    "typewriter": _typewriter,
    "empty": _empty,
}


def _page(number: int, dpi: int, hand: Hand, *, typed: bool = False) -> Paper:
    families = TYPED_FAMILIES if typed else PRINT_FAMILIES
    family = families[number % len(families)]
    paper = Paper(dpi * OVERSAMPLING, family=family, typed=hand if typed else None)
    return draw_page(paper, hand)


def _scanned(
    number: int,
    hand: Hand,
    skew_deg: float,
    *,
    toner: float = 1.0,
    back: bool = False,
    typed: bool = False,
    **scanner: object,
) -> Drawn:
    """Drawn and laid on the glass; `toner` is how dark the print is, `scanner` goes to `Sample`."""
    sample = Sample(**{"name": "drawn", "state": "", "shows": "", **scanner})  # type: ignore[arg-type]
    page = _page(number, sample.dpi, hand, typed=typed)
    front = page.picture()
    if toner < 1:
        front = Image.blend(Image.new("RGB", front.size, "white"), front, toner)
    # Another page shines through; it is drawn by a hand of its own, so that the front stays.
    ghost = _page(number, sample.dpi, np.random.default_rng([SEED, 98, number])) if back else None
    picture = scan(front, ghost.picture() if ghost else None, sample, -skew_deg, hand)
    return Drawn(picture, sample, tuple(page.lines), skew_deg)


def _bent(flat: Pixels, hand: Hand) -> Pixels:
    """The sheet seen at an angle, its middle lifted, on a brown table."""
    height, width = flat.shape[:2]
    margin = 0.06
    size = (round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin)))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    jitter = hand.uniform(-0.035, 0.035, (4, 2)) * (width, height)
    seen = (corners + np.array((margin * width, margin * height)) + jitter).astype(np.float32)
    back = cv2.getPerspectiveTransform(seen, corners)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    points = np.stack([x.ravel(), y.ravel()], axis=1)[None]
    on_sheet = cv2.perspectiveTransform(points, back)[0].reshape(size[1], size[0], 2)
    lift = (
        hand.uniform(0.006, 0.012)
        * height
        * np.sin(np.pi * np.clip(on_sheet[..., 0] / width, 0, 1))
    )
    map_x = on_sheet[..., 0].astype(np.float32)
    map_y = (on_sheet[..., 1] + lift).astype(np.float32)
    bent = cv2.remap(
        flat, map_x, map_y, cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT, borderValue=(92, 78, 66),
    )  # fmt: skip
    return np.asarray(bent, np.float32)


def _shadowed(page: Pixels, hand: Hand) -> Pixels:
    """Light that falls off across the page, and the soft edge of a hand's shadow."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    angle = hand.uniform(0, 2 * np.pi)
    along = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)
    falloff = 0.85 + 0.25 * along
    shadow = 1 - 0.38 / (1 + np.exp(-(along - hand.uniform(-0.1, 0.25)) / 0.03))
    tint = np.array((1.0, 0.97, 0.9), np.float32)
    lit: Pixels = page * (falloff * shadow)[..., None] * tint
    return lit


def _noisy(page: Pixels, hand: Hand) -> Image.Image:
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.float32)
    grain = hand.normal(0, 3.5, soft.shape).astype(np.float32)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))
