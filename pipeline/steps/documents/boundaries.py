"""Whether another document begins at each page of a file: new, same, or for a person to say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from itertools import takewhile

from pipeline.model.ocr import OcrPage
from pipeline.rules import DocumentRules, Rules
from pipeline.steps.documents.evidence import NAMES, Evidence, evidence
from pipeline.steps.documents.look import PageLook, look


class Outcome(StrEnum):
    """What a page is to the page before it."""

    NEW = "new"
    """Another document begins."""
    SAME = "same"
    UNSURE = "unsure"
    SEPARATOR = "separator"
    """A sheet put between two documents, or its blank back, of neither."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The decision at a page, and how probable it is that another document begins there."""

    page: int
    probability: float
    outcome: Outcome


def find_boundaries(pages: Sequence[OcrPage], rules: Rules) -> tuple[Boundary, ...]:
    """One for each page, in order; a document begins at the first that is no separator."""
    return decide([look(page, rules) for page in pages], rules.documents)


def decide(looks: Sequence[PageLook], rules: DocumentRules) -> tuple[Boundary, ...]:
    """As `find_boundaries`, of pages that were looked at."""
    found: list[Boundary] = []
    before: list[PageLook] = []
    parted = False
    for index, page in enumerate(looks):
        after = tuple(takewhile(goes_with, looks[index + 1 :]))
        boundary = _boundary(before, page, after, rules, parted=parted)
        parted = boundary.outcome is Outcome.SEPARATOR
        if boundary.outcome is not Outcome.SAME:
            # Where it may begin, what comes after is weighed as if it did.
            before = []
        if not (page.separator or page.blank):
            before.append(page)
        found.append(boundary)
    return _with_backs_before(found, looks)


def _with_backs_before(
    found: Sequence[Boundary], looks: Sequence[PageLook]
) -> tuple[Boundary, ...]:
    """Where both sides of each sheet were scanned, one that was fed the wrong way round shows its
    blank back first: the page before it is of the same sheet, and of no document."""
    both_sides = len(found) % 2 == 0
    done = list(found)
    for index in range(1, len(found), 2):
        back = looks[index - 1]
        if both_sides and looks[index].separator and back.blank and not back.separator:
            done[index - 1] = Boundary(back.number, 1.0, Outcome.SEPARATOR)
    return tuple(done)


def goes_with(page: PageLook) -> bool:
    """Whether a page may belong to the one before it: no head, no separator."""
    return not (page.motto or page.separator)


def _boundary(
    before: Sequence[PageLook],
    page: PageLook,
    after: Sequence[PageLook],
    rules: DocumentRules,
    *,
    parted: bool,
) -> Boundary:
    """`parted`: a separator sheet, or its back, lies just before the page."""
    if page.separator or (parted and page.blank):
        return Boundary(page.number, 1.0, Outcome.SEPARATOR)
    if parted:
        return Boundary(page.number, 1.0, Outcome.NEW)
    if page.blank or not before:
        return Boundary(page.number, 0.0, Outcome.SAME)
    return _weighed(before, page, after, rules)


def _weighed(
    before: Sequence[PageLook],
    page: PageLook,
    after: Sequence[PageLook],
    rules: DocumentRules,
) -> Boundary:
    chance = probability(evidence(before, page, after), rules.weights)
    if page.unread or before[-1].unread:
        # What was not seen may be an end or a beginning.
        outcome = Outcome.UNSURE
    elif chance >= rules.new_above:
        # A head into which nothing was written may be that of a form or a draft in an annex.
        outcome = Outcome.NEW if page.filled else Outcome.UNSURE
    else:
        outcome = Outcome.SAME if chance < rules.same_below else Outcome.UNSURE
    return Boundary(page.number, round(chance, 4), outcome)


def probability(seen: Evidence, weights: Mapping[str, float]) -> float:
    """By logistic regression. Raises: KeyError for a kind of evidence without a weight."""
    weighed = zip(NAMES, astuple(seen), strict=True)
    total = weights["bias"] + sum(weights[name] * value for name, value in weighed)
    return 1 / (1 + math.exp(-total))
