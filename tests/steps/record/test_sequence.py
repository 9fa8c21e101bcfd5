"""Numbers grow with time: what fits among the others of a series, and what does not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.record.sequence import OUT_OF_ORDER, Neighbour, in_sequence, weighed

WHEN = date(2017, 11, 9)
BEFORE = Neighbour(2082, date(2017, 11, 1))
AFTER = Neighbour(2154, date(2017, 11, 17))


def told(number: int, *near: Neighbour, when: date = WHEN) -> tuple[float, str]:
    found = in_sequence(number, when, near)
    assert found is not None
    return found.factor, found.why


def test_between_its_neighbours_a_number_is_as_likely_as_before() -> None:
    assert told(2107, BEFORE, AFTER) == (1.0, "in_sequence")


def test_outside_of_them_it_is_nearly_out_of_the_question() -> None:
    factor, why = told(2701, BEFORE, AFTER)
    assert why == "out_of_sequence"
    assert factor <= OUT_OF_ORDER


def test_an_unsure_neighbour_says_little() -> None:
    unsure = Neighbour(2200, date(2017, 11, 1), sure=0.3)
    assert told(2107, unsure) == (0.7 + 0.3 * OUT_OF_ORDER, "in_sequence")


def test_numbers_of_a_few_days_are_not_registered_in_their_order() -> None:
    near = Neighbour(2110, date(2017, 11, 8))
    far = Neighbour(2210, date(2017, 11, 8))
    assert told(2107, far)[0] < 0.1 < told(2107, near)[0]


def test_one_known_number_tells_how_many_a_day() -> None:
    later = date(2017, 12, 13)
    assert told(2300, BEFORE, when=later) == (1.0, "in_sequence")
    factor, why = told(2864, BEFORE, when=later)
    assert (why, factor < 0.2) == ("far_from_neighbours", True)


def test_another_year_is_another_sequence() -> None:
    assert in_sequence(12, WHEN, [Neighbour(3000, date(2016, 12, 30))]) is None


def test_a_neighbour_that_fits_nowhere_loses_its_say() -> None:
    misread = Neighbour(8016, date(2017, 11, 5))
    *_, last = weighed([BEFORE, AFTER, Neighbour(2090, date(2017, 11, 3)), misread])
    assert last.sure < 0.1
    assert all(n.sure > 0.9 for n in weighed([BEFORE, AFTER, misread])[:2])


DAYS = st.integers(0, 364).map(lambda n: date(2019, 1, 1) + timedelta(n))
NEAR = st.lists(st.builds(Neighbour, st.integers(1, 9999), DAYS, st.floats(0, 1)), max_size=8)


@given(st.integers(1, 99999), DAYS, NEAR)
def test_knowledge_never_makes_a_number_likelier_nor_impossible(
    number: int, when: date, near: list[Neighbour]
) -> None:
    found = in_sequence(number, when, near)
    assert found is None if not near else found is not None and 0 < found.factor <= 1


@given(st.integers(1, 9), st.integers(0, 364), st.integers(2, 12))
def test_an_even_series_fits_itself(a_day: int, first: int, many: int) -> None:
    days = sorted({(first + 7 * n) % 365 for n in range(many)})
    series = [Neighbour(a_day * (d + 1), date(2019, 1, 1) + timedelta(d)) for d in days]
    assert weighed(series) == tuple(series)
