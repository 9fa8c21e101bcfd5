"""Where printed page numbers leap, and what is no leap."""

from __future__ import annotations

import pytest

from pipeline.model.geometry import Box
from pipeline.steps.quality import leaps
from pipeline.steps.quality.numbering import Shown

BOX = Box(0, 0, 9, 9)


def shown(*numbers: int | None) -> list[Shown | None]:
    return [None if number is None else (number, BOX) for number in numbers]


@pytest.mark.parametrize(
    "numbers",
    [
        (1, 2, 3),
        # The first page of a document shows none.
        (None, 2, 3, None, 2, None, 2, 3),
        (None, None, 3, 4),
        # Another document begins.
        (1, 2, 3, 1, 2),
        (None, 2, 3, 4, 1),
        # Backs that are blank are counted or not.
        (None, 2, None, 3),
        # A part of a book.
        (None, None),
        # A misread number, or another book: too far for a feeder.
        (1, 2, 71, 72),
        (),
    ],
)
def test_what_counting_explains_is_no_leap(numbers: tuple[int | None, ...]) -> None:
    assert leaps(shown(*numbers)) == {}


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((1, 2, 4, 5), {3: (4, 3)}),
        ((None, 2, 5), {3: (5, 3)}),
        ((1, 2, 3, 3, 4), {4: (3, 4)}),
        ((1, 2, None, 6), {4: (6, 4)}),
        # The sheets before it lie elsewhere.
        ((5, 6, 9), {1: (5, 1), 3: (9, 7)}),
        # Fed the wrong way round.
        ((4, 3), {1: (4, 1), 2: (3, 5)}),
    ],
)
def test_a_leap_is_told_once(
    numbers: tuple[int | None, ...], found: dict[int, tuple[int, int]]
) -> None:
    told = leaps(shown(*numbers))
    assert {place: (one.value, one.limit) for place, one in told.items()} == found
