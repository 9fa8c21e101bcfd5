"""What an office trained: added to the network's chances, and seen blanks as JSON."""

import json

import numpy as np
import pytest

from pipeline.model.blanks import BlankKind
from pipeline.model.digit_head import BlankSeen, DigitHead, seen_from_json, seen_to_json


def chances(rng: np.random.Generator) -> np.ndarray:
    logits = rng.normal(size=(6, 4))
    return np.asarray(logits - np.log(np.exp(logits).sum(-1, keepdims=True)))


def test_a_head_of_noughts_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    own = chances(rng)
    head = DigitHead("n", np.zeros((5, 8)), np.zeros(8))
    assert head.added(own, rng.normal(size=(3, 5))) == pytest.approx(own, abs=1e-6)


def test_it_is_a_last_layer_with_other_weights() -> None:
    rng = np.random.default_rng(2)
    first, more = rng.normal(size=(5, 8)), rng.normal(size=(5, 8))
    features = rng.normal(size=(3, 5))

    def told(weights: np.ndarray) -> np.ndarray:
        logits = (features @ weights).reshape(6, 4)
        return np.asarray(logits - np.log(np.exp(logits).sum(-1, keepdims=True)))

    added = DigitHead("n", more, np.zeros(8)).added(told(first), features)
    assert added == pytest.approx(told(first + more), abs=1e-5)


@pytest.mark.parametrize(
    ("weights", "bias"),
    [
        (np.zeros((5, 8)), np.zeros(7)),
        (np.zeros(8), np.zeros(8)),
        (np.full((5, 8), np.nan), np.zeros(8)),
    ],
)
def test_what_does_not_fit_is_refused(weights: np.ndarray, bias: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"weights|finite"):
        DigitHead("n", weights, bias)


def test_a_seen_blank_survives_json() -> None:
    rng = np.random.default_rng(3)
    log_chances = rng.normal(size=(6, 4)).astype(np.float32)
    seen = BlankSeen(BlankKind.DAY, log_chances, rng.normal(size=(3, 5)).astype(np.float32))
    again = seen_from_json(json.loads(json.dumps(seen_to_json(seen))))
    assert again.kind is seen.kind
    assert np.array_equal(again.log_chances, seen.log_chances)
    assert np.array_equal(again.features, seen.features)
