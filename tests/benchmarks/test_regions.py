"""Boxes match as the scorer says, and the keyed pages are what they claim to be."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.offices import half_of
from benchmarks.regions import GROUPS, NAMES, Marked, found_on, keyed, keyed_pages, rates, score

SEAL = Marked("seal", (500, 700, 660, 820))


def counts(truth: list[Marked], found: list[Marked]) -> dict[str, int]:
    return {what: n for (_, what), n in score(truth, found).items()}


@pytest.mark.parametrize(
    ("box", "right"),
    [
        ((500, 700, 660, 820), True),
        ((505, 690, 670, 815), True),
        ((500, 700, 560, 750), False),
        ((300, 500, 900, 990), False),
        ((100, 700, 260, 820), False),
    ],
)
def test_a_box_matches_its_like(box: tuple[float, float, float, float], right: bool) -> None:
    expected = {"found": 1, "right": 1} if right else {"missed": 1, "wrong": 1}
    assert counts([SEAL], [Marked("seal", box)]) == expected


def test_another_group_does_not_count() -> None:
    assert counts([SEAL], [Marked("stamp", SEAL.box)]) == {"missed": 1, "wrong": 1}


def test_pieces_that_make_up_a_box_are_right_together() -> None:
    line = Marked("handwriting", (100, 100, 400, 120))
    pieces = [Marked("handwriting", (x, 100, x + 90, 120)) for x in (100, 200, 300)]
    assert counts([line], pieces) == {"found": 1, "right": 3}
    assert counts([line], pieces[:1]) == {"missed": 1, "wrong": 1}
    assert counts(pieces, [line]) == {"found": 3, "right": 1}


def test_doubt_counts_neither_way() -> None:
    doubtful = Marked("seal", SEAL.box, doubt=True)
    assert counts([doubtful], []) == {}
    assert counts([doubtful], [SEAL]) == {}
    assert counts([doubtful], [Marked("stamp", SEAL.box)]) == {}


def test_rates_are_shares() -> None:
    sums = Counter({("seal", "found"): 3, ("seal", "missed"): 1, ("seal", "right"): 2})
    assert rates(sums, "seal") == (0.75, 1.0)
    assert rates(sums, "stamp") == (None, None)


def test_found_boxes_are_in_thousandths_and_rules_are_left_out() -> None:
    found = found_on([("folio", (50, 20, 100, 40)), ("rule", (0, 0, 9, 9))], (1000, 2000))
    assert found == (Marked("handwriting", (50.0, 10.0, 100.0, 20.0)),)


def test_the_keyed_pages_are_whole() -> None:
    pages = keyed_pages()
    assert len(pages) == 40
    sums = Counter(mark.group for page in pages for mark in keyed(page) if not mark.doubt)
    assert sums == {"handwriting": 98, "stamp": 40, "signature": 31, "seal": 24}
    assert set(GROUPS.values()) == set(NAMES)
    for page in pages:
        for mark in keyed(page):
            left, top, right, bottom = mark.box
            assert 0 <= left < right <= 1000
            assert 0 <= top < bottom <= 1000


def test_their_halves_are_those_of_their_offices(shared_data: Path) -> None:
    text = (shared_data / "scans" / "labels.jsonl").read_text(encoding="utf-8")
    labels = {label["id"]: label for label in map(json.loads, text.splitlines())}
    assert all(half_of(labels[page["id"]]) == page["half"] for page in keyed_pages())
