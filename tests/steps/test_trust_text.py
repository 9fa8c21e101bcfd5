"""Embedded text against what was read: used where it holds, replaced where the picture differs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, TextSource, Word
from pipeline.steps.trust_text import agreement, trusted, with_embedded

BODY = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
    "Căn cứ Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010 của Chính phủ",
    "Theo đề nghị của Giám đốc Sở Tư pháp tại Tờ trình số 354/TTr-STP",
    "Công bố kèm theo Quyết định này các thủ tục hành chính được sửa đổi",
    "Quyết định này có hiệu lực thi hành kể từ ngày ký",
)


def line(text: str, row: int, left: int = 100, confidence: float = 0.95) -> Line:
    """Words of 20 pixels a letter on lines 60 pixels apart."""
    words = []
    for part in text.split(" "):
        right = left + 20 * max(len(part), 1)
        if part:
            words.append(Word(part, Box(left, 60 * row, right, 60 * row + 40), confidence))
        left = right + 20
    return Line(tuple(words), hull(word.box for word in words), row)


def page(texts: Sequence[str], confidence: float = 0.95) -> list[Line]:
    return [line(text, row, confidence=confidence) for row, text in enumerate(texts)]


def texts(lines: Sequence[Line]) -> list[str]:
    return [one.text for one in lines]


def changed(old: str, new: str) -> list[str]:
    assert any(old in text for text in BODY)
    return [text.replace(old, new) for text in BODY]


def word(lines: Sequence[Line], text: str) -> Word:
    return next(w for one in lines for w in one.words if w.text == text)


def test_text_that_was_read_alike_is_used_as_it_is() -> None:
    lines, source = with_embedded(page(BODY), page(BODY))
    assert texts(lines) == list(BODY)
    assert source is TextSource.EMBEDDED
    assert {w.confidence for one in lines for w in one.words} == {0.999}


def test_order_does_not_count_but_place_does() -> None:
    assert agreement(page(BODY)[::-1], page(BODY)).share == 1.0
    assert not trusted(page(BODY[::-1]), page(BODY))


def test_a_poor_layer_is_replaced_by_the_reading() -> None:
    poor = [text.translate(str.maketrans("ươăâđêôệ", "uoaadeoe"))[::-1] for text in BODY]
    lines, source = with_embedded(page(BODY), page(poor))
    assert texts(lines) == list(BODY)
    assert source is TextSource.READ


def test_text_without_its_marks_is_not_trusted() -> None:
    bare = [
        "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        for text in BODY
    ]
    assert not trusted(page(bare), page(BODY))


def test_nothing_read_vouches_for_nothing() -> None:
    assert not trusted(page(BODY), [])
    assert with_embedded([], page(BODY)) == ((), TextSource.READ)
    assert with_embedded(page(BODY), [])[0] == tuple(page(BODY))


@pytest.mark.parametrize(
    ("read", "confidence"),
    [("Tô", 0.98), ("TỔ", 0.98), ("", 0.9)],
    ids=["mark", "capital", "not read"],
)
def test_where_readers_err_the_files_word_is_kept_but_less_sure(
    read: str, confidence: float
) -> None:
    lines, _ = with_embedded(page(changed("Tổ", read)), page(BODY))
    assert texts(lines) == list(BODY)
    assert word(lines, "Tổ").confidence <= confidence


def test_another_digit_vouched_for_by_its_font_is_kept_but_unsure() -> None:
    lines, _ = with_embedded(page(changed("2015", "2815")), page(BODY))
    assert word(lines, "2015").confidence == pytest.approx(0.9)


def test_a_digit_more_in_the_picture_wins_and_nobody_is_sure() -> None:
    lines, source = with_embedded(page(BODY), page(changed("354/TTr-STP", " 54/TTr-STP")))
    assert source is TextSource.EMBEDDED
    assert word(lines, "354/TTr-STP").confidence == 0.5
    assert "54/TTr-STP" not in {w.text for one in lines for w in one.words}


def test_a_letter_that_a_font_always_draws_as_another_is_read() -> None:
    mapped = page([text.replace("n", "m") for text in BODY])
    lines, _ = with_embedded(page(BODY), mapped)
    assert texts(lines) == list(BODY)


def test_a_mark_that_is_always_another_is_the_pictures() -> None:
    read = page([*BODY, "số hồ sơ số năm số ba số bốn số một số hai số sáu số"])
    embedded = page([*BODY, "sỗ hồ sơ sỗ năm sỗ ba sỗ bốn sỗ một sỗ hai sỗ sáu sỗ"])
    lines, _ = with_embedded(read, embedded)
    assert lines[-1].text == read[-1].text
    erring = page([*BODY, "số hồ sơ sô năm số ba sồ bốn số một sô hai số sáu số"])
    lines, _ = with_embedded(erring, embedded)
    assert lines[-1].text == embedded[-1].text


def test_what_shows_and_has_no_reading_of_its_own_is_kept_unsure() -> None:
    one = Word("thủtụchànhchínhP", Box(100, 300, 540, 340), 0.95)
    read = [*page(BODY), Line((one,), one.box)]
    lines, _ = with_embedded(read, [*page(BODY), line("thủ tục hành chính XWJ", 5)])
    assert lines[-1].text == "thủ tục hành chính XWJ"
    assert word(lines, "XWJ").confidence == 0.5


def test_a_font_with_a_wrong_map_is_read_though_the_page_is_trusted() -> None:
    heading = "QUYẾT ĐỊNH CÔNG BỐ"
    read = page([*BODY, heading])
    embedded = page([*BODY, "TXBHW ĐKLMN CPQG BR"])
    fonts = [["Good"] * len(one.words) for one in embedded]
    fonts[-1] = ["Bad"] * 4
    lines, _ = with_embedded(read, embedded, fonts)
    assert {w.text for w in lines[-1].words} == set(heading.split())


def test_what_shows_and_was_not_read_is_kept_when_its_font_holds() -> None:
    lines, _ = with_embedded(page(BODY), page([*BODY, "Nơi nhận"]))
    assert lines[-1].text == "Nơi nhận"
    assert {w.confidence for w in lines[-1].words} == {0.9}


def test_unsure_reading_under_a_seal_disputes_nothing() -> None:
    seal = [*page(BODY[:-1]), line("YRĨN HƯẢ OPQ XZ WKLM", 4, confidence=0.3)]
    lines, _ = with_embedded(seal, page(BODY))
    assert texts(lines) == list(BODY)


def test_what_only_the_picture_has_is_added_in_its_row() -> None:
    form = [*BODY, "Số:          /QĐ-UBND"]
    read = [*page(BODY), line("Số: 431", 5), line("/QĐ-UBND", 5, left=540)]
    lines, source = with_embedded(read, page(form))
    assert source is TextSource.EMBEDDED
    assert lines[-1].text == "Số: 431 /QĐ-UBND"


def test_filled_in_words_stand_in_their_row_on_a_scan() -> None:
    read = page([*BODY, "Số: 431 /QĐ-UBND ngày 31 tháng 8"])
    overlay = [line("431", 5, left=180), line("31", 5, left=540)]
    lines, source = with_embedded(read, overlay)
    assert source is TextSource.READ
    assert texts(lines) == texts(read)
    assert word(lines, "431").confidence == 0.999
    assert word(lines, "ngày").confidence == 0.95


def test_an_overlay_that_was_read_otherwise_is_not_taken() -> None:
    read = page([*BODY, "Số: 431 /QĐ-UBND"])
    lines, source = with_embedded(read, [line("987", 5, left=180)])
    assert (lines, source) == (tuple(read), TextSource.READ)


def test_a_digital_stamp_on_a_scan_is_the_files() -> None:
    stamp = "Ký bởi: Ủy ban nhân dân tỉnh Quảng Ngãi"
    read = page([*BODY, stamp.replace("bởi", "bới")])
    lines, source = with_embedded(read, [line(stamp, 5)])
    assert source is TextSource.READ
    assert texts(lines) == [*BODY, stamp]


def test_words_are_never_lost_nor_doubled() -> None:
    lines, _ = with_embedded(page(changed("Luật", "Luậl")), page(BODY))
    assert sorted(" ".join(texts(lines)).split()) == sorted(" ".join(BODY).split())


def test_a_page_of_too_many_words_is_read() -> None:
    flood = [line("a " * 21_000, 0)]
    assert not trusted(flood, page(BODY))
