"""What was done to entries behind the register's back is named by the history."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.register.office_schema import entries
from pipeline.register.store import Register
from tests.register.test_audit import filled
from tests.register.test_entry_book import NOW


@pytest.fixture
def written(register: Register) -> Register:
    return filled(register)


CHANGES = [column.name for column in entries.c if column.name not in ("id", "earlier_id")]


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_field_of_an_entry_is_named(written: Register, column: str) -> None:
    numbers = ("year", "number", "page_amount", "issued_amount")
    value = "1999" if column in numbers else "'1999-01-01'"
    with written.entries.acting(NOW, "x") as act:
        act.connection.execute(text(f"UPDATE entries SET {column} = {value} WHERE id = 2"))
    named = {(one.entry_id, one.field) for one in written.entries.differences()}
    assert (2, column) in named
    assert {entry for entry, _ in named} == {2}


def test_a_removed_entry_and_one_put_in_are_named(written: Register) -> None:
    with written.entries.acting(NOW, "x") as act:
        act.connection.execute(text("DELETE FROM forms WHERE entry_id = 3"))
        act.connection.execute(text("UPDATE entries SET id = 99 WHERE id = 3"))
    different = {(one.entry_id, one.field) for one in written.entries.differences()}
    assert different == {(99, ""), (3, "")}


def test_a_damaged_event_does_not_end_the_comparison(written: Register) -> None:
    with written.entries.acting(NOW, "x") as act:
        act.connection.execute(text("UPDATE events SET new = '{', at = 'bao giờ' WHERE id = 1"))
    assert [one.event for one in written.trail.audit().findings] == [1]
    assert {one.entry_id for one in written.entries.differences()} == {1}
