"""The median of days, and what nine of ten stay within."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model.report import Spread


def spread_of_days(counted: Mapping[int, int]) -> Spread:
    """Of days → how many took so many."""
    count = sum(counted.values())
    if count == 0:
        return Spread(0, None, None)
    ordered = sorted(counted.items())
    low, high = _at(ordered, (count - 1) // 2), _at(ordered, count // 2)
    # The nearest rank: at least nine of ten took no longer.
    p90 = _at(ordered, -(-count * 9 // 10) - 1)
    total = sum(days * number for days, number in ordered)
    return Spread(count, (low + high) / 2, p90, total)


def _at(ordered: list[tuple[int, int]], rank: int) -> int:
    """The value at a place, counted from 0, when all are laid out in their order."""
    for days, number in ordered:
        rank -= number
        if rank < 0:
            return days
    raise IndexError(rank)
