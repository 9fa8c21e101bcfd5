"""One sheet scanned twice is told from another print of the same document."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from pipeline.steps.matching.sheets import Gray, SheetLikeness, sheet_likeness
from samples.generator.compose import compose
from samples.generator.handwriting import signature
from samples.generator.scanner import scan
from samples.generator.sheet import Sheet
from samples.generator.source import Sample, document
from samples.generator.stamps import BLUE, RED, arrival

DPI = 200


def hand(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def printed(name: str = "to-trinh-kinh-phi", seed: int = 1) -> Sheet:
    return compose(document(name), DPI * 2, hand(seed))[0]


def laid(sheet: Sheet, seed: int, skew: float, colour: str = "grey") -> Gray:
    sample = Sample("a", "", "", dpi=DPI, colour=colour, noise=2.0 + seed)
    picture: Image.Image = scan(sheet.picture(), None, sample, skew, hand(seed))
    return np.asarray(picture.convert("L"), np.uint8)


@pytest.mark.parametrize("colour", ["grey", "1"])
def test_a_sheet_scanned_twice_is_one(colour: str) -> None:
    sheet = printed()
    likeness = sheet_likeness(laid(sheet, 1, 0.6), laid(sheet, 2, -0.4, colour))
    assert likeness is not None
    assert likeness.same


def test_what_was_stamped_since_does_not_make_it_another() -> None:
    sheet = printed()
    before = laid(sheet, 1, 0.3)
    arrival(sheet, 30, 60, ("VĂN PHÒNG", "123", "5/3"), hand(5), RED, BLUE)
    likeness = sheet_likeness(before, laid(sheet, 2, -0.3))
    assert likeness is not None
    assert likeness.same


def test_two_prints_that_were_written_on_are_two() -> None:
    sheets = []
    for seed, (x, y) in ((3, (60, 120)), (4, (110, 200))):
        sheet = printed()
        sheet.ink(signature((sheet.mm(60), sheet.mm(20)), sheet.mm(0.6), hand(seed)), x, y, BLUE)
        arrival(sheet, 30, 60, ("VĂN PHÒNG", str(seed * 117), "5/3"), hand(seed), RED, BLUE)
        sheets.append(laid(sheet, seed, 0.2))
    likeness = sheet_likeness(*sheets)
    assert likeness is not None
    assert not likeness.same


def numbered(number: str, seed: int) -> Gray:
    """A document of one template, that bears this number."""
    template = replace(document("quyet-dinh-cay-xanh"), number=number)
    return laid(compose(template, DPI * 2, hand(1))[0], seed, 0.3)


def test_two_documents_that_differ_in_their_numbers_are_two_sheets() -> None:
    one = numbered("127", 1)
    again, other = (sheet_likeness(one, numbered(number, 2)) for number in ("127", "4536"))
    assert again is not None
    assert other is not None
    assert again.same
    assert other.of_one > 0.95
    assert not other.same


def test_a_stroke_that_is_gone_is_told() -> None:
    sheet = laid(printed(), 1, 0.0)
    without = sheet.copy()
    without[300:330, 500:700] = 255
    likeness = sheet_likeness(sheet, without)
    assert likeness is not None
    assert sheet_likeness(sheet, sheet) == SheetLikeness(1.0, 1.0, 0.0, 0)
    assert min(likeness.of_one, likeness.of_other) < 1.0


def test_other_pages_are_not_laid_over_each_other() -> None:
    one, other = laid(printed(), 1, 0.0), laid(printed("thong-bao-nghi-tet"), 1, 0.0)
    likeness = sheet_likeness(one, other)
    assert likeness is None or not likeness.same


def test_an_empty_page_is_like_nothing() -> None:
    empty = np.full((1754, 1240), 255, np.uint8)
    assert sheet_likeness(empty, empty) is None
