"""CTC's loss beside the chances that the readers use, its gradient, and training the last layer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.reading import Posterior
from pipeline.steps.ctc import log_chance
from pipeline.steps.ctc_training import Taught, ctc_loss, fit_head

TEXTS = st.lists(st.lists(st.integers(1, 3), max_size=3).map(tuple), min_size=1, max_size=3)


def normal(logits: np.ndarray) -> np.ndarray:
    return np.asarray(logits - np.log(np.exp(logits).sum(-1, keepdims=True)))


def put_together(texts: list[tuple[int, ...]]) -> tuple[np.ndarray, np.ndarray]:
    states = np.zeros((len(texts), 2 * max(map(len, texts)) + 1), np.int64)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = text
    return states, 2 * np.array([len(text) for text in texts])


@given(TEXTS, st.integers(0, 1000))
def test_the_loss_is_that_of_each_text_alone(texts: list[tuple[int, ...]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    chances = normal(rng.normal(size=(len(texts), 10, 4)))
    lengths = rng.integers(7, 11, len(texts))
    real = np.arange(10) < lengths[:, None]
    losses, _ = ctc_loss(chances, real, *put_together(texts))
    classes = {"a": 1, "b": 2, "c": 3}
    for row, text in enumerate(texts):
        alone = Posterior(chances[row, : lengths[row]].astype(np.float32), classes, 0.0, 1.0)
        expected = -log_chance(alone, "".join("abc"[n - 1] for n in text), 0, 10)
        assert losses[row] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_the_gradient_is_that_of_finite_differences() -> None:
    rng = np.random.default_rng(5)
    texts: list[tuple[int, ...]] = [(1, 1, 2), (3,), ()]
    logits = rng.normal(size=(3, 6, 4))
    real = np.arange(6) < np.array([6, 4, 5])[:, None]
    put = put_together(texts)
    _, gradient = ctc_loss(normal(logits), real, *put)
    for place in np.ndindex(*logits.shape):
        moved = []
        for step in (1e-5, -1e-5):
            other = logits.copy()
            other[place] += step
            moved.append(ctc_loss(normal(other), real, *put)[0].sum())
        assert gradient[place] == pytest.approx((moved[0] - moved[1]) / 2e-5, abs=1e-6)


def taught(rng: np.random.Generator, text: tuple[int, ...]) -> Taught:
    """A network that takes class 2 for class 1, and whose features could tell it better."""
    chances = np.full((2 * len(text) + 2, 3), 0.01)
    features = rng.normal(scale=0.1, size=(len(text) + 1, 4))
    chances[:, 0] = 0.98
    for place, digit in enumerate(text):
        chances[2 * place] = (0.1, 0.6, 0.3)
        features[place, digit] += 1
    return Taught(np.log(chances).astype(np.float32), features.astype(np.float32), text)


def test_what_is_mistaken_for_another_is_learned() -> None:
    rng = np.random.default_rng(7)
    texts = [tuple(int(n) for n in rng.integers(1, 3, 3)) for _ in range(30)]
    every = [taught(rng, text) for text in texts]
    head = fit_head(every[:15], every[15:20], "n", 0.0)
    for one in every[20:]:
        best = head.added(one.log_chances, one.features).argmax(-1)[0:6:2]
        assert tuple(best) == one.text


def test_a_strong_pull_leaves_the_network_as_it_is() -> None:
    rng = np.random.default_rng(8)
    every = [taught(rng, (1, 2)) for _ in range(6)]
    loose, held = (fit_head(every[:4], every[4:], "n", pull) for pull in (0.0, 10.0))
    assert np.abs(held.weights).max() < 0.1 * np.abs(loose.weights).max()


def test_where_nothing_is_gained_the_head_is_nought() -> None:
    rng = np.random.default_rng(9)
    # What is learned is the opposite of what is watched.
    wrong = [Taught(one.log_chances, one.features, (2, 2)) for one in [taught(rng, (1, 1))] * 4]
    head = fit_head(wrong, [taught(rng, (1, 1)) for _ in range(2)], "n", 0.0)
    assert not head.weights.any()
    assert not head.bias.any()


def test_a_text_needs_its_steps() -> None:
    chances, features = np.zeros((4, 3), np.float32), np.zeros((2, 5), np.float32)
    assert Taught(chances, features, (1, 2, 1, 2)).fits
    assert not Taught(chances, features, (1, 1, 2, 1)).fits


def test_nothing_cannot_be_learned() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fit_head([], [], "n", 0.0)
