"""Moves of entries: the table of the office, who may make them, and no way round it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.entry import Direction, Status
from pipeline.model.person import ANYBODY, Person, Role
from pipeline.register_rules import default_office
from pipeline.steps.office.moves import may, steps_of, to_status
from tests.steps.office.entries import entry

MOVES = default_office().moves
INCOMING, OUTGOING = Direction.INCOMING, Direction.OUTGOING
statuses = st.sampled_from(Status)
directions = st.sampled_from(Direction)
people = st.builds(
    Person,
    name=st.sampled_from(["lan", "binh"]),
    roles=st.frozensets(st.sampled_from(Role)),
    unit=st.sampled_from(["", "Phòng Một"]),
)


def leads(status: Status, direction: Direction = INCOMING) -> set[Status]:
    one = entry(status, direction=direction)
    return {step.to for step in steps_of(one, MOVES, Status.ASSIGNED)}


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (Status.ARRIVED, {"02", "03", "13"}),
        (Status.REFUSED, set()),
        (Status.RECEIVED, {"04", "06", "13"}),
        (Status.ASSIGNED, {"04", "05", "06", "13"}),
        (Status.IN_WORK, {"04", "06", "13"}),
        (Status.DONE, {"05"}),
        (Status.RECALL_ASKED, {"15", "16"}),
        (Status.RECALLED, set()),
        (Status.RECALL_REFUSED, {"04"}),
    ],
)
def test_the_table_of_what_comes(status: Status, to: set[str]) -> None:
    assert leads(status) == {Status(code) for code in to}


def test_what_goes_out_is_sent_and_may_be_wanted_back() -> None:
    assert leads(Status.RECEIVED, OUTGOING) == {Status.DONE, Status.RECALL_ASKED}
    assert leads(Status.DONE, OUTGOING) == {Status.RECALL_ASKED}


def test_a_refused_recall_leads_nowhere_where_it_is_not_known_where_it_was() -> None:
    assert steps_of(entry(Status.RECALL_REFUSED), MOVES, None) == ()


@given(statuses, directions, st.one_of(st.none(), statuses))
def test_there_is_one_ordinary_way_on_at_most(
    status: Status, direction: Direction, before: Status | None
) -> None:
    steps = steps_of(entry(status, direction=direction), MOVES, before)
    assert len(to_status(steps, None)) <= 1


@given(statuses, directions, people)
def test_who_has_no_role_may_do_nothing(
    status: Status, direction: Direction, person: Person
) -> None:
    one = entry(status, direction=direction)
    for step in steps_of(one, MOVES, Status.IN_WORK):
        allowed = may(person, step, one)
        assert not allowed or person.roles & step.who
        assert may(Person("x", ANYBODY), step, one)


def test_staff_move_what_is_theirs() -> None:
    binh = Person("binh", frozenset({Role.STAFF}), "Phòng Một")

    def may_work(**values: str) -> bool:
        one = entry(Status.ASSIGNED, **values)
        (step,) = to_status(steps_of(one, MOVES), Status.IN_WORK)
        return may(binh, step, one)

    assert may_work(assignee="binh", unit="Phòng Hai")
    assert may_work(unit="Phòng Một")
    assert not may_work(assignee="lan", unit="Phòng Một")
    assert not may_work(unit="Phòng Hai")
    assert not may_work()


def test_a_status_without_way_on_waits_for_nobody() -> None:
    assert to_status(steps_of(entry(Status.DONE), MOVES), None) == ()
