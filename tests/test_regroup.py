"""A person splits and joins: register, files and the promise to the index follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.desk import Desk
from pipeline.documents import documents_of
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.access import Access, Holding
from pipeline.model.record import State
from pipeline.register.batches import Asked
from pipeline.register.entries import IndexOp, ObjectKind, What
from pipeline.register.store import Register, open_register
from pipeline.regroup import join_next, split_document
from tests.stack_archive import SHA, desk_with, hand_in
from tests.steps.documents.conftest import Sheets

ID = SHA[:16]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as opened:
        yield opened


def registered(folder: Path, register: Register, *pages: str) -> Desk:
    """The stack of these pages, split and registered."""
    desk, scan = desk_with(folder, register, [getattr(Sheets, page)() for page in pages])
    register.register_documents(documents_of(scan, desk), hand_in(register), desk.now(), desk.who)
    register.clear_outbox(register.outbox())
    return desk


def ranges(register: Register) -> list[tuple[str, int, int]]:
    return [(d.id, d.first_page, d.last_page) for d in register.documents()]


def files(desk: Desk) -> set[str]:
    found = desk.archive.documents.rglob("*")
    return {desk.archive.relative(path) for path in found if path.is_file()}


def known_files(register: Register) -> set[str]:
    return {file.path for d in register.documents() for file in (d.pdf, d.alto) if file}


def test_split_where_a_person_says(tmp_path: Path, register: Register) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "draft", "plain")
    (whole,) = register.documents()
    assert whole.state is State.REVIEW
    assert split_document(whole, [2], desk) == (ID, f"{ID}-0002")
    assert ranges(register) == [(ID, 1, 1), (f"{ID}-0002", 2, 3)]
    assert [page.number for page in register.pages(f"{ID}-0002")] == [1, 2]
    assert files(desk) == known_files(register)
    assert {(p.document_id, p.op) for p in register.outbox()} == {
        (ID, IndexOp.INDEX),
        (f"{ID}-0002", IndexOp.INDEX),
    }
    event = register.history(ObjectKind.DOCUMENT, ID)[-1]
    assert (event.what, event.field, event.old, event.new) == (What.SPLIT, "pages", "1-3", "1-1")
    (ended,) = register.inputs(register.begin_batch("lô", "x", new_name="", now=desk.now(), who=""))
    assert ended.state is State.ACCEPTED


def test_join_takes_a_split_back(tmp_path: Path, register: Register) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "decision")
    first, second = register.documents()
    assert join_next(first, desk) == (ID,)
    assert ranges(register) == [(ID, 1, 2)]
    assert files(desk) == known_files(register)
    assert not desk.archive.document(second.id).exists()
    assert (second.id, IndexOp.REMOVE) in {(p.document_id, p.op) for p in register.outbox()}
    assert split_document(register.document(ID), [2], desk) == (first.id, second.id)
    assert ranges(register) == [(ID, 1, 1), (second.id, 2, 2)]


def test_a_separator_goes_into_what_it_parted(tmp_path: Path, register: Register) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "separator", "decision")
    assert ranges(register) == [(ID, 1, 1), (f"{ID}-0003", 3, 3)]
    join_next(register.document(ID), desk)
    assert ranges(register) == [(ID, 1, 3)]


def test_settled_as_one_it_is_not_asked_again(tmp_path: Path, register: Register) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "draft")
    (whole,) = register.documents()
    assert split_document(whole, [], desk) == (ID,)
    (settled,) = register.documents()
    assert (settled.state, settled.reasons) == (State.ACCEPTED, ())
    assert files(desk) == known_files(register)


@pytest.mark.parametrize("at", [[1], [3], [0], [2, -1]])
def test_a_page_it_does_not_have_is_refused(
    tmp_path: Path, register: Register, at: list[int]
) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "annex")
    (whole,) = register.documents()
    with pytest.raises(SettingsInvalid):
        split_document(whole, at, desk)
    assert ranges(register) == [(ID, 1, 2)]


def test_the_last_of_a_file_has_no_next(tmp_path: Path, register: Register) -> None:
    desk = registered(tmp_path / "archive", register, "decision")
    with pytest.raises(NotFound) as caught:
        join_next(register.document(ID), desk)
    assert caught.value.code == "last_of_file"


def test_what_was_changed_meanwhile_is_not_changed_again(
    tmp_path: Path, register: Register
) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "decision")
    first, second = register.documents()
    join_next(first, desk)
    with pytest.raises(NotFound):
        split_document(second, [], desk)
    assert ranges(register) == [(ID, 1, 2)]


@settings(max_examples=12)
@given(st.sets(st.integers(min_value=2, max_value=5)))
def test_splits_are_partitions_and_joins_undo_them(
    tmp_path_factory: pytest.TempPathFactory, at: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("regroup") / "archive"
    with open_register(folder) as register:
        desk = registered(folder, register, "first", "plain", "plain", "plain", "last")
        before = ranges(register)
        ids = split_document(register.document(ID), sorted(at), desk)
        held = [n for _, first, last in ranges(register) for n in range(first, last + 1)]
        assert held == [1, 2, 3, 4, 5]
        for _ in ids[1:]:
            join_next(register.document(ID), desk)
        assert ranges(register) == before
        assert files(desk) == known_files(register)


def test_what_is_split_is_held_as_it_was_and_what_is_joined_by_the_stricter(
    tmp_path: Path, register: Register
) -> None:
    desk = registered(tmp_path / "archive", register, "decision", "draft", "plain")
    (whole,) = register.documents()
    opened = Holding(Access.OPEN, "Phòng Một")
    register.declare(whole.id, Asked(opened.access, opened.unit), desk.now(), desk.who)
    ids = split_document(register.document(whole.id), [2], desk)
    assert {register.document(one).holding for one in ids} == {opened}
    register.declare(ids[1], Asked(Access.CONDITIONAL), desk.now(), desk.who)
    join_next(register.document(ids[0]), desk)
    assert register.document(whole.id).holding == Holding(Access.CONDITIONAL, "Phòng Một")
