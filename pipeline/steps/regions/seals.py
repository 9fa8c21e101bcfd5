"""Round seals, found by their ring: red, black in a copy, or cut by the page's edge (giáp lai)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box
from pipeline.steps.regions.ink import MM_PER_INCH, Mask, Sheet, clipped, cut, mask, patches, shared

SEARCH_DPI = 30.0
RADIUS_MM = (14.5, 20.0)
"""Seals of offices are 32–40 mm wide (TT 21/2012/TT-BCA)."""
STEP_MM = 1.0
LEAST_RING = 0.3
"""Ink on the ring less that just outside; print reaches 0.25."""
LEAST_ARC = 0.62
"""Share of the ring's directions that have ink."""
LEAST_SHARE = 0.35
"""Of a ring that the page's edge cuts, so much must be on the page."""
MOST = 6
EDGE_MM = 2.5
EDGE_HEIGHT_MM = (7.0, 42.0)
EDGE_WIDTH_MM = 24.0


@dataclass(frozen=True, slots=True)
class Ring:
    """A seal's outer circle, pixels of the sheet."""

    x: float
    y: float
    radius: float
    strength: float
    """0–1: how fully it is inked, and how empty it is around."""

    def box(self, size: tuple[int, int]) -> Box:
        r = self.radius
        return clipped(self.x - r, self.y - r, self.x + r, self.y + r, size)


def find_rings(sheet: Sheet) -> tuple[Ring, ...]:
    """The seals whose ring is on the page, whole or for the most part."""
    scale = min(1.0, SEARCH_DPI / (sheet.mm * MM_PER_INCH))
    small = cv2.resize(sheet.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mm = sheet.mm * scale
    reach = round(RADIUS_MM[1] * mm)
    framed = cv2.copyMakeBorder(
        np.asarray(small, np.float32) / 255.0,
        *(reach, reach, reach, reach),
        cv2.BORDER_CONSTANT,
        value=(0,),
    )
    best = np.full(framed.shape, -1.0, np.float32)
    radii = np.zeros(framed.shape, np.float32)
    for radius in np.arange(RADIUS_MM[0], RADIUS_MM[1] + 0.01, STEP_MM):
        score = np.asarray(cv2.filter2D(framed, -1, _kernel(radius * mm, mm)), np.float32)
        score /= _on_page(framed.shape, reach, radius * mm)
        better = score > best
        best[better], radii[better] = score[better], radius
    rings: list[Ring] = []
    for _ in range(MOST):
        _, strength, _, (x, y) = cv2.minMaxLoc(best)
        if strength < LEAST_RING:
            break
        guess = Ring((x - reach) / scale, (y - reach) / scale, radii[y, x] * sheet.mm, strength)
        ring = _fitted(guess, sheet)
        if ring is not None:
            rings.append(ring)
        cv2.circle(best, (x, y), round(RADIUS_MM[0] * mm), (-1.0,), -1)
    return tuple(rings)


def edge_seals(sheet: Sheet, rings: Sequence[Ring]) -> tuple[Box, ...]:
    """Red ink that runs over the page's left or right edge: the rest is on other sheets."""
    size = (sheet.width, sheet.height)
    whole = [ring.box(size) for ring in rings]
    side = max(3, round(2.5 * sheet.mm)) | 1
    strip = round((EDGE_WIDTH_MM + 4.0) * sheet.mm)
    found = []
    for start in (0, max(sheet.width - strip, 0)):
        part = sheet.red[:, start : start + strip]
        joined = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
        for left, top, width, height in patches(np.asarray(joined, np.uint8)):
            box = Box(start + left, top, start + left + width, top + height)
            ink = cv2.countNonZero(cut(sheet.red, box))
            gap = min(box.left, sheet.width - box.right)
            if (
                gap <= EDGE_MM * sheet.mm
                and EDGE_HEIGHT_MM[0] * sheet.mm <= height <= EDGE_HEIGHT_MM[1] * sheet.mm
                and width <= EDGE_WIDTH_MM * sheet.mm
                and height >= 1.2 * width
                and ink >= 0.12 * width * height
                and not any(shared(box, other) for other in whole)
            ):
                found.append(box)
    return tuple(found)


def without_rings(ink: Mask, rings: tuple[Ring, ...], mm: float) -> Mask:
    """The ink that is outside all seals."""
    rest = ink.copy()
    for ring in rings:
        center = (round(ring.x), round(ring.y))
        cv2.circle(rest, center, round(ring.radius + 0.9 * mm), (0,), -1)
    return rest


def _kernel(radius: float, mm: float) -> npt.NDArray[np.float32]:
    """Rewards ink on the ring, counts against it what is inked just outside."""
    reach = math.ceil(radius + 2.4 * mm)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(x, y)
    on = np.abs(distance - radius) <= 0.55 * mm
    around = (distance > radius + 1.0 * mm) & (distance <= radius + 2.3 * mm)
    kernel = np.zeros(distance.shape, np.float32)
    kernel[on], kernel[around] = 1.0 / max(on.sum(), 1), -0.8 / max(around.sum(), 1)
    return kernel


def _on_page(shape: tuple[int, ...], reach: int, radius: float) -> npt.NDArray[np.float32]:
    """The share of a ring that is on the page, by its centre; too little counts as a whole one."""
    shares = []
    for length in (shape[0], shape[1]):
        at = np.arange(length, dtype=np.float32) - reach
        depth = np.minimum(at, length - 2 * reach - at)
        out = np.arccos(np.clip(depth / radius, -1.0, 1.0)) / np.pi
        shares.append(1.0 - out)
    share = shares[0][:, None] + shares[1][None, :] - 1.0
    return np.where(share >= LEAST_SHARE, share, 1.0).astype(np.float32)


def _fitted(guess: Ring, sheet: Sheet) -> Ring | None:
    """The ring at the sheet's own resolution; None when too few of its directions have ink."""
    mm = sheet.mm
    angles = np.linspace(0.0, 2 * np.pi, 180, endpoint=False)
    steps = np.arange(-2.0, 2.01, 0.25) * mm
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    best: tuple[float, Ring] | None = None
    for dx in (-1.0, -0.5, 0.0, 0.5, 1.0):
        for dy in (-1.0, -0.5, 0.0, 0.5, 1.0):
            cx, cy = guess.x + dx * mm, guess.y + dy * mm
            radii = guess.radius + steps
            x = np.rint(cx + cos * radii).astype(int)
            y = np.rint(cy + sin * radii).astype(int)
            seen = (x >= 0) & (x < sheet.width) & (y >= 0) & (y < sheet.height)
            inked = sheet.ink[y.clip(0, sheet.height - 1), x.clip(0, sheet.width - 1)] > 0
            counts = np.maximum(seen.sum(axis=0), 1)
            arcs = (inked & seen).sum(axis=0) / counts
            arcs[seen.mean(axis=0) < 0.2] = 0.0
            top = int(arcs.argmax())
            # The outermost of the circles that are as full: a seal has two lines.
            full = np.flatnonzero(arcs >= 0.94 * arcs[top])
            at = int(full[-1])
            if best is None or arcs[top] > best[0]:
                best = float(arcs[top]), Ring(cx, cy, float(radii[at]), guess.strength)
    if best is None or best[0] < LEAST_ARC:
        return None
    return best[1]


def red_part(sheet: Sheet, ring: Ring) -> float:
    """Share of the ink of a seal's disc that is red."""
    disc = np.zeros(sheet.ink.shape, np.uint8)
    cv2.circle(disc, (round(ring.x), round(ring.y)), round(ring.radius), (255,), -1)
    ink = mask(cv2.bitwise_and(sheet.ink, disc))
    return cv2.countNonZero(cv2.bitwise_and(sheet.red, disc)) / max(cv2.countNonZero(ink), 1)
