"""What arrives a second time becomes another form of one entry, or waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import NotAllowed, NotFound
from pipeline.match_rules import default_matching
from pipeline.model.entry import Channel, Direction, Entry, Status
from pipeline.office.arriving import Arrival, Coming, arrive
from pipeline.office.reconciling import Reconciler, run
from pipeline.office.registry import Registry, registry
from pipeline.register.history import ObjectKind, What
from pipeline.register.match_book import PairKind, PairState
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
SAID: dict[str, str | int] = {
    "type": "Quyết định", "code_number": "15", "code_notation": "QĐ-UBND",
    "issued_on": "2026-03-05", "issuer": "Ủy ban nhân dân huyện Suối Vàng",
    "subject": "Về việc tu bổ nhà sàn cổ", "signer_name": "Hoàng Thế Lân",
}  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as register:
        yield register


@pytest.fixture
def desk(tmp_path: Path, register: Register) -> Registry:
    matcher = Reconciler(register, ArchiveFolder(tmp_path / "archive"), default_matching())
    return registry(register, default_settings(), "vanthu", lambda: NOW, matcher)


def coming(desk: Registry, channel: Channel, days: int = 0, **said: str) -> Coming:
    book = desk.settings.registers.book_for(Direction.INCOMING)
    return Coming(book, NOW + timedelta(days=days), channel, typed={**SAID, **said})


def entered(desk: Registry, channel: Channel = Channel.AXIS, **said: str) -> Entry:
    """Whatever is there already: nobody looks."""
    return arrive(replace(desk, matcher=None), coming(desk, channel, 0, **said)).entry


def came(desk: Registry, channel: Channel = Channel.PAPER, days: int = 3, **said: str) -> Arrival:
    return arrive(desk, coming(desk, channel, days, **said))


@pytest.mark.parametrize(
    ("first", "then"), [(Channel.AXIS, Channel.PAPER), (Channel.PAPER, Channel.AXIS)]
)
def test_the_second_form_is_attached_to_the_entry(
    desk: Registry, first: Channel, then: Channel
) -> None:
    entry = entered(desk, first)
    arrival = came(desk, then)
    assert not arrival.new
    assert arrival.entry.id == entry.id
    assert [form.channel for form in arrival.entry.forms] == [first, then]
    waited = arrival.entry.forms[1].arrived_at - arrival.entry.forms[0].arrived_at
    assert waited == timedelta(days=3)
    assert (arrival.entry.forms[1].score or 0) > 0.95
    assert arrival.entry.status is Status.RECEIVED


def test_a_neighbour_has_an_entry_of_its_own(desk: Registry) -> None:
    first = entered(desk)
    arrival = came(desk, code_number="16")
    assert arrival.new
    assert arrival.entry.number == first.number + 1
    assert desk.register.matches.pairs() == ()


def test_what_is_doubtful_is_entered_and_waits(desk: Registry) -> None:
    first = entered(desk)
    arrival = came(desk, code_number="", signer_name="")
    assert arrival.new
    (pair,) = desk.register.matches.pairs()
    assert (pair.entry_id, pair.other_id) == (arrival.entry.id, first.id)
    assert pair.kind is PairKind.SAME
    assert any(code == "date_same" for code, _, _ in pair.evidence["signs"])


def test_a_refused_one_is_no_other_form(desk: Registry) -> None:
    entry = arrive(
        replace(desk, matcher=None),
        replace(coming(desk, Channel.PAPER), receive=False),
    ).entry
    desk.register.entries.refuse(entry.id, (), NOW, "vanthu")
    assert came(desk).new


def joined(desk: Registry) -> tuple[Entry, Entry, int]:
    """Two entries of one document, and their pair."""
    first, later = entered(desk), entered(desk, Channel.PAPER)
    assert desk.matcher is not None
    assert run(desk.matcher, desk.register.entries.entries(), NOW, "vanthu") == 1
    (pair,) = desk.register.matches.pairs()
    assert (pair.other_id, pair.entry_id) == (first.id, later.id)
    return first, later, pair.id


def test_entries_that_have_numbers_wait_for_a_person(desk: Registry) -> None:
    joined(desk)
    assert desk.matcher is not None
    assert run(desk.matcher, desk.register.entries.entries(), NOW, "vanthu") == 0


def test_a_confirmed_pair_has_all_forms_on_the_first(desk: Registry) -> None:
    first, later, pair = joined(desk)
    assert desk.register.matches.join(pair, NOW, "vanthu") == first.id
    first, later = (desk.register.entries.by_id(one.id) for one in (first, later))
    assert [form.channel for form in first.forms] == [Channel.AXIS, Channel.PAPER]
    assert (later.forms, later.status, later.number) == ((), Status.DONE, 2)
    events = desk.register.history(ObjectKind.ENTRY, str(later.id))
    assert events[-1].what is What.MATCHED
    assert not list(desk.register.entries.differences())
    with pytest.raises(NotAllowed):
        desk.register.matches.join(pair, NOW, "vanthu")


def test_a_join_is_taken_back(desk: Registry) -> None:
    first, later, pair = joined(desk)
    before = [desk.register.entries.by_id(one.id) for one in (first, later)]
    desk.register.matches.join(pair, NOW, "vanthu")
    assert desk.register.matches.part(pair, NOW, "vanthu") == later.id
    assert [desk.register.entries.by_id(one.id) for one in (first, later)] == before
    assert desk.register.matches.pair(pair).state is PairState.APART
    assert not list(desk.register.entries.differences())


def test_a_rejected_pair_does_not_come_again(desk: Registry) -> None:
    *_, pair = joined(desk)
    desk.register.matches.reject(pair, NOW, "vanthu")
    assert desk.matcher is not None
    assert run(desk.matcher, desk.register.entries.entries(), NOW, "vanthu") == 0
    assert desk.register.matches.pairs() == ()


def test_a_form_that_joined_when_it_came_gets_an_entry_of_its_own(desk: Registry) -> None:
    entry = entered(desk)
    form = came(desk).entry.forms[1]
    new = coming(desk, Channel.PAPER, 3)
    from pipeline.model.entry import Described, NewEntry, NewForm

    own = desk.register.matches.take_off(
        form.id,
        NewEntry(
            Direction.INCOMING,
            new.book.key,
            Described(**SAID),  # type: ignore[arg-type]
            NewForm(form.channel, form.arrived_at),
        ),
        NOW,
        "vanthu",
    )
    assert [one.channel for one in desk.register.entries.by_id(entry.id).forms] == [Channel.AXIS]
    assert desk.register.entries.by_id(own).number == 2
    assert desk.matcher is not None
    assert run(desk.matcher, desk.register.entries.entries(), NOW, "vanthu") == 0
    with pytest.raises(NotAllowed):
        desk.register.matches.take_off(
            desk.register.entries.by_id(own).forms[0].id,
            NewEntry(Direction.INCOMING, "den", Described(), NewForm(Channel.PAPER, NOW)),
            NOW,
            "vanthu",
        )


def test_a_pair_that_is_not_there(desk: Registry) -> None:
    with pytest.raises(NotFound):
        desk.register.matches.pair(7)
    with pytest.raises(NotFound):
        desk.register.matches.reject(7, NOW, "vanthu")
