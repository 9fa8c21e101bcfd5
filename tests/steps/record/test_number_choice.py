"""Between the readings of a number knowledge decides, and says what it knew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.blanks import BlankKind, BlankReading, DigitReading
from pipeline.model.geometry import Box
from pipeline.steps.record.number_choice import number_candidates
from pipeline.steps.record.weighing import Printed


def blank(*readings: tuple[str, float], written: bool = True) -> BlankReading:
    found = tuple(DigitReading(text, chance) for text, chance in readings)
    return BlankReading(BlankKind.NUMBER, Box(0, 0, 9, 9), found, written=written)


def test_what_the_digits_look_like_most_comes_first() -> None:
    first, second = number_candidates(blank(("2107", 0.7), ("2101", 0.2)), None)
    assert (first.value, first.probability, first.why) == ("2107", 0.7, ())
    assert (second.value, second.probability) == ("2101", 0.2)


def test_a_reader_of_print_helps_with_print_and_little_with_a_hand() -> None:
    seen = Printed("17", 0.98)
    digits = ("11", 0.6), ("17", 0.4)
    printed = number_candidates(blank(*digits, written=False), seen)
    by_hand = number_candidates(blank(*digits), seen)
    assert printed[0].value == by_hand[0].value == "17"
    assert printed[0].why == ("printed",)
    assert printed[0].probability > 0.98 > by_hand[0].probability


def test_a_reader_of_print_alone_adds_no_sure_number() -> None:
    found = number_candidates(blank(("11", 0.97)), Printed("84", 0.99))
    assert found[0].value == "11"
    assert all(one.value != "84" or one.probability < 0.5 for one in found)


def test_the_name_of_the_file_is_the_weakest_hint() -> None:
    first, second = number_candidates(blank(("2101", 0.4), ("2107", 0.3)), None, "2107")
    assert (first.value, first.why) == ("2107", ("file_name",))
    first, second = number_candidates(blank(("2101", 0.7), ("2107", 0.3)), None, "2107")
    assert (first.value, second.why) == ("2101", ("file_name",))
    assert len(number_candidates(blank(("2101", 0.7)), None, "5")) == 1


def test_there_is_no_number_nought() -> None:
    first, *_ = number_candidates(blank(("0", 0.6), ("9", 0.3)), None)
    assert first.value == "9"


def test_an_empty_blank_is_a_candidate_of_its_own() -> None:
    first, *_ = number_candidates(blank(("", 0.95), ("1", 0.03)), None)
    assert first.value == ""


@given(
    st.lists(
        st.tuples(st.from_regex(r"[0-9]{0,4}", fullmatch=True), st.floats(0, 0.2)), max_size=5
    ),
    st.none() | st.builds(Printed, st.from_regex(r"[0-9]{1,4}", fullmatch=True), st.floats(0, 1)),
)
def test_chances_never_add_up_to_more_than_one(
    readings: list[tuple[str, float]], printed: Printed | None
) -> None:
    found = number_candidates(blank(*readings), printed)
    assert sum(one.probability for one in found) <= 1.001
    assert [one.probability for one in found] == sorted(
        (one.probability for one in found), reverse=True
    )
    assert len({one.value for one in found}) == len(found)
