"""A name is read syllable by syllable; what names are made of tips the scales, no more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.reading import LineReading, Posterior
from pipeline.rules import default_rules
from pipeline.steps.ctc import log_chance, log_chances
from pipeline.steps.name_reading import ScoredLine, lexicon_of, name_readings, syllable_scores

LETTERS = sorted(set("lêgtrcNguyễn Cẩncần Trang Trần Lê Văn Tài L.TS"))
CLASSES = {letter: n for n, letter in enumerate(LETTERS, start=1)}
KNOWN = lexicon_of(default_rules().names)
BOX = Box(0, 0, 400, 40)


def seen(
    text: str, doubt: dict[int, dict[str, float]] | None = None
) -> tuple[LineReading, Posterior]:
    """A line whose letters are sure but for those at the places in `doubt`; two steps a letter."""
    chances = np.full((2 * len(text), len(LETTERS) + 1), 1e-7)
    for place, letter in enumerate(text):
        shares = (doubt or {}).get(place, {letter: 1.0})
        for other, share in shares.items():
            chances[2 * place, CLASSES[other]] = share
        chances[2 * place + 1, 0] = 1.0
    chances /= chances.sum(axis=1, keepdims=True)
    posterior = Posterior(np.log(chances).astype(np.float32), CLASSES, 0.0, 1.0)
    places = tuple(2.0 * n + 0.5 for n in range(len(text)))
    return LineReading(text, places, (0.9,) * len(text)), posterior


def names(*lines: tuple[LineReading, Posterior]) -> dict[str, float]:
    scored = []
    for reading, posterior in lines:
        scores = syllable_scores(reading, posterior, KNOWN)
        assert scores is not None
        scored.append(ScoredLine(BOX, scores))
    (found,) = name_readings(scored)
    return dict(found.names)


def test_a_sure_name_is_read_as_it_stands() -> None:
    found = names(seen("Nguyễn Cẩn Trang"))
    assert max(found, key=lambda name: found[name]) == "Nguyễn Cẩn Trang"
    assert found["Nguyễn Cẩn Trang"] > 0.99


def test_a_letter_that_no_family_has_gives_way() -> None:
    doubtful = {0: {"T": 0.6, "N": 0.4}, 1: {"r": 0.6, "g": 0.4}, 2: {"g": 0.6, "u": 0.4}}
    found = names(seen("Trgyễn Văn Tài", doubtful))
    assert max(found, key=lambda name: found[name]) == "Nguyễn Văn Tài"


def test_between_two_syllables_of_names_the_picture_decides() -> None:
    doubtful = {8: {"ẩ": 0.3, "ầ": 0.7}}
    found = names(seen("Nguyễn Cẩn Trang", doubtful))
    assert found["Nguyễn Cần Trang"] > found["Nguyễn Cẩn Trang"] > 0.2


def test_two_pictures_are_heard_together() -> None:
    one = seen("Nguyễn Cẩn Trang", {8: {"ẩ": 0.45, "ầ": 0.55}})
    other = seen("Nguyễn Cẩn Trang", {8: {"ẩ": 0.9, "ầ": 0.1}})
    found = names(one, other)
    assert max(found, key=lambda name: found[name]) == "Nguyễn Cẩn Trang"


@pytest.mark.parametrize("text", ["Trang", "trang cẩn lê", "Lê Văn Tài Trần Cẩn Trang"])
def test_what_has_no_shape_of_a_name_is_none(text: str) -> None:
    assert syllable_scores(*seen(text), KNOWN) is None


@given(
    st.lists(st.text(alphabet="NguyễnTr", max_size=5), min_size=1, max_size=6), st.integers(1, 9)
)
def test_many_texts_at_once_are_as_likely_as_one_by_one(texts: list[str], steps: int) -> None:
    chance = np.random.default_rng(steps).dirichlet(np.ones(len(LETTERS) + 1), steps)
    posterior = Posterior(np.log(chance).astype(np.float32), CLASSES, 0.0, 1.0)
    together = log_chances(posterior, texts, 0, steps)
    for text, value in zip(texts, together, strict=True):
        alone = log_chance(posterior, text, 0, steps)
        assert math.isclose(value, alone, rel_tol=1e-6) or max(value, alone) < -1e8
