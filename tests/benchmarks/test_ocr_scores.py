"""How readings are held against the truth: the official figure, inventions, words, confidences."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ocr_cover import Piece, cover
from benchmarks.ocr_scores import Tally, fold, normalise, pieces, score, share
from benchmarks.ocr_trust import plot, trust
from benchmarks.process import must
from benchmarks.reading import cer

LINES = (
    "SỞ XÂY DỰNG",
    "Số:«hw»/SXD-VP",
    "Mỹ Thuận, ngày «hw» tháng 3 năm 2011",
    "1 | Giống lúa thuần | 66 | 72.598.000",
    "Nơi nhận:",
    "Lê Văn Sỹ",
)
READ = "SỞ XÂY DỰNG\nSố: 15/SXD-VP\nMỹ Thuận, ngày 7 tháng 3 năm 2011\n"
TABLE = "1 Giống lúa thuần 66 72.598.000\nNơi nhận:\nLê Văn Sỹ\n"


def test_a_page_read_as_it_stands_has_no_errors() -> None:
    found = score(LINES, READ + TABLE)
    assert found.tally.wrong == found.tally.words_wrong == found.tally.invented == 0
    assert found.tally.characters == sum(len(p.text) for p in pieces(LINES) if len(p.text) >= 4)
    assert False not in found.words


def test_the_order_of_lines_does_not_matter() -> None:
    assert score(LINES, TABLE + READ).tally == score(LINES, READ + TABLE).tally


def test_a_line_that_is_not_read_costs_its_length() -> None:
    found = score(("QUYẾT ĐỊNH",), "")
    assert found.tally == Tally(10, 10, 10, 2, 2, 2)
    assert found.words == ()


def test_a_wrong_tone_is_wrong_only_with_diacritics() -> None:
    found = score(("Lê Văn Sỹ",), "Lê Văn Sy")
    assert (found.tally.wrong, found.tally.wrong_folded) == (1, 0)
    assert (found.tally.words_wrong, found.tally.words_wrong_folded) == (1, 0)
    assert found.words == (True, True, False)


@pytest.mark.parametrize(
    "read", ["nghiêng ngã", "nghêng ngả", "nghiêngngả", "nghiê ng ngả", "nghiêng, ngả"]
)
def test_a_word_is_right_only_as_a_whole(read: str) -> None:
    assert False in score(("nghiêng ngả",), read).words


def test_what_stands_on_no_line_is_invented() -> None:
    found = score(LINES, READ + TABLE + "£ Ÿ§ k7q\n")
    assert (found.tally.invented, found.tally.words_invented) == (6, 3)
    assert found.words[-3:] == (False, False, False)


def test_on_an_empty_page_every_word_is_invented() -> None:
    assert score((), "ah . oe ...").tally == Tally(invented=4, words_invented=2)


def test_a_line_read_twice_is_invented_once() -> None:
    assert score(("Nơi nhận:",), "Nơi nhận: Nơi nhận:").tally.invented == 8


def test_writing_by_hand_is_neither_right_nor_invented() -> None:
    found = score(("Số:«hw»/SXD-VP",), "Số: 15/SXD-VP")
    assert found.tally.invented == 0
    assert found.words == (True, None)
    assert score(("Số: /SXD-VP",), "Số: 15 /SXD-VP").tally.invented == 2


def test_dots_of_leaders_are_no_inventions() -> None:
    assert score(("Kính gửi:",), "Kính gửi: ...........").tally.invented == 0


def test_each_character_serves_one_piece() -> None:
    found = cover([Piece(0, "Trần Quốc Khánh"), Piece(1, "Trần Quốc Khanh")], "Trần Quốc Khánh")
    assert sum(mark == 1 for mark in found.marks) == 15
    assert found.invented() == (0, 0)


def test_a_line_takes_no_part_of_another_that_is_like_it() -> None:
    lines = (
        "phủ về cơ chế một cửa liên thông trong giải quyết",
        "thủ tục hành chính;",
        "cơ chế một cửa liên thông trong giải quyết thủ tục",
    )
    read = "\n".join(lines).replace("giải quyết thủ tục", "giải quyet thủ tục")
    assert score(lines, read).words.count(False) == 1


def test_a_cell_is_found_over_two_lines() -> None:
    found = score(("Loại cơ sở thực phẩm | 00 |",), "Loại cơ sở thực\nphẩm\n00")
    assert found.tally.invented == 0
    assert set(found.words) == {True}


@given(st.text(alphabet="aăâđêô ơưạ.,-1", max_size=60), st.text(alphabet="aăđ ơ.1x", max_size=60))
def test_counts_stay_within_their_wholes(truth: str, read: str) -> None:
    found = score((truth,), read)
    tally = found.tally
    assert 0 <= tally.wrong <= tally.characters
    assert 0 <= tally.words_wrong <= tally.words
    assert tally.invented <= len(normalise(read))
    assert len(found.words) == len(normalise(read).split())


def test_folding_keeps_one_letter_for_one() -> None:
    assert fold("Đặng Hữu Nghĩa") == "Dang Huu Nghia"


def test_tallies_add_up() -> None:
    both = Tally(characters=10, wrong=1) + Tally(characters=30, wrong=3, invented=2)
    assert (both.cer, both.invented) == (10.0, 2)
    assert share(1, 0) == 0.0


@pytest.mark.may_skip_in_ci
def test_the_error_rate_is_that_of_the_official_scorer(shared_data: Path, tmp_path: Path) -> None:
    truth, texts = tmp_path / "truth", tmp_path / "texts"
    truth.mkdir()
    texts.mkdir()
    read = READ.replace("Mỹ", "My").replace("năm", "nam") + "Giống lua thuần 66 72.598.00"
    (truth / "page.txt").write_text("\n".join(LINES), encoding="utf-8")
    (texts / "page.txt").write_text(read, encoding="utf-8")
    official, _, folded = cer(shared_data / "score_text.py", truth, texts)
    tally = score(LINES, read).tally
    assert round(tally.cer, 2) == official > 0
    assert round(share(tally.wrong_folded, tally.characters), 2) == folded
    assert must([sys.executable, "-c", "import edlib"]).code == 0


def test_a_confidence_that_is_kept_has_no_error() -> None:
    found = trust([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    assert (found.error, found.sure, found.sure_right) == (0.0, 0.0, None)


def test_a_boast_is_an_error() -> None:
    found = trust([(1.0, True), (1.0, False), (0.5, True), (0.5, False)])
    assert found.error == 0.25
    assert (found.sure, found.sure_right) == (0.5, 0.5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_word_is_in_one_bin(judged: list[tuple[float, bool]]) -> None:
    found = trust(judged)
    assert sum(b.words for b in found.bins) == found.words == len(judged)
    assert plot(found).count("<circle") == len(found.bins)
