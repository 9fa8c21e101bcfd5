"""The sampling tables give the chances that a plan of their kind gives."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsInvalid
from pipeline.sampling_rules import Level, default_sampling

RULES = default_sampling()
AQLS = tuple(RULES.none_wrong)
LEVELS: tuple[Level, ...] = ("I", "II", "III")


def accepted(lot: int, wrong: int, size: int, accept: int) -> float:
    """The chance that a lot with so many wrong ones is accepted (hypergeometric)."""
    ways = sum(
        comb(wrong, found) * comb(lot - wrong, size - found)
        for found in range(min(accept, wrong, size) + 1)
        if size - found <= lot - wrong
    )
    return ways / comb(lot, size)


@pytest.mark.parametrize(
    ("documents", "aql", "size", "accept"),
    [
        (1000, "1.0", 80, 2),
        (1000, "2.5", 80, 5),
        (1000, "6.5", 80, 10),
        (100, "1.0", 13, 0),
        (200, "1.0", 50, 1),
        (500, "1.0", 50, 1),
        (3200, "1.0", 125, 3),
        (10000, "1.0", 200, 5),
        (30000, "0.65", 315, 5),
        (400_000, "1.0", 800, 14),
        (5, "1.0", 5, 0),
    ],
)
def test_plans_that_are_well_known(documents: int, aql: str, size: int, accept: int) -> None:
    plan = RULES.plan(documents, aql, "II")
    assert (plan.size, plan.accept) == (size, accept)


@given(st.integers(20, 40_000), st.sampled_from(AQLS), st.sampled_from(LEVELS))
def test_what_is_good_enough_is_mostly_accepted(lot: int, aql: str, level: Level) -> None:
    plan = RULES.plan(lot, aql, level)
    good = int(lot * float(aql) / 100)
    assert accepted(lot, good, plan.size, plan.accept) >= 0.86


@given(st.integers(20, 40_000), st.sampled_from(AQLS), st.sampled_from(LEVELS))
def test_what_is_much_worse_is_mostly_sent_back(lot: int, aql: str, level: Level) -> None:
    plan = RULES.plan(lot, aql, level)
    # At 4 wrong in each sample above what is allowed, at most one lot of ten passes.
    rate = (plan.accept * 1.55 + 4.0) / plan.size
    wrong = min(lot, round(lot * rate))
    assert accepted(lot, wrong, plan.size, plan.accept) <= 0.1


@given(st.integers(2, 400_000), st.sampled_from(AQLS))
def test_a_stricter_level_checks_no_fewer(lot: int, aql: str) -> None:
    sizes = [RULES.plan(lot, aql, level).size for level in LEVELS]
    assert sizes == sorted(sizes)
    assert all(1 <= size <= lot for size in sizes)


def test_what_the_tables_do_not_have_is_refused() -> None:
    with pytest.raises(SettingsInvalid):
        RULES.plan(100, "3.14", "II")
    with pytest.raises(SettingsInvalid):
        RULES.plan(10**10, "1.0", "II")
