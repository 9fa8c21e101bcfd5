"""What was done to the history behind the register's back is named, event by event."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, text, update

from pipeline.model.entry import Status
from pipeline.model.seal import Seal, typed_seal
from pipeline.register.acting import GENESIS, OPEN, event_hash
from pipeline.register.audit import audit
from pipeline.register.audit_faults import Fault, Finding
from pipeline.register.office_schema import chain
from pipeline.register.schema import events
from pipeline.register.store import Register
from tests.register.test_entry_book import NOW, coming

COLUMNS = ("at", "who", "what", "object_kind", "object_id", "field", "old", "new", "hash")


class Undone(Exception):
    """Ends a transaction of which nothing is to be kept."""


def filled(register: Register) -> Register:
    """Three entries and what was done to them: twelve events or so."""
    book = register.entries
    first, second, third = (book.arrive(coming(), NOW, who) for who in ("an", "bình", "chi"))
    book.change(first.id, {"subject": "Về việc giao đất", "page_amount": 3}, NOW, "an")
    book.opinion(second.id, "Giao phòng Một xử lý", NOW, "dung")
    book.assign(second.id, "Phòng Một", "em", None, NOW, "dung")
    book.move(third.id, Status.DONE, NOW, "em")
    return register


@pytest.fixture
def written(register: Register) -> Register:
    return filled(register)


def found_after(
    register: Register, tamper: Callable[[Connection], object], *seals: Seal
) -> tuple[Finding, ...]:
    """What the audit finds; then nothing was done."""
    found: list[Finding] = []

    def act() -> None:
        with register.entries.acting(NOW, "x") as doing:
            tamper(doing.connection)
            found.extend(audit(doing.connection, seals).findings)
            raise Undone

    with pytest.raises(Undone):
        act()
    return tuple(found)


def sql(*statements: str) -> Callable[[Connection], object]:
    return lambda connection: [connection.execute(text(one)) for one in statements]


def faults(findings: tuple[Finding, ...]) -> list[tuple[Fault, int, int]]:
    return [(one.fault, one.event, one.last) for one in findings]


def last_of(register: Register) -> int:
    return register.trail.audit().events


def test_what_nobody_touched_is_whole(written: Register) -> None:
    found = written.trail.audit([written.trail.head()])
    assert found.findings == ()
    assert found.seal == written.trail.head()
    assert found.events >= 10
    assert list(written.entries.differences()) == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_changed_field_is_named(written: Register, column: str, place: str) -> None:
    event = {"first": 1, "middle": 5, "last": last_of(written)}[place]
    change = sql(f"UPDATE events SET {column} = '2020' WHERE id = {event}")
    (finding,) = found_after(written, change)
    hash_alone = column == "hash" and place != "last"
    assert finding.fault is (Fault.HASH if hash_alone else Fault.CHANGED)
    assert (finding.event, finding.last) == (event, event)
    assert finding.told is not None
    assert finding.told.id == event


def test_a_changed_event_is_told_with_the_one_that_it_may_be(written: Register) -> None:
    (finding,) = found_after(written, sql("UPDATE events SET who = 'khác' WHERE id = 5"))
    assert finding.told is not None
    assert finding.other is not None
    assert (finding.told.who, finding.other.id) == ("khác", 4)


def test_a_changed_number_is_named(written: Register) -> None:
    found = found_after(written, sql("UPDATE events SET id = 77 WHERE id = 5"))
    assert (Fault.MISSING, 5, 5) in faults(found)
    assert (Fault.ADDED, last_of(written) + 1, 77) in faults(found)


def test_an_event_before_the_first_is_named(written: Register) -> None:
    found = found_after(written, sql("UPDATE events SET id = 0 WHERE id = 5"))
    assert (Fault.ADDED, 0, 0) in faults(found)
    assert (Fault.MISSING, 5, 5) in faults(found)


def test_an_event_put_among_those_of_secrets_is_named_there(written: Register) -> None:
    with written.entries.acting(NOW, "x") as act:
        act.connection.execute(text("UPDATE events SET id = -3 WHERE id = 5"))
    assert (Fault.MISSING, 5, 5) in faults(written.trail.audit().findings)
    assert {one.fault for one in written.trail.audit_secrets().findings} >= {Fault.ADDED}


@pytest.mark.parametrize("first", [1, 4])
@pytest.mark.parametrize("count", [1, 3])
def test_removed_events_are_named(written: Register, first: int, count: int) -> None:
    last = first + count - 1
    found = found_after(written, sql(f"DELETE FROM events WHERE id BETWEEN {first} AND {last}"))
    assert faults(found) == [
        (Fault.MISSING, first, last),
        (Fault.UNCHECKED, last + 1, last + 1),
    ]
    assert found[0].other is not None
    assert found[0].other.id == last + 1


def test_a_truncated_tail_is_named(written: Register) -> None:
    last = last_of(written)
    found = found_after(written, sql("DELETE FROM events WHERE id > 7"))
    assert faults(found) == [(Fault.CUT, 8, last)]


def mended(connection: Connection) -> None:
    """Lets what is noted beside the history fit what is left of it."""
    query = select(events.c.id, events.c.hash).order_by(events.c.id.desc()).limit(1)
    last = connection.execute(query).one()
    noted = update(chain).where(chain.c.id == OPEN)
    connection.execute(noted.values(events=last.id, hash=last.hash))


def test_a_tail_that_was_cut_and_mended_fits_no_seal(written: Register) -> None:
    last, seal = last_of(written), written.trail.head()

    def cut(connection: Connection) -> None:
        connection.execute(text("DELETE FROM events WHERE id > 7"))
        mended(connection)

    assert found_after(written, cut) == ()
    assert faults(found_after(written, cut, seal)) == [(Fault.CUT, 8, last)]
    on_paper = typed_seal(seal.hash[:20].upper())
    assert on_paper is not None
    assert faults(found_after(written, cut, on_paper)) == [(Fault.UNSEALED, 7, 7)]


def test_a_tail_that_was_cut_and_mended_does_not_fit_the_entries(written: Register) -> None:
    with written.entries.acting(NOW, "x") as act:
        act.connection.execute(text("DELETE FROM events WHERE id > 2"))
        mended(act.connection)
    assert written.trail.audit().findings == ()
    different = {(one.entry_id, one.field) for one in written.entries.differences()}
    assert {(1, "subject"), (2, "unit"), (3, "")} <= different


def rewritten(connection: Connection, event: int) -> None:
    """Somebody alters an event and makes all hashes from there on anew."""
    connection.execute(update(events).where(events.c.id == event).values(who="khác"))
    last = GENESIS
    for row in connection.execute(select(events).order_by(events.c.id)).all():
        last = event_hash(last, dict(row._mapping))
        connection.execute(update(events).where(events.c.id == row.id).values(hash=last))
    mended(connection)


def test_a_history_written_anew_fits_itself_and_no_seal(written: Register) -> None:
    last, seal = last_of(written), written.trail.head()
    with written.entries.acting(NOW, "x") as act:
        third = act.connection.scalar(select(events.c.hash).where(events.c.id == 3))
    early = Seal(3, str(third))

    def anew(connection: Connection) -> None:
        rewritten(connection, 5)

    assert found_after(written, anew) == ()
    assert faults(found_after(written, anew, seal, early)) == [(Fault.REWRITTEN, 4, last)]
    assert found_after(written, anew, early) == ()


def test_an_event_put_in_is_named(written: Register) -> None:
    last = last_of(written)

    def put(connection: Connection) -> None:
        row = dict(connection.execute(select(events).where(events.c.id == last)).one()._mapping)
        new = {**row, "id": last + 1, "who": "khác"}
        connection.execute(insert(events).values(**{**new, "hash": event_hash(row["hash"], new)}))

    assert faults(found_after(written, put)) == [(Fault.ADDED, last + 1, last + 1)]


@pytest.mark.parametrize(
    ("one", "other"), [(1, 2), (4, 5), (4, 6), (2, 9), (-1, 0)], ids=lambda n: str(n)
)
@pytest.mark.parametrize("whole", [True, False], ids=["rows", "what they say"])
def test_swapped_events_are_named(written: Register, one: int, other: int, whole: bool) -> None:
    if other <= 0:
        one, other = last_of(written) + one, last_of(written) + other
    found = found_after(written, lambda connection: swapped(connection, one, other, whole))
    assert faults(found) == [(Fault.SWAPPED, one, other)]


def swapped(connection: Connection, one: int, other: int, whole: bool) -> None:
    # As the table has it: what an earlier deed left there need not be a time any more.
    query = text("SELECT * FROM events WHERE id IN (:one, :other) ORDER BY id")
    rows = connection.execute(query, {"one": one, "other": other}).all()
    first, second = (dict(row._mapping) for row in rows)
    names = [name for name in first if name != "id" and (whole or name != "hash")]
    what = ", ".join(f"{name} = :{name}" for name in names)
    for number, row in ((one, second), (other, first)):
        values = {name: row[name] for name in names} | {"number": number}
        connection.execute(text(f"UPDATE events SET {what} WHERE id = :number"), values)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM chain WHERE id = 1", Fault.UNCOUNTED),
        ("UPDATE chain SET hash = 'x' WHERE id = 1", Fault.MISCOUNTED),
        ("UPDATE chain SET events = 3 WHERE id = 1", Fault.ADDED),
        ("UPDATE chain SET events = 99 WHERE id = 1", Fault.CUT),
    ],
)
def test_what_is_noted_beside_the_history_is_checked(
    written: Register, change: str, fault: Fault
) -> None:
    assert [one.fault for one in found_after(written, sql(change))] == [fault]


DEED = st.one_of(
    st.tuples(st.just("change"), st.integers(1, 9), st.sampled_from(COLUMNS)),
    st.tuples(st.just("remove"), st.integers(1, 9), st.just("")),
    st.tuples(st.just("swap"), st.integers(1, 8), st.just("")),
    st.tuples(st.just("cut"), st.integers(5, 9), st.just("")),
)


@given(deeds=st.lists(DEED, min_size=1, max_size=3, unique_by=lambda deed: deed[1]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_whatever_was_done_every_event_that_it_was_done_to_is_named(
    written: Register, deeds: list[tuple[str, int, str]]
) -> None:
    touched: set[int] = set()

    def tamper(connection: Connection) -> None:
        for deed, number, column in deeds:
            there = set(connection.scalars(select(events.c.id)))
            if not {number, number + 1} <= there:
                continue
            if deed == "change":
                connection.execute(
                    text(f"UPDATE events SET {column} = 'x{number}' WHERE id = {number}")
                )
                touched.add(number)
            elif deed == "swap":
                swapped(connection, number, number + 1, whole=True)
                touched.update((number, number + 1))
            else:
                those = f">= {number}" if deed == "cut" else f"= {number}"
                connection.execute(text(f"DELETE FROM events WHERE id {those}"))
                touched.add(number)

    found = found_after(written, tamper)
    named = {
        number
        for one in found
        for number in (
            (one.event, one.last) if one.fault is Fault.SWAPPED else range(one.event, one.last + 1)
        )
    }
    assert touched <= named


@pytest.mark.parametrize(
    ("typed", "seal"),
    [
        ("12:" + "ab" * 32, Seal(12, "ab" * 32)),
        (" 12 : ABAB abab ABAB ", Seal(12, "ab" * 6)),
        ("ab" * 6, Seal(None, "ab" * 6)),
        ("abab", None),
        ("x" * 64, None),
        ("", None),
    ],
)
def test_a_seal_is_read_as_it_is_typed_from_paper(typed: str, seal: Seal | None) -> None:
    assert typed_seal(typed) == seal
