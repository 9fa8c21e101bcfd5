"""Laws of the registers that hold whatever is done: numbers, history, what differs from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pipeline.errors import NotAllowed
from pipeline.model.entry import (
    UNNUMBERED,
    Channel,
    Described,
    Direction,
    Lack,
    NewEntry,
    NewForm,
    PastEntry,
    Status,
)
from pipeline.register.differences import Difference
from pipeline.register.entry_book import EntryBook
from pipeline.register.receipts import new_receipt, receipt_of
from pipeline.register.store import Register, open_register

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LACK = Lack("signature", "Chữ ký của người có thẩm quyền", "NĐ 30/2020, Điều 8")
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.booleans(), words),
        st.tuples(st.just("receive"), st.integers(1, 8), words),
        st.tuples(st.just("refuse"), st.integers(1, 8), words),
        st.tuples(st.just("move"), st.integers(1, 8), st.sampled_from(Status)),
        st.tuples(st.just("change"), st.integers(1, 8), words),
        st.tuples(st.just("fail"), st.booleans(), words),
        st.tuples(st.just("form"), st.integers(1, 8), words),
    ),
    max_size=14,
)


@cache
def _empty() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="sohoa-laws-")
    open_register(Path(folder.name)).close()
    return folder


@contextmanager
def fresh() -> Iterator[Register]:
    """An empty register, copied: to migrate anew takes longer than all that is done to it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(_empty().name, folder, dirs_exist_ok=True)
        with open_register(Path(folder)) as register:
            yield register


def coming(subject: str = "Thư", book: str = "den") -> NewEntry:
    described = Described(subject=subject, code_number="12", code_notation="QĐ-UBND", issuer="A")
    return NewEntry(Direction.INCOMING, book, described, NewForm(Channel.PAPER, NOW))


def do(book: EntryBook, act: tuple[str, object, object]) -> None:
    """Does it; what the register does not allow is not done."""
    kind, one, other = act
    known = [entry.id for entry in book.entries()]
    entry_id = known[one % len(known)] if type(one) is int and known else 0
    match kind:
        case "arrive":
            book.arrive(coming(str(other)), NOW, "an", receive=bool(one))
        case "fail":
            twice = PastEntry(coming(str(other)), 900, Status.DONE)
            book.load((twice, twice), NOW, "an")
        case "receive" if entry_id:
            book.receive(entry_id, NOW, "an")
        case "refuse" if entry_id:
            book.refuse(entry_id, (LACK,) if other else (), NOW, "an")
        case "move" if entry_id and isinstance(other, Status):
            book.move(entry_id, other, NOW, "an")
        case "change" if entry_id:
            book.change(entry_id, {"subject": str(other), "page_amount": len(str(other))}, NOW, "b")
        case "form" if entry_id:
            book.add_form(entry_id, NewForm(Channel.AXIS, NOW, message_id=str(other)), NOW, "an")


@settings(max_examples=40)
@given(acts)
def test_whatever_is_done_numbers_have_no_gaps_and_the_history_fits(
    done: list[tuple[str, object, object]],
) -> None:
    with fresh() as register:
        book = register.entries
        for act in done:
            try:
                do(book, act)
            except NotAllowed:
                continue
        entries = list(book.entries())
        given_out = sorted(entry.number for entry in entries if entry.number != UNNUMBERED)
        assert given_out == list(range(1, len(given_out) + 1))
        assert [book.entry(entry.key) for entry in entries] == entries
        assert list(book.differences()) == []
        assert register.trail.audit().findings == ()


@pytest.mark.parametrize(
    ("tampering", "field"),
    [
        ("UPDATE entries SET code_key = 'x' WHERE id = 1", "code_key"),
        ("UPDATE entries SET issuer_key = NULL WHERE id = 1", "issuer_key"),
        ("UPDATE entries SET arrived_on = '2020-01-01' WHERE id = 1", "arrived_on"),
        ("UPDATE entries SET number = 7 WHERE id = 1", "number"),
        ("UPDATE entries SET unsure = 'subject' WHERE id = 1", "unsure"),
        ("UPDATE refusals SET part = 'Con dấu' WHERE entry_id = 2", "refusals"),
        ("DELETE FROM refusals WHERE entry_id = 2", "refusals"),
    ],
)
def test_what_is_altered_behind_the_registers_back_is_named(tampering: str, field: str) -> None:
    with fresh() as register:
        book = register.entries
        first = book.arrive(coming(), NOW, "an")
        second = book.arrive(coming(), NOW, "an", receive=False)
        book.refuse(second.id, (LACK,), NOW, "an")
        with book.acting(NOW, "an") as act:
            act.connection.execute(text(tampering))
        found = [(one.entry_id, one.field) for one in book.differences()]
        assert found == [(second.id if field == "refusals" else first.id, field)]


def test_an_entry_that_is_gone_and_one_from_nowhere_are_named() -> None:
    with fresh() as register:
        book = register.entries
        first, second = (book.arrive(coming(), NOW, "an") for _ in range(2))
        with book.acting(NOW, "an") as act:
            act.connection.execute(text("DELETE FROM forms WHERE entry_id = 1"))
            act.connection.execute(text("DELETE FROM entries WHERE id = 1"))
            act.connection.execute(text("DELETE FROM events WHERE object_id = '2'"))
        gone, strange = sorted(book.differences(), key=lambda one: one.entry_id)
        assert (gone.entry_id, gone.field, gone.found) == (first.id, "", None)
        assert '"number":1' in str(gone.written)
        assert strange == Difference(second.id, "", None, None)


def test_a_number_that_doubles_one_that_is_there_names_both() -> None:
    with fresh() as register:
        book = register.entries
        book.arrive(coming("Có trước"), NOW, "an")
        past = [PastEntry(coming("Đến sau"), number, Status.DONE) for number in (3, 1)]
        with pytest.raises(NotAllowed) as caught:
            book.load(past, NOW, "an")
        assert caught.value.params == {
            "entry": "den/2026/1",
            "one": "12 · QĐ-UBND · A · Có trước",
            "other": "12 · QĐ-UBND · A · Đến sau",
        }
        assert book.arrive(coming(), NOW + timedelta(1), "an").number == 2


def test_many_entries_keep_their_forms_and_order() -> None:
    with fresh() as register:
        book = register.entries
        past = [PastEntry(coming(f"Thư {n}"), n, Status.DONE) for n in range(1, 4501)]
        assert book.load(past, NOW, "an") == 4500
        entries = list(book.entries())
        assert [entry.described.subject for entry in entries] == [
            f"Thư {n}" for n in range(1, 4501)
        ]
        assert all(len(entry.forms) == 1 for entry in entries)
        assert [entry.number for entry in book.entries(newest_first=True)] == list(
            range(4500, 0, -1)
        )


def test_receipts_are_read_however_they_are_typed() -> None:
    codes = {new_receipt() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == 19
        assert receipt_of(code.lower().replace("-", " ")) == code
