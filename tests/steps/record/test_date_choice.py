"""Between the readings of a date the calendar and the rest of the document decide."""

from __future__ import annotations

from datetime import date

from pipeline.model.blanks import BlankKind, BlankReading, DigitReading
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate
from pipeline.steps.record.date_choice import DateKnowledge, date_candidates
from pipeline.steps.record.weighing import Printed

DAY, MONTH, YEAR = BlankKind.DAY, BlankKind.MONTH, BlankKind.YEAR
Readings = tuple[tuple[str, float], ...]


def decided(
    day: Readings,
    month: Readings = (("11", 1.0),),
    year: Readings = (("2017", 1.0),),
    known: DateKnowledge | None = None,
    printed: dict[BlankKind, Printed] | None = None,
) -> tuple[Candidate, ...]:
    blanks = {
        kind: BlankReading(
            kind, Box(0, 0, 9, 9), tuple(DigitReading(text, chance) for text, chance in readings)
        )
        for kind, readings in ((DAY, day), (MONTH, month), (YEAR, year))
    }
    return date_candidates(blanks, printed or {}, known or DateKnowledge())


def test_the_surest_parts_make_the_surest_date() -> None:
    first, second = decided((("7", 0.8), ("1", 0.2)))
    assert (first.value, first.probability) == ("2017-11-07", 0.8)
    assert second.value == "2017-11-01"


def test_a_day_that_does_not_exist_is_no_candidate() -> None:
    (only,) = decided((("31", 0.8), ("21", 0.2)))
    assert only.value == "2017-11-21"
    assert only.probability > 0.9


def test_a_day_that_does_not_exist_makes_no_other_one_sure() -> None:
    (only,) = decided((("31", 0.98), ("21", 0.01)))
    assert only.probability < 0.5


def test_a_date_that_is_contradicted_is_not_sure_though_it_is_the_only_one() -> None:
    for known in (DateKnowledge(cited=date(2018, 1, 1)), DateKnowledge(weekday=6)):
        (only,) = decided((("7", 1.0),), known=known)
        assert only.value == "2017-11-07"
        assert only.probability < 0.8


def test_an_office_is_closed_at_the_weekend() -> None:
    first, second = decided((("4", 0.6), ("9", 0.4)))
    assert first.value == "2017-11-09"
    assert second.why == ("weekend",)


def test_a_weekday_that_is_written_beside_it_decides() -> None:
    first, second = decided((("1", 0.5), ("7", 0.5)), known=DateKnowledge(weekday=1))
    assert (first.value, first.why) == ("2017-11-07", ("weekday",))
    assert second.why == ("other_weekday",)


def test_what_it_is_based_on_is_older() -> None:
    known = DateKnowledge(cited=date(2017, 11, 6))
    first, second = decided((("1", 0.7), ("7", 0.3)), known=known)
    assert (first.value, first.why) == ("2017-11-07", ("after_cited",))
    assert second.why == ("before_cited",)


def test_it_arrived_after_it_was_written() -> None:
    known = DateKnowledge(arrived=date(2017, 11, 13))
    first, second = decided((("17", 0.6), ("7", 0.4)), known=known)
    assert (first.value, first.why) == ("2017-11-07", ("before_arrival",))
    assert second.why == ("after_arrival",)


def test_a_file_name_hints_and_no_more() -> None:
    known = DateKnowledge(file_name=date(2017, 11, 1))
    assert decided((("7", 0.6), ("1", 0.4)), known=known)[0].value == "2017-11-01"
    assert decided((("7", 0.8), ("1", 0.2)), known=known)[0].value == "2017-11-07"


def test_an_empty_day_leaves_the_day_open() -> None:
    first, *_ = decided((("", 0.97), ("1", 0.03)))
    assert first.value == "2017-11-??"


def test_without_a_year_there_is_no_date() -> None:
    assert decided((("7", 1.0),), year=(("", 1.0),)) == ()


def test_a_leading_nought_makes_no_difference() -> None:
    first, *_ = decided((("07", 0.5), ("7", 0.4)), printed={DAY: Printed("7", 0.9)})
    assert first.value == "2017-11-07"
    assert first.probability > 0.99


def test_what_the_parts_leave_open_stays_open() -> None:
    (only,) = decided((("7", 0.6),))
    assert (only.value, only.probability) == ("2017-11-07", 0.6)
