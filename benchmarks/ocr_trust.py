"""Whether a confidence means what it says: reliability, calibration error, the surest words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SURE = 0.98
EDGES = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Narrow where most words are."""
Judged = tuple[float, bool]
"""A word's confidence and whether it is right."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The words between two confidences."""

    low: float
    high: float
    words: int
    said: float
    """Their mean confidence."""
    right: float
    """Share of them that are right."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the confidences of many words can be believed."""

    bins: tuple[Bin, ...]
    words: int
    error: float
    """Expected calibration error: mean distance of said and right over the words."""
    sure: float
    """Share of the words that are at least `SURE`."""
    sure_right: float | None
    """Share of those that are right; None where there are none."""


def trust(judged: Iterable[Judged]) -> Trust:
    """Bins without words are left out."""
    words = list(judged)
    bins = tuple(
        Bin(low, high, len(inside), _mean([c for c, _ in inside]), _mean([r for _, r in inside]))
        for low, high in pairwise(EDGES)
        if (inside := [word for word in words if low <= word[0] < high or word[0] == high == 1])
    )
    error = sum(b.words * abs(b.said - b.right) for b in bins) / len(words) if words else 0.0
    sure = [right for confidence, right in words if confidence >= SURE]
    return Trust(
        bins=bins,
        words=len(words),
        error=error,
        sure=len(sure) / len(words) if words else 0.0,
        sure_right=_mean(sure) if sure else None,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def plot(found: Trust) -> str:
    """The reliability plot as SVG: on the line, confidence is the share of right words."""
    side, pad = 300, 40
    end = pad + side

    def at(said: float, right: float) -> tuple[float, float]:
        return pad + said * side, end - right * side

    most = max((b.words for b in found.bins), default=1)
    dots = []
    for b in found.bins:
        x, y = at(b.said, b.right)
        radius = 3 + 9 * (b.words / most) ** 0.5
        dots.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="dot">'
            f"<title>{b.words} words: said {b.said:.3f}, right {b.right:.3f}</title></circle>"
        )
    ticks = "".join(
        f'<text x="{pad + t * side / 5:.0f}" y="{end + 16}" text-anchor="middle">{t / 5:.1f}</text>'
        f'<text x="{pad - 6}" y="{end - t * side / 5 + 4:.0f}" text-anchor="end">{t / 5:.1f}</text>'
        for t in range(6)
    )
    return (
        f'<svg viewBox="0 0 {end + 20} {end + 40}" width="{end + 20}" role="img">'
        f'<rect x="{pad}" y="{pad}" width="{side}" height="{side}" class="frame"/>'
        f'<line x1="{pad}" y1="{end}" x2="{end}" y2="{pad}" class="even"/>{ticks}{"".join(dots)}'
        f'<text x="{pad + side / 2}" y="{end + 34}" text-anchor="middle">confidence</text>'
        f'<text x="{pad}" y="{pad - 10}">share of right words</text></svg>'
    )
