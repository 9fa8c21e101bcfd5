"""The gate closes on ô 10a and on a bare line of capitals there, and on nothing else."""

from __future__ import annotations

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Stamp, StampKind, Word
from pipeline.steps.secrecy import secrecy_level

SIZE = (1654, 2339)


def line(text: str, left: int = 250, top: int = 520, gap: int = 12) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 20 * len(part), top + 32), 0.9))
        left += 20 * len(part) + gap
    return Line(tuple(words), hull(word.box for word in words))


def page(*lines: Line) -> OcrPage:
    return OcrPage(1, SIZE, 200.0, lines, "hand")


def stamp(value: str, box: Box, kind: StampKind = StampKind.SECRECY) -> Stamp:
    return Stamp(kind, value, box, 0.9)


IN_ZONE = Box(250, 500, 450, 570)


def test_a_stamp_in_its_place_closes_the_gate() -> None:
    mark = stamp("Mật", IN_ZONE)
    assert secrecy_level([mark], page()) == mark


def test_the_highest_level_counts() -> None:
    marks = [stamp("Mật", IN_ZONE), stamp("Tuyệt mật", IN_ZONE), stamp("Tối mật", IN_ZONE)]
    found = secrecy_level(marks, page())
    assert found is not None
    assert found.value == "Tuyệt mật"


@pytest.mark.parametrize(
    "mark",
    [
        stamp("Hỏa tốc", IN_ZONE, StampKind.URGENCY),
        stamp("Mật", Box(250, 1500, 450, 1570)),
        stamp("Mật", Box(1300, 500, 1500, 570)),
    ],
)
def test_other_stamps_and_places_do_not(mark: Stamp) -> None:
    assert secrecy_level([mark], page()) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MẬT", "Mật"),
        ("|MẬT|", "Mật"),
        ("| MẬT |", "Mật"),
        ("IMẬT", "Mật"),
        ("[ TUYỆT MẬT ›", "Tuyệt mật"),
        ("TỐI MẬT", "Tối mật"),
        ("TUYỆT MẬT.", "Tuyệt mật"),
    ],
)
def test_a_bare_line_closes_it(text: str, value: str) -> None:
    found = secrecy_level([], page(line(text)))
    assert found is not None
    assert found.value == value


def test_print_beside_the_mark_does_not_hide_it() -> None:
    mark, beside = line("TỐI MẬT"), line("Kính gửi: Sở Nội vụ", left=700)
    joined = Line(mark.words + beside.words, hull((mark.box, beside.box)))
    found = secrecy_level([], page(joined))
    assert found is not None
    assert found.value == "Tối mật"
    assert found.box == mark.box


def test_a_mark_on_two_lines_is_one() -> None:
    found = secrecy_level([], page(line("TUYỆT"), line("MẬT", top=560)))
    assert found is not None
    assert found.value == "Tuyệt mật"


@pytest.mark.parametrize(
    "text",
    [
        "bảo mật",
        "Mật",
        "BÍ MẬT NHÀ NƯỚC",
        "KẾ HOẠCH BẢO MẬT",
        "ĐỘ MẬT:",
        "ĐỘ MẬT: MẬT",
        "MẶT",
        "MẮT",
        "MẬT ONG RỪNG",
    ],
)
def test_running_text_never_does(text: str) -> None:
    assert secrecy_level([], page(line(text))) is None


def test_a_title_that_goes_on_with_it_does_not() -> None:
    assert secrecy_level([], page(line("QUY CHẾ BẢO VỆ BÍ"), line("MẬT", top=560))) is None


def test_a_bare_line_further_down_does_not() -> None:
    assert secrecy_level([], page(line("MẬT", top=1500))) is None
