"""The document's number (ô 3): what its blank can say, weighed by what else is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model.blanks import BlankReading
from pipeline.model.record import Candidate
from pipeline.steps.record.weighing import (
    Printed,
    Weighed,
    Weight,
    candidates,
    chances_of,
    with_printed,
)

PRINTED_TRUST = 0.97
"""How often the reader of print is right about digits that were printed…"""
WRITTEN_TRUST = 0.5
"""… and about those of a hand, when it takes them for print."""
OUT_OF_ORDER = 0.03
"""Chance that a number does not lie between those given out before and after it."""
FAR = 0.3
"""… that it lies beyond the last known one further than the days between let expect."""
A_DAY = 60
"""Numbers that a busy office gives out in a day."""
NO_NUMBER = 1e-6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another document of the same office, series and year."""

    number: int
    date: date


def number_candidates(
    blank: BlankReading,
    printed: Printed | None,
    neighbours: Sequence[Neighbour] = (),
    when: date | None = None,
) -> tuple[Candidate, ...]:
    """The numbers that the blank can say, best first; "" when it was left empty.

    `printed` is what the reader of print saw in it.
    """
    trust = WRITTEN_TRUST if blank.written else PRINTED_TRUST
    chances = with_printed(chances_of(blank), printed, trust)
    known = sum(chances.values())
    weighed = []
    for text, chance in chances.items():
        one = Weighed(text, chance)
        if printed is not None and printed.text == text:
            one = one.by(Weight(1.0, "printed"))
        if text.isdigit():
            one = one.by(_no_number(text)).by(in_sequence(int(text), when, neighbours))
        weighed.append(one)
    return candidates(weighed, max(0.0, 1.0 - known))


def _no_number(text: str) -> Weight | None:
    """Numbers begin at 01 each year (NĐ 30/2020, Phụ lục I)."""
    return Weight(NO_NUMBER, "no_number") if int(text) == 0 else None


def in_sequence(number: int, when: date | None, neighbours: Sequence[Neighbour]) -> Weight | None:
    """Numbers of one series grow with time within a year.

    Only neighbours of the same year count: numbers begin anew with it.
    """
    if when is None:
        return None
    near = [n for n in neighbours if n.date.year == when.year]
    if not near:
        return None
    before = [n for n in near if n.date < when]
    after = [n for n in near if n.date > when]
    if any(n.number >= number for n in before) or any(n.number <= number for n in after):
        return Weight(OUT_OF_ORDER, "out_of_sequence")
    last = max(before, key=lambda n: n.number, default=None)
    if last is not None and not after:
        room = A_DAY * ((when - last.date).days + 1)
        if number - last.number > room:
            return Weight(FAR, "far_from_neighbours")
    return Weight(1.0, "in_sequence")
