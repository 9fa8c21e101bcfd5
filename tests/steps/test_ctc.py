from itertools import product

import numpy as np
import pytest

from pipeline.model.reading import Posterior
from pipeline.steps.ctc import log_chance


def posterior(steps: int, seed: int = 1) -> Posterior:
    """A line of which every step knows a little of blank, "a" and "b"."""
    chances = np.random.default_rng(seed).dirichlet((1, 1, 1), steps)
    return Posterior(np.log(chances).astype(np.float32), {"a": 1, "b": 2}, 0.0, 1.0)


def collapsed(path: tuple[int, ...]) -> str:
    kept = [c for n, c in enumerate(path) if c and (n == 0 or path[n - 1] != c)]
    return "".join(" ab"[c] for c in kept)


@pytest.mark.parametrize("text", ["", "a", "b", "ab", "aa", "aba", "bb"])
def test_the_chance_is_the_sum_over_all_alignments(text: str) -> None:
    line = posterior(5)
    expected = sum(
        float(np.exp(sum(line.log_chances[step, c] for step, c in enumerate(path))))
        for path in product(range(3), repeat=5)
        if collapsed(path) == text
    )
    assert np.exp(log_chance(line, text, 0, 5)) == pytest.approx(expected, rel=1e-5)


def test_only_the_steps_asked_for_count() -> None:
    line = posterior(8)
    part = Posterior(line.log_chances[2:6], line.classes, 0.0, 1.0)
    assert log_chance(line, "ab", 2, 6) == pytest.approx(log_chance(part, "ab", 0, 4))


def test_what_cannot_be_said_has_no_chance() -> None:
    line = posterior(3)
    assert log_chance(line, "x", 0, 3) < -1e8
    assert log_chance(line, "a", 2, 2) < -1e8
    assert log_chance(line, "aaa", 0, 3) < -1e8
