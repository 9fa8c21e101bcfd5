"""Decoding the digit reader's answers, against sums over all paths of tiny ones."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.reading import Posterior
from pipeline.steps.blank_reading import (
    STRUCK,
    number_readings,
    part_readings,
    struck_chance,
)
from pipeline.steps.ctc import log_chance

CLASSES = {"1": 1, "2": 2, STRUCK: 3}


def posterior(seed: int, steps: int = 4, peak: float = 0.5) -> Posterior:
    chances = np.random.default_rng(seed).dirichlet((peak,) * 4, steps) + 1e-6
    chances /= chances.sum(1, keepdims=True)
    return Posterior(np.log(chances).astype(np.float32), CLASSES, 0.0, 2.0)


def by_all_paths(line: Posterior) -> dict[str, float]:
    found: dict[str, float] = {}
    for path in product(range(4), repeat=len(line.log_chances)):
        kept = [c for n, c in enumerate(path) if c and (n == 0 or path[n - 1] != c)]
        text = "".join(f" 12{STRUCK}"[c] for c in kept)
        chance = float(np.exp(sum(line.log_chances[step, c] for step, c in enumerate(path))))
        found[text] = found.get(text, 0.0) + chance
    return found


@given(st.integers(0, 10**6))
def test_chances_of_numbers_are_sums_over_all_paths(seed: int) -> None:
    line = posterior(seed)
    expected = by_all_paths(line)
    found = number_readings(line, most=50)
    assert [reading.chance for reading in found] == sorted(
        (reading.chance for reading in found), reverse=True
    )
    assert sum(reading.chance for reading in found) <= 1 + 1e-6
    for reading in found:
        assert STRUCK not in reading.text
        assert reading.chance == pytest.approx(expected[reading.text], abs=2e-4)


@given(st.integers(0, 10**6))
def test_struck_is_what_all_paths_with_it_weigh(seed: int) -> None:
    line = posterior(seed)
    expected = sum(chance for text, chance in by_all_paths(line).items() if STRUCK in text)
    assert struck_chance(line) == pytest.approx(expected, abs=1e-5)


@given(st.integers(0, 10**6))
def test_parts_share_what_is_valid(seed: int) -> None:
    line = posterior(seed, steps=6)
    valid = ("1", "2", "11", "12", "21", "1")
    found = part_readings(line, valid)
    assert {reading.text for reading in found} == {"", *valid}
    assert sum(reading.chance for reading in found) <= 1 + 1e-9
    ratios = {reading.text: reading.chance for reading in found}
    for text in ("", "1", "11", "21"):
        expected = log_chance(line, text, 0, 6) - log_chance(line, "12", 0, 6)
        assert np.log(ratios[text] / ratios["12"]) == pytest.approx(expected, abs=1e-4)


def test_what_is_not_valid_takes_its_share() -> None:
    sure = np.full((4, 4), 1e-6)
    sure[:, 3] = 1
    line = Posterior(np.log(sure / sure.sum(1, keepdims=True)).astype(np.float32), CLASSES, 0, 2.0)
    assert struck_chance(line) > 0.999
    assert sum(reading.chance for reading in part_readings(line, ("1", "2"))) < 0.01
    assert sum(reading.chance for reading in number_readings(line)) < 0.01


def test_a_network_without_the_class_strikes_nothing() -> None:
    line = posterior(1)
    assert struck_chance(Posterior(line.log_chances, {"1": 1, "2": 2}, 0.0, 2.0)) == 0
