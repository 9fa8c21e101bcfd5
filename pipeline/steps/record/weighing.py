"""Decides between the readings of a blank by what else is known, and says what spoke for each.

Knowledge only weighs readings that the digit reader gave: it never adds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.model.blanks import BlankReading
from pipeline.model.record import Candidate

MOST = 6
"""Candidates that a field keeps."""
LEAST = 0.0005
"""Probability below which a candidate is not worth showing."""
UNSEEN = 0.02
"""Chance that another reader gives to all that it did not read."""

Chances = Mapping[str, float]
"""Text → probability; they add up to at most 1. An empty text: nothing was written."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the reader of print saw in a blank."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of knowledge does to a reading: a factor, and its message code."""

    factor: float
    why: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A value with its weight so far."""

    value: str
    weight: float
    why: tuple[str, ...] = ()

    def by(self, weight: Weight | None) -> Weighed:
        if weight is None:
            return self
        return replace(self, weight=self.weight * weight.factor, why=(*self.why, weight.why))


def chances_of(blank: BlankReading) -> dict[str, float]:
    """The readings of a blank as chances."""
    chances: dict[str, float] = {}
    for reading in blank.readings:
        chances[reading.text] = chances.get(reading.text, 0.0) + reading.chance
    return chances


def with_printed(chances: Chances, printed: Printed | None, trust: float) -> dict[str, float]:
    """The chances after a second reader was heard that is right as often as `trust` says.

    Of what the first did not think of, the second alone convinces nobody.
    """
    if printed is None or not printed.text:
        return dict(chances)
    sure = min(printed.confidence, 1.0) * trust
    other = (1.0 - sure) * UNSEEN
    known = {text: c * (sure if text == printed.text else other) for text, c in chances.items()}
    if printed.text not in known:
        known[printed.text] = UNSEEN * UNSEEN * sure
    # What the first reader left open stays open.
    rest = max(0.0, 1.0 - sum(chances.values())) * other
    total = sum(known.values()) + rest
    return {text: weight / total for text, weight in known.items()} if total else dict(chances)


def candidates(weighed: Iterable[Weighed], open_share: float = 0.0) -> tuple[Candidate, ...]:
    """The values by probability, best first; `open_share` is the chance of none of them."""
    by_value: dict[str, Weighed] = {}
    for one in weighed:
        known = by_value.get(one.value)
        if known is None or one.weight > known.weight:
            by_value[one.value] = replace(one, weight=one.weight + (known.weight if known else 0))
        else:
            by_value[one.value] = replace(known, weight=known.weight + one.weight)
    total = sum(one.weight for one in by_value.values()) + open_share
    if total <= 0:
        return ()
    ordered = sorted(by_value.values(), key=lambda one: (-one.weight, one.value))
    found = (
        Candidate(one.value, round(one.weight / total, 4), tuple(dict.fromkeys(one.why)))
        for one in ordered
    )
    return tuple(one for one in found if one.probability >= LEAST)[:MOST]
