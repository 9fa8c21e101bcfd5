"""What an office's own numbers and dates teach its digit reader, and whether that helps."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from pipeline.evaluation.taught import KnownBlank
from pipeline.model.blanks import BlankKind
from pipeline.model.digit_head import DigitHead
from pipeline.steps.ctc_training import fit_head

LEAST_DOCUMENTS = 10
"""Fewer tell nothing of whether it helps."""
_PULL = 0.03
_SURE = 0.8
_WATCHED = 5
"""One document of so many is not learned but tells when to stop."""
_LEAST_SHARE = 0.25
"""Of the smaller half of the offices; below it documents are parted instead."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Blanks of one kind that were read by a reader which was not taught them."""

    blanks: int = 0
    first: int = 0
    three: int = 0
    """The truth is among the first three readings."""
    wrong: int = 0
    """The first reading is wrong and its chance at least 0.8."""


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What came of a training."""

    before: dict[str, Figures]
    """Kind of blank → what the reader as shipped makes of it."""
    after: dict[str, Figures]
    """The same, each half read by what the other half taught."""
    by_office: bool
    head: DigitHead | None
    """What all blanks taught, where that helps; else None."""

    @property
    def helps(self) -> bool:
        """At least one more is right, and in no kind anything is worse."""
        return helps(self.before, self.after)


def train(blanks: Sequence[KnownBlank], network: str) -> Training:
    """Two halves, each read by what the other taught; where it helps, what both teach.

    Raises:
        ValueError: fewer than two documents on one side.
    """
    by_office, half = halves(blanks)
    heads = [_fit([b for b in blanks if half(b) != side], network) for side in (0, 1)]
    before = figures(blanks, lambda _: None)
    after = figures(blanks, lambda blank: heads[half(blank)])
    head = _fit(blanks, network) if helps(before, after) else None
    return Training(before, after, by_office, head)


def helps(before: dict[str, Figures], after: dict[str, Figures]) -> bool:
    """Whether at least one more blank is right at first, and no figure of any kind is worse."""
    pairs = [(before[kind], after[kind]) for kind in before]
    more = sum(new.first - old.first for old, new in pairs)
    return more > 0 and all(
        new.first >= old.first and new.three >= old.three and new.wrong <= old.wrong
        for old, new in pairs
    )


def halves(blanks: Sequence[KnownBlank]) -> tuple[bool, Callable[[KnownBlank], int]]:
    """Whether offices are parted (else documents), and the half, 0 or 1, of a blank."""
    offices = _parted(blanks, lambda blank: blank.office)
    smaller = sum(offices[blank.office] for blank in blanks)
    if min(smaller, len(blanks) - smaller) >= _LEAST_SHARE * len(blanks):
        return True, lambda blank: offices[blank.office]
    documents = _parted(blanks, lambda blank: blank.document)
    return False, lambda blank: documents[blank.document]


def _parted(blanks: Sequence[KnownBlank], name: Callable[[KnownBlank], str]) -> dict[str, int]:
    """Each name to the half that has less, the largest first."""
    counts = Counter(map(name, blanks))
    held = [0, 0]
    found = {}
    for one, count in sorted(counts.items(), key=lambda item: (-item[1], _drawn(item[0]))):
        side = int(held[1] < held[0])
        found[one] = side
        held[side] += count
    return found


def figures(
    blanks: Sequence[KnownBlank], head_of: Callable[[KnownBlank], DigitHead | None]
) -> dict[str, Figures]:
    """Kind of blank → figures, each blank read with its own head."""
    found: dict[str, Figures] = {}
    for blank in blanks:
        readings = blank.first_three(head_of(blank))
        texts = [text for text, _ in readings]
        right = texts[:1] == [blank.truth]
        sure = bool(readings and readings[0][1] >= _SURE)
        old = found.get(blank.seen.kind.value, Figures())
        found[blank.seen.kind.value] = replace(
            old,
            blanks=old.blanks + 1,
            first=old.first + right,
            three=old.three + (blank.truth in texts),
            wrong=old.wrong + (sure and not right),
        )
    return {kind.value: found[kind.value] for kind in BlankKind if kind.value in found}


def training_to_json(training: Training) -> dict[str, object]:
    """The figures as plain JSON values."""
    return {
        "by_office": training.by_office,
        "helps": training.helps,
        "before": {kind: asdict(one) for kind, one in training.before.items()},
        "after": {kind: asdict(one) for kind, one in training.after.items()},
    }


def _fit(blanks: Sequence[KnownBlank], network: str) -> DigitHead:
    documents = sorted({blank.document for blank in blanks}, key=_drawn)
    watched = set(documents[::_WATCHED])
    learned = [blank.taught for blank in blanks if blank.document not in watched]
    return fit_head(learned, [b.taught for b in blanks if b.document in watched], network, _PULL)


def _drawn(name: str) -> tuple[int, str]:
    """An order that has nothing to do with what is ordered, and is always the same."""
    return zlib.crc32(name.encode()), name
