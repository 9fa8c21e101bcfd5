"""Digits, dates and signatures as a pen writes them: strokes with jitter, slant and pressure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Points = NDArray[np.float64]
Stroke = tuple[tuple[float, float], ...]
"""Points in a box of height 1: y 0 is the top, 1 the line that is written on."""

GLYPHS: dict[str, tuple[tuple[Stroke, ...], ...]] = {
    "0": (
        (
            (
                (0.36, 0.03), (0.1, 0.3), (0.08, 0.75), (0.3, 1.0),
                (0.52, 0.7), (0.5, 0.25), (0.3, 0.02),
            ),
        ),
        (((0.4, 0.1), (0.2, 0.05), (0.05, 0.5), (0.25, 0.98), (0.5, 0.6), (0.42, 0.08)),),
    ),
    "1": (
        (((0.08, 0.32), (0.2, 0.2), (0.32, 0.0)), ((0.32, 0.0), (0.28, 0.5), (0.22, 1.02))),
        (((0.3, -0.02), (0.26, 0.4), (0.2, 1.0)),),
    ),
    "2": (
        (
            (
                (0.06, 0.25), (0.2, 0.03), (0.44, 0.1), (0.42, 0.4), (0.2, 0.8), (0.04, 0.98),
                (0.2, 0.92), (0.36, 1.0), (0.56, 0.93),
            ),
        ),
        (
            ((0.1, 0.2), (0.3, 0.0), (0.46, 0.2), (0.3, 0.6), (0.05, 1.0)),
            ((0.05, 1.0), (0.55, 0.98)),
        ),
    ),
    "3": (
        (
            ((0.08, 0.12), (0.3, 0.0), (0.46, 0.18), (0.22, 0.45)),
            ((0.22, 0.45), (0.5, 0.6), (0.42, 0.95), (0.05, 0.95)),
        ),
        (
            ((0.08, 0.02), (0.46, 0.0)),
            ((0.46, 0.0), (0.2, 0.4), (0.5, 0.62), (0.38, 1.02), (0.04, 0.92)),
        ),
    ),
    "4": (
        (
            ((0.34, 0.0), (0.16, 0.4), (0.04, 0.68)),
            ((0.04, 0.68), (0.6, 0.62)),
            ((0.42, 0.3), (0.36, 1.08)),
        ),
        (((0.1, 0.05), (0.08, 0.5), (0.5, 0.48)), ((0.48, 0.0), (0.4, 1.05))),
    ),
    "5": (
        (
            ((0.14, 0.06), (0.1, 0.45)),
            ((0.1, 0.45), (0.4, 0.42), (0.48, 0.75), (0.28, 1.0), (0.02, 0.92)),
            ((0.14, 0.06), (0.5, 0.0)),
        ),
        (((0.5, 0.02), (0.16, 0.05), (0.12, 0.42), (0.44, 0.5), (0.4, 0.95), (0.04, 0.96)),),
    ),
    "6": (
        (
            (
                (0.44, 0.0), (0.16, 0.3), (0.06, 0.75), (0.25, 1.0),
                (0.46, 0.8), (0.32, 0.56), (0.08, 0.72),
            ),
        ),
    ),
    "7": (
        (((0.04, 0.08), (0.3, 0.04), (0.54, 0.0)), ((0.54, 0.0), (0.32, 0.5), (0.2, 1.1))),
        (
            ((0.04, 0.1), (0.52, 0.02)),
            ((0.52, 0.02), (0.3, 0.55), (0.22, 1.05)),
            ((0.14, 0.52), (0.5, 0.46)),
        ),
    ),
    "8": (
        (
            (
                (0.44, 0.12), (0.24, 0.0), (0.12, 0.2), (0.42, 0.6), (0.4, 0.95), (0.15, 0.98),
                (0.1, 0.7), (0.38, 0.35), (0.44, 0.1),
            ),
        ),
    ),
    "9": (
        (
            ((0.46, 0.15), (0.26, 0.02), (0.1, 0.25), (0.24, 0.5), (0.46, 0.2)),
            ((0.46, 0.2), (0.4, 0.7), (0.26, 1.1)),
        ),
    ),
    "/": ((((0.4, -0.05), (0.05, 1.1)),),),
}  # fmt: skip
CAPITALS: tuple[Stroke, ...] = (
    ((0.16, 0.62), (0.1, 0.3), (0.2, 0.08), (0.27, 0.35), (0.17, 0.75), (0.22, 0.62)),
    ((0.3, 0.12), (0.12, 0.15), (0.05, 0.45), (0.16, 0.72), (0.3, 0.5), (0.14, 0.42), (0.25, 0.62)),
    (
        (0.08, 0.1),
        (0.14, 0.5),
        (0.12, 0.85),
        (0.1, 0.3),
        (0.3, 0.08),
        (0.28, 0.4),
        (0.16, 0.48),
        (0.26, 0.6),
    ),
    ((0.04, 0.25), (0.34, 0.1), (0.2, 0.2), (0.15, 0.85), (0.04, 0.75), (0.24, 0.6)),
)
FLOURISHES: tuple[Stroke, ...] = (
    ((0.5, 0.86), (0.14, 0.86), (0.45, 0.8), (0.96, 0.72)),
    ((0.75, 0.55), (0.97, 0.3)),
    ((0.6, 0.95), (0.4, 0.8), (0.7, 0.7), (0.98, 0.78)),
    ((0.8, 0.8), (0.55, 0.9), (0.3, 0.7), (0.75, 0.4), (0.95, 0.15)),
)
ADVANCE = {"1": 0.42, "/": 0.5}


def spline(points: Sequence[tuple[float, float]], steps: int = 14) -> Points:
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, dtype=np.float64)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, steps)[:, None]
    parts = [
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d)))
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.vstack(parts)


def trace(
    size: tuple[int, int], curves: Sequence[Points], width: float, hand: np.random.Generator
) -> Image.Image:
    """Cover of a pen along curves (pixels): pressure swells and thins along each."""
    cover = Image.new("L", size, 0)
    pen = ImageDraw.Draw(cover)
    for curve in curves:
        pressure = 0.82 + 0.22 * np.sin(np.linspace(0, np.pi, len(curve))) + hand.normal(0, 0.03)
        for (x0, y0), (x1, y1), press in zip(curve, curve[1:], pressure, strict=False):
            radius = width * press / 2
            for share in np.linspace(0, 1, max(2, int(np.hypot(x1 - x0, y1 - y0) / radius) + 1)):
                x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=225)
    return cover


def digits(text: str, height: int, width: float, hand: np.random.Generator) -> Image.Image:
    """Cover of a written number; `height` and pen `width` in pixels, 20 % air all around."""
    pad = height * 0.25
    slant, x = hand.uniform(0.08, 0.28), pad
    curves: list[Points] = []
    for sign in text:
        variants = GLYPHS[sign]
        grow, drop = hand.uniform(0.9, 1.1), hand.normal(0, 0.035)
        for stroke in variants[int(hand.integers(len(variants)))]:
            jitter = hand.normal(0, 0.014, (len(stroke), 2))
            jitter[0] = 0
            curve = spline([tuple(point) for point in np.asarray(stroke) + jitter])
            upright = np.column_stack(
                [curve[:, 0] + slant * (1 - curve[:, 1]), curve[:, 1] * grow + drop + (1 - grow)]
            )
            curves.append(upright * height + (x, pad))
        x += height * (ADVANCE.get(sign, 0.62) + hand.uniform(-0.05, 0.05))
    size = (int(x + height * 0.3 + pad), int(height * 1.2 + 2 * pad))
    return trace(size, curves, width, hand)


def signature(size: tuple[int, int], width: float, hand: np.random.Generator) -> Image.Image:
    """Cover of a signature: a capital loop, shrinking waves, and a long stroke back under it."""
    w, h = size
    peaks = int(hand.integers(3, 9))
    points = list(CAPITALS[int(hand.integers(len(CAPITALS)))])
    x = 0.28
    for peak in range(peaks):
        rise = hand.uniform(0.16, 0.38) * (1 - 0.6 * peak / peaks)
        points += [(x, 0.6 - rise), (x + 0.025, 0.62 + hand.uniform(-0.02, 0.05))]
        x += hand.uniform(0.045, 0.085)
    end = hand.uniform(0.2, 0.5)
    points += [(x + 0.05, 0.5), (x + 0.12, end), (x + 0.02, 0.7)]
    points += list(FLOURISHES[int(hand.integers(len(FLOURISHES)))])
    curve = spline([(px + hand.normal(0, 0.006), py + hand.normal(0, 0.015)) for px, py in points])
    return trace(size, [np.clip(curve, 0.02, 0.98) * (w, h)], width, hand)
