"""Fits the weights of `configs/documents.toml`: `python -m benchmarks.stacks_fit --readings DIR`.

Logistic regression with an L2 penalty, on stacks of one half of the offices; each weight keeps
the sign that its evidence has by its meaning, since a half shows few forms, copies and covers.
Parts of a head are lost at random, as a poor scan loses them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from benchmarks.offices import HALVES
from benchmarks.options import parse
from benchmarks.stacks import FORMS, Labelled, Stack, labelled, score, shares, stacks
from pipeline.rules import Rules, default_rules
from pipeline.steps.documents.boundaries import goes_with
from pipeline.steps.documents.evidence import NAMES, evidence
from pipeline.steps.documents.look import PageLook

FOR = ("head", "letterhead", "filled", "signed", "signed_again", "title")
"""Evidence for another document; the rest speaks against it."""
PENALTY = 2e-4
ROUNDS = 6000
RATE = 0.5
LOST = 0.15
"""Share of heads of which some part is lost."""
COUNTED = {"one side": 1.0, "one office": 1.0, "head unread": 0.1}
"""Forms to learn from; a head is seldom unread altogether."""

Table = npt.NDArray[np.float64]


def main(arguments: Sequence[str]) -> int:
    """Fits on the half that the rules were made on; with `--swap` first, on the other, to compare.

    `python -m benchmarks stacks` tells what the weights in use are worth on each half.
    """
    swap = arguments[:1] == ["--swap"]
    rules = default_rules()
    halves = labelled(parse(["stacks", *arguments[swap:]]), rules)
    fitted_on, other = HALVES[::-1] if swap else HALVES
    weights = fit(*examples(halves[fitted_on]))
    print(f"# fitted on the half {fitted_on}")
    for name, value in weights.items():
        print(f"{name} = {value:.2f}")
    fitted = with_weights(rules, weights)
    for form in FORMS:
        half = other if swap else fitted_on
        print(f"# {half}, {form}:", *shares(score(stacks(halves[half], form), fitted)))
    return 0


def with_weights(rules: Rules, weights: dict[str, float]) -> Rules:
    documents = rules.documents.model_copy(update={"weights": weights})
    return rules.model_copy(update={"documents": documents})


def examples(documents: Sequence[Labelled]) -> tuple[Table, Table, Table]:
    """Evidence at pages of many stacks, whether a document begins there, and what that counts."""
    rows, truths, counted = [], [], []
    for form, weight in COUNTED.items():
        chance = random.Random(form)
        for one in stacks(documents, form, 200):
            for before, page, after in steps(one):
                damaged = lossy(page, chance) if page.number in one.starts else page
                rows.append(astuple(evidence(before, damaged, after)))
                truths.append(float(page.number in one.starts))
                counted.append(weight)
    return np.array(rows), np.array(truths), np.array(counted)


def steps(one: Stack) -> Iterator[tuple[list[PageLook], PageLook, list[PageLook]]]:
    """Each page with the pages of the document before it, as they truly are, and those after."""
    before: list[PageLook] = []
    for index, page in enumerate(one.looks):
        if before:
            yield before, page, list(takewhile(goes_with, one.looks[index + 1 :]))
        before = [page] if page.number in one.starts else [*before, page]


def lossy(page: PageLook, chance: random.Random) -> PageLook:
    """The page with parts of its head unread, now and then."""
    return replace(
        page,
        organs=page.organs and chance.random() > LOST,
        symbol=page.symbol if chance.random() > LOST else None,
        dateline=page.dateline and chance.random() > LOST,
        filled=page.filled and chance.random() > LOST,
        title=page.title and chance.random() > LOST,
    )


def fit(rows: Table, truths: Table, counted: Table) -> dict[str, float]:
    """Weights by name, "bias" included."""
    table = np.hstack([rows, np.ones((len(rows), 1))])
    signs = np.array([1.0 if name in FOR else -1.0 for name in NAMES])
    weights = np.zeros(table.shape[1])
    for _ in range(ROUNDS):
        wrong = counted * (1 / (1 + np.exp(-table @ weights)) - truths)
        slope = table.T @ wrong / counted.sum()
        slope[:-1] += PENALTY * weights[:-1]
        weights -= RATE * slope
        weights[:-1] = np.where(signs * weights[:-1] > 0, weights[:-1], 0)
    return {**dict(zip(NAMES, weights.tolist(), strict=False)), "bias": float(weights[-1])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
