"""How a number fits among the others of its series: numbers of a year grow with time from 01."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import prod

from pipeline.steps.record.weighing import Weight

OUT_OF_ORDER = 0.03
"""Chance that a number does not lie between those given out before and after it: some are
reserved, and given out later."""
CLOSE = 0.3
"""… that it does not among those of the same few days, which are not registered in their order."""
CLOSE_DAYS = 7
CLOSE_NUMBERS = 60
ANCHOR = 0.9
"""A number and its date must be so sure together to say how many others were given out."""
BETWEEN = 0.5
"""Numbers between two known ones lie within this share of their distance from where they would
lie if each day had as many…"""
BEYOND = 0.3
"""… and those before or after all known ones within this share of what grew since…"""
UNEVEN_DAYS = 150.0
"""… and as much again for so many days: no office gives out as many each month."""
SPARE = 10.0
FAR = 0.02
"""The least chance that a number so far from the others gets."""
FITS = 0.5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another document of the same office and series."""

    number: int
    date: date
    sure: float = 1.0
    """How likely both are read rightly, 0.0–1.0."""


def in_sequence(number: int, when: date, neighbours: Sequence[Neighbour]) -> Weight | None:
    """What the neighbours of the same year say of a number; None where there are none.

    Numbers begin at 01 each year and grow with time (NĐ 30/2020, Phụ lục I).
    """
    near = [n for n in neighbours if n.date.year == when.year]
    if not near:
        return None
    order, growth = _order(number, when, near), _growth(number, when, near)
    if order < FITS:
        return Weight(min(order, growth), "out_of_sequence")
    return Weight(min(order, growth), "far_from_neighbours" if growth < FITS else "in_sequence")


def weighed(neighbours: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """The neighbours, each as sure as it fits among those that are sure and agree."""
    sure = [n for n in neighbours if n.sure >= ANCHOR]
    agreed = _agreed(sure)
    result = []
    for one in neighbours:
        fit = in_sequence(one.number, one.date, [n for n in agreed if n is not one])
        lost = one.sure >= ANCHOR and not any(n is one for n in agreed)
        factor = min(fit.factor if fit else 1.0, OUT_OF_ORDER if lost else 1.0)
        result.append(replace(one, sure=one.sure * factor))
    return tuple(result)


def _agreed(sure: Sequence[Neighbour]) -> list[Neighbour]:
    """Those that are left when whoever contradicts most of the others is left out in turn."""
    against = [[_contradict(one, other) for other in sure] for one in sure]
    kept = list(range(len(sure)))
    while kept:
        counts = [sum(against[one][other] for other in kept) for one in kept]
        if not any(counts):
            break
        kept = [one for one, count in zip(kept, counts, strict=True) if count < max(counts)]
    return [sure[one] for one in kept]


def _contradict(one: Neighbour, other: Neighbour) -> bool:
    fits = (in_sequence(a.number, a.date, [b]) for a, b in ((one, other), (other, one)))
    return one is not other and any(fit is not None and fit.factor < CLOSE for fit in fits)


def _order(number: int, when: date, near: Sequence[Neighbour]) -> float:
    against = [n for n in near if _against(number, when, n)]
    wrong = prod(1.0 - n.sure * (1.0 - _pardon(number, when, n)) for n in against)
    return OUT_OF_ORDER + (1.0 - OUT_OF_ORDER) * wrong


def _against(number: int, when: date, other: Neighbour) -> bool:
    if other.date == when:
        return False
    return number <= other.number if when > other.date else number >= other.number


def _pardon(number: int, when: date, other: Neighbour) -> float:
    days, apart = abs((when - other.date).days), abs(number - other.number)
    return CLOSE if days <= CLOSE_DAYS and 0 < apart <= CLOSE_NUMBERS else 0.0


def _growth(number: int, when: date, near: Sequence[Neighbour]) -> float:
    """How near a number is to what is expected of its day."""
    anchors = [n for n in near if n.sure >= ANCHOR]
    before = [n for n in anchors if n.date <= when]
    after = [n for n in anchors if n.date > when]
    last = max(before, key=lambda n: (n.date, n.number), default=None)
    following = min(after, key=lambda n: (n.date, n.number), default=None)
    known = last or following
    if known is None:
        return 1.0
    a_day = known.number / known.date.timetuple().tm_yday
    if last is not None and following is not None:
        distance = following.number - last.number
        share = (when - last.date).days / (following.date - last.date).days
        expected, room = last.number + share * distance, BETWEEN * abs(distance)
    else:
        grown = a_day * (when - known.date).days
        share = BEYOND + abs((when - known.date).days) / UNEVEN_DAYS
        expected, room = known.number + grown, share * abs(grown)
    off = abs(number - expected) / (room + a_day + SPARE)
    return 1.0 if off <= 1.0 else max(FAR, off**-2)
