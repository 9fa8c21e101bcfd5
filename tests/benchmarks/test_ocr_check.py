"""When a change has made reading worse than the committed baseline, and when it has not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.ocr_check import BASELINE, Figures, compare, from_json, load, save, to_json
from benchmarks.ocr_scores import Tally

BEFORE = Tally(10_000, 200, 100, 2_000, 120, 60, 40, 10)


def figures(tally: Tally = BEFORE, cost: float = 0.8, condition: str = "real") -> Figures:
    return Figures({condition: tally}, {"real": cost})


def wrong(characters: int, words: int = 120, invented: int = 40) -> Tally:
    return Tally(10_000, characters, 100, 2_000, words, 60, invented, 10)


def test_the_same_is_no_worse() -> None:
    assert compare(figures(), figures()).losses == ()


@pytest.mark.parametrize(
    ("after", "named"),
    [
        (wrong(211), "real: 211 characters wrong of 10000, were 200"),
        (wrong(200, words=127), "real: 127 words wrong of 2000, were 120"),
        (wrong(200, invented=49), "real: 49 characters invented, were 40"),
    ],
)
def test_five_per_cent_more_errors_are_a_loss(after: Tally, named: str) -> None:
    (loss,) = compare(figures(), figures(after)).losses
    assert loss.startswith(named)


def test_up_to_five_per_cent_is_no_loss() -> None:
    assert compare(figures(), figures(wrong(210, words=126, invented=42))).losses == ()


def test_a_few_more_of_few_are_chance() -> None:
    few, more = Tally(characters=1_000, wrong=2), Tally(characters=1_000, wrong=10)
    assert compare(figures(few), figures(more)).losses == ()
    many = Tally(characters=1_000, wrong=11)
    assert len(compare(figures(few), figures(many)).losses) == 1


def test_from_none_to_many_is_a_loss() -> None:
    (loss,) = compare(figures(Tally()), figures(Tally(invented=30))).losses
    assert loss == "real: 30 characters invented, were 0"


@pytest.mark.parametrize(("cost", "losses"), [(0.91, 0), (0.93, 1), (0.5, 0)])
def test_fifteen_per_cent_more_cost_is_a_loss(cost: float, losses: int) -> None:
    found = compare(figures(), figures(cost=cost)).losses
    assert len(found) == losses
    assert all("0.93 × bare Tesseract, was 0.80 (+16 %)" in loss for loss in found)


def test_what_cannot_be_compared_is_named() -> None:
    other_pages = figures(Tally(characters=9_000, wrong=9_000))
    assert compare(figures(), other_pages).losses == ()
    assert "other pages" in compare(figures(), other_pages).left_out[0]
    left_out = compare(figures(), figures(condition="fax")).left_out
    assert left_out == ("real: not measured here", "fax: not in the baseline")


def test_figures_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert load(path) is None
    save(figures(), path)
    assert load(path) == figures()
    rows = json.loads(path.read_text(encoding="utf-8"))["conditions"]
    assert (rows["real"]["CER %"], rows["real"]["WER %"]) == (2.0, 6.0)


def test_the_committed_baseline_can_be_compared_with() -> None:
    text = BASELINE.read_text(encoding="utf-8")
    assert json.loads(text) == to_json(from_json(json.loads(text)))
