"""The damaged scans of the matching set are the same each time, and damaged."""

from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks.matching_damage import glass, marked, scanned
from benchmarks.matching_set import NEIGHBOURS, TEMPLATES, drawn_documents


def test_a_scan_is_the_same_each_time() -> None:
    sheet = Image.new("RGB", (827, 1169), "white")
    pictures = []
    for _ in range(2):
        hand = np.random.default_rng(7)
        on = glass(hand)
        pictures.append(scanned(marked(sheet, hand, first=True), 100, on, hand))
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert np.asarray(pictures[0].convert("L")).min() < 200


def test_neighbours_are_of_one_office_and_differ_in_their_number() -> None:
    documents = dict(drawn_documents())
    assert len(documents) == len(TEMPLATES) * NEIGHBOURS
    for name in TEMPLATES:
        of_one = [documents[f"{name}-{step}"] for step in range(NEIGHBOURS)]
        assert len({one.issuer for one in of_one}) == 1
        assert len({one.number for one in of_one}) == NEIGHBOURS
