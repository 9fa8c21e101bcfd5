"""The recipe of the digit reader, as far as it needs no torch: what is drawn, and its labels."""

import json
from pathlib import Path

import numpy as np
import pytest

from notebooks.digit_reader.batches import can_be_learned, classes_of, put_together
from notebooks.digit_reader.drawn_blanks import CHARACTERS, STRUCK, DrawnBlanks, Example
from notebooks.digit_reader.fonts import PRINT_FONTS, hand_fonts, installed
from notebooks.digit_reader.hands import Hands, any_hand, shapes, smooth, written
from notebooks.digit_reader.real_blanks import likeliest, spellings
from notebooks.digit_reader.stored_blanks import load_real, read_crop, write_crop
from notebooks.digit_reader.texts import any_filling, number
from notebooks.line_reader.chance import Dice
from pipeline.engines.digit_network import digit_meta
from pipeline.model.blanks import BlankKind
from pipeline.model.reading import Posterior
from pipeline.steps import blank_reading

PEN_ONLY = Hands(None, None, ())


@pytest.fixture
def drawn() -> DrawnBlanks:
    if len(installed(PRINT_FONTS)) < len(PRINT_FONTS):
        pytest.skip("the fonts of print are missing: apt-get install fonts-croscore")
    return DrawnBlanks(PEN_ONLY, 1)


def test_every_digit_has_shapes_within_reach() -> None:
    assert "".join(sorted(shapes())) == "0123456789"
    for ways in shapes().values():
        assert len(ways) >= 6
        for strokes in ways:
            points = np.concatenate(strokes)
            assert points.min() >= -0.2
            assert points.max() < 1.2


def test_a_curve_goes_through_its_points() -> None:
    points = np.array([[0.0, 0.0], [0.5, 1.0], [1.0, 0.0]])
    curve = smooth(points)
    for point in points:
        assert np.abs(curve - point).sum(1).min() < 1e-9


def test_a_pen_leaves_ink_for_every_digit() -> None:
    dice = Dice.of_seed(3)
    for digit in "0123456789":
        ink, base = written(digit, any_hand(PEN_ONLY, 54, dice), PEN_ONLY, dice)
        assert ink.max() > 200
        assert 0 < base < len(ink)


def test_one_seed_draws_the_same_blanks(drawn: DrawnBlanks) -> None:
    again, other = DrawnBlanks(PEN_ONLY, 1), DrawnBlanks(PEN_ONLY, 2)
    for _ in range(10):
        first, second = drawn.draw(), again.draw()
        assert first.label == second.label
        assert np.array_equal(first.crop, second.crop)
    assert not np.array_equal(again.draw().crop, other.draw().crop)


def test_drawn_blanks_have_the_reader_s_shape(drawn: DrawnBlanks) -> None:
    examples = [drawn.draw() for _ in range(150)]
    assert all(example.crop.shape[0] == 64 for example in examples)
    assert all(example.crop.shape[2] == 2 for example in examples)
    assert all(set(example.label) <= set(CHARACTERS) for example in examples)
    assert any(STRUCK in example.label for example in examples)
    assert any(not example.label for example in examples)
    assert sum(map(can_be_learned, examples)) > 140


def test_what_stands_in_a_blank_is_possible() -> None:
    dice = Dice.of_seed(1)
    for _ in range(500):
        filling = any_filling(dice)
        if filling.kind == "day" and filling.digits:
            assert 1 <= int(filling.digits) <= 31
        if filling.kind == "month" and filling.digits:
            assert 1 <= int(filling.digits) <= 12
        assert len(filling.digits) <= 5
    assert all(int(number(dice)) > 0 for _ in range(500))


def test_the_network_in_use_has_these_characters() -> None:
    assert digit_meta()["characters"] == CHARACTERS
    assert STRUCK == blank_reading.STRUCK


def test_a_batch_is_filled_up_with_paper() -> None:
    narrow = Example(np.full((64, 30, 2), 255, np.uint8), "1")
    wide = Example(np.full((64, 61, 2), 255, np.uint8), "2x")
    batch = put_together([narrow, wide])
    assert batch.crops.shape == (2, 2, 64, 64)
    assert batch.crops[0, :, :, 30:].max() == 0
    assert batch.crops[1, :, :, :61].min() == 1
    assert batch.steps.tolist() == [16, 32]
    assert classes_of("0x") == [1, 11]


def test_fonts_are_found_where_npm_puts_them(tmp_path: Path) -> None:
    files = tmp_path / "node_modules/@fontsource/kalam/files"
    files.mkdir(parents=True)
    for name in ("kalam-latin-400-normal.woff", "kalam-latin-ext-400-normal.woff"):
        (files / name).write_bytes(b"")
    assert hand_fonts(tmp_path) == (str(files / "kalam-latin-400-normal.woff"),)


def test_stored_crops_come_back(tmp_path: Path) -> None:
    crop = np.random.default_rng(1).integers(0, 255, (64, 40, 2), np.uint8)
    write_crop(tmp_path / "a.png", crop)
    assert np.array_equal(read_crop(tmp_path / "a.png"), crop)
    row = {"file": str(tmp_path / "a.png"), "half": "tuned on", "label": "07"}
    (tmp_path / "list.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (example,) = load_real(tmp_path / "list.jsonl", "tuned on")
    assert example.label == "07"
    assert load_real(tmp_path / "list.jsonl", "held out") == []
    with pytest.raises(FileNotFoundError):
        read_crop(tmp_path / "b.png")


LABEL = {
    "number": "012",
    "number_form": "handwritten",
    "date": "2018-03-??",
    "date_form": "handwritten",
    "doubts": [],
}


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (BlankKind.NUMBER, {}, ("012",)),
        (BlankKind.NUMBER, {"doubts": ["number"]}, ()),
        (BlankKind.NUMBER, {"number": None, "number_form": "absent"}, ()),
        (BlankKind.MONTH, {}, ("03", "3")),
        (BlankKind.YEAR, {}, ("2018",)),
        (BlankKind.DAY, {}, ()),
        (BlankKind.MONTH, {"date_form": "overlay"}, ()),
        (BlankKind.ARRIVAL_NUMBER, {}, ()),
    ],
)
def test_labels_tell_what_may_stand_in_a_blank(
    kind: BlankKind, changes: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert spellings(kind, LABEL | changes) == expected


def test_the_likeliest_spelling_is_chosen() -> None:
    chances = np.full((6, 12), 0.001)
    chances[(0, 2, 4, 5), (0, 0, 0, 0)] = 0.9
    chances[(1, 3), (1, 8)] = 0.9
    logs = np.log(chances / chances.sum(1, keepdims=True)).astype(np.float32)
    classes = {character: n for n, character in enumerate(CHARACTERS, start=1)}
    assert likeliest(("7", "07"), Posterior(logs, classes, 0.0, 2.0)) == "07"
