"""An office's other documents choose between the readings of a number."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.record import Candidate, Field, Record
from pipeline.settings import FieldSettings, default_settings
from pipeline.steps.record.neighbours import settle, settle_all

COSTS: FieldSettings = default_settings().fields


def sure(value: str) -> Field:
    return Field(value, 0.99)


def unsure(*read: tuple[str, float], reason: str = "handwritten") -> Field:
    candidates = tuple(Candidate(value, chance) for value, chance in read)
    return Field(read[0][0], read[0][1], (), True, reason, candidates)


def record(number: Field, day: str, notation: str = "SYT-NVY", issuer: str = "SỞ Y TẾ") -> Record:
    code = replace(number, value=f"{number.value}/{notation}", candidates=())
    return Record(
        number=number,
        notation=sure(notation),
        code=code,
        date=sure(day),
        issuer=sure(issuer),
    )


OTHERS = (
    record(sure("2005"), "2017-10-20"),
    record(sure("2082"), "2017-11-06"),
)
READ = record(unsure(("204", 0.6), ("2047", 0.38)), "2017-10-30")


def test_the_reading_that_fits_comes_first_and_the_code_follows() -> None:
    settled = settle(READ, OTHERS, COSTS)
    assert settled.number.value == "2047"
    assert settled.code.value == "2047/SYT-NVY"
    assert [c.why for c in settled.number.candidates] == [("in_sequence",), ("out_of_sequence",)]
    # The law only speaks against the other: nothing is left of the doubt.
    cost = COSTS.error_costs.get("number", COSTS.error_cost) / COSTS.look_cost
    assert settled.number.review == (settled.number.confidence < 1 - 1 / cost)


def test_other_offices_years_and_series_say_nothing() -> None:
    strangers = (
        *(replace(other, issuer=sure("SỞ XÂY DỰNG")) for other in OTHERS),
        *(replace(other, date=sure("2016-10-20")) for other in OTHERS),
        *(replace(other, notation=sure("GM-SYT")) for other in OTHERS),
    )
    assert settle(READ, strangers, COSTS) == READ


def test_two_series_that_an_office_counts_as_one() -> None:
    notice = record(unsure(("8016", 0.6), ("2016", 0.3)), "2017-10-23", "TB-SYT")
    assert settle(notice, OTHERS, COSTS) == notice
    joined = (*OTHERS, record(sure("2094"), "2017-11-07", "TB-SYT"))
    assert settle(notice, joined, COSTS).number.value == "2016"


def test_a_sure_value_stays_and_is_looked_at_where_many_contradict() -> None:
    misread = record(sure("2931"), "2017-10-30")
    settled = settle(misread, OTHERS, COSTS).number
    assert (settled.value, settled.review, settled.reason) == ("2931", True, "conflict")
    right = record(sure("2047"), "2017-10-30")
    assert settle(right, OTHERS, COSTS) == right


def test_what_was_struck_out_stays_in_review() -> None:
    struck = record(unsure(("204", 0.3), ("2047", 0.7), reason="struck_out"), "2017-10-30")
    settled = settle(struck, OTHERS, COSTS).number
    assert (settled.value, settled.review, settled.reason) == ("2047", True, "struck_out")
    assert settled.confidence <= 0.5


def test_a_number_is_never_added() -> None:
    lost = replace(READ, number=Field(review=True, reason="unreadable"))
    assert settle(lost, OTHERS, COSTS) == lost


def test_a_day_that_may_be_another_weighs_less() -> None:
    doubtful = unsure(("2017-10-30", 0.5), ("2017-??-??", 0.5))
    settled = settle(replace(READ, date=doubtful), OTHERS, COSTS).number
    first, second = sorted(settled.candidates, key=lambda c: c.value)
    assert 0.25 < first.probability / second.probability < 1.58


def test_all_are_weighed_against_the_others_as_they_were_read() -> None:
    settled = settle_all((READ, *OTHERS), COSTS)
    assert settled == (settle(READ, OTHERS, COSTS), *OTHERS)
