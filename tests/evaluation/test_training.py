"""Training on drawn blanks of a strange hand: what it gains, and when nothing is kept."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.engines.digit_network import digit_reader
from pipeline.evaluation.taught import KnownBlank
from pipeline.evaluation.training import Figures, Training, figures, halves, helps, train
from pipeline.model.blanks import BlankKind
from pipeline.model.digit_head import BlankSeen
from tests.evaluation.strange_hand import STROKES, write_digits

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"


def drawn(digits: str, rng: np.random.Generator) -> np.ndarray:
    """A crop with digits of the strange hand after "ố:"."""
    image = Image.new("L", (78 + 20 * len(digits), 64))
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 27)
    pen.text((24, 44), "ố:", font=font, fill=230, anchor="rs")
    pen.text((image.width - 24, 44), "/QĐ", font=font, fill=230, anchor="ls")
    dark = np.array(image)
    write_digits(dark, digits, 36, 44, rng)
    return np.dstack((dark, np.zeros_like(dark)))


def known(document: int, digits: str, rng: np.random.Generator) -> KnownBlank:
    reader = digit_reader()
    seen = BlankSeen(BlankKind.NUMBER, *reader.look(drawn(digits, rng)))
    return KnownBlank(f"d{document}", f"office {document % 4}", seen, reader.classes, digits)


@pytest.fixture(scope="module")
def strange() -> tuple[KnownBlank, ...]:
    rng = np.random.default_rng(3)
    digits = ["".join(rng.choice(list(STROKES), 3)) for _ in range(60)]
    return tuple(known(n, text, rng) for n, text in enumerate(digits))


@pytest.fixture(scope="module")
def training(strange: tuple[KnownBlank, ...]) -> Training:
    return train(strange, "network")


def test_a_strange_hand_is_learned(training: Training) -> None:
    assert training.helps
    before, after = training.before["number"], training.after["number"]
    assert after.first - before.first >= 10
    assert after.wrong <= before.wrong


def test_what_all_taught_reads_blanks_that_nobody_taught(training: Training) -> None:
    rng = np.random.default_rng(11)
    other = [known(n, "".join(rng.choice(list(STROKES), 3)), rng) for n in range(20)]
    before = figures(other, lambda _: None)["number"]
    after = figures(other, lambda _: training.head)["number"]
    assert after.first > before.first


def test_what_is_read_already_teaches_nothing_and_is_not_kept() -> None:
    rng = np.random.default_rng(5)
    texts = ["".join(rng.choice(list("147"), 3)) for _ in range(40)]
    blanks = [known(n, text, rng) for n, text in enumerate(texts)]
    right = [one for one in blanks if one.first_three(None)[0][0] == one.truth]
    found = train(right, "network")
    assert found.head is None
    assert not found.helps


def test_no_office_is_on_both_sides(strange: tuple[KnownBlank, ...]) -> None:
    by_office, half = halves(strange)
    assert by_office
    sides = {(blank.office, half(blank)) for blank in strange}
    assert len(sides) == 4
    assert set(Counter(map(half, strange)).values()) == {30}


def test_one_office_is_parted_by_document(strange: tuple[KnownBlank, ...]) -> None:
    one = [replace(blank, office="the only one") for blank in strange]
    by_office, half = halves(one)
    assert not by_office
    assert set(Counter(map(half, one)).values()) == {30}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (Figures(10, 8, 9, 1), True),
        (Figures(10, 7, 10, 0), False),
        (Figures(10, 8, 8, 1), False),
        (Figures(10, 8, 9, 2), False),
    ],
)
def test_it_helps_only_where_nothing_is_worse(after: Figures, expected: bool) -> None:
    day = Figures(5, 4, 5, 0)
    before = {"number": Figures(10, 7, 9, 1), "day": day}
    assert helps(before, {"number": after, "day": day}) is expected
    worse = replace(day, first=3)
    assert not helps(before, {"number": after, "day": worse})
