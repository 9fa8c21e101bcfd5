"""What reports count, against entries made by hand and by the generator, on each database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.entry import (
    Channel,
    Described,
    Direction,
    Lack,
    NewEntry,
    NewForm,
    SignatureState,
    Status,
)
from pipeline.model.report import Asked, Count
from pipeline.register.report_spread import spread_of_days
from pipeline.register.store import Register, open_register
from samples.generator.office_week import WEEK, YEAR, past_entries

MONDAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Asked(date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 20))
NAMED = Described(type="Công văn", issuer="Sở Mẫu")


def coming(channel: Channel = Channel.PAPER, at: datetime = MONDAY, **more: object) -> NewEntry:
    new = NewEntry(Direction.INCOMING, "den", NAMED, NewForm(channel, at))
    return replace(new, **more)  # type: ignore[arg-type]


def test_a_week_gives_the_figures_that_were_reported(register: Register) -> None:
    first, last, on = date(2026, 11, 9), date(2026, 11, 13), date(2026, 11, 16)
    register.entries.load(past_entries(WEEK, first, last, on, seed=7), MONDAY, "an")
    report = register.entries.report(Asked(first, date(2026, 11, 15), on))
    assert (report.incoming, report.electronic, report.paper) == (2321, 1787, 534)
    assert {one.name: one.count for one in report.paper_classes} == WEEK.paper
    assert report.dossiers == 698
    assert report.outgoing == 412
    work = report.work
    assert work.done + work.open + work.refused + work.recalled == 2321
    assert report.issuers.total == 2321 - 698
    assert sum(count for _, count in report.signatures) == 1787
    before = replace(report.asked, first=date(2026, 11, 2), last=date(2026, 11, 8))
    assert register.entries.report(before).incoming == 0


def test_a_year_gives_its_kinds(tmp_path: Path) -> None:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    made = list(past_entries(YEAR, first, last, last, seed=3))
    with open_register(tmp_path) as register:
        register.entries.load(made, MONDAY, "an")
        report = register.entries.report(Asked(first, last, last))
    assert (report.incoming, report.outgoing) == (7_000, 15_000)
    for direction, kinds in (
        (Direction.INCOMING, report.kinds_in),
        (Direction.OUTGOING, report.kinds_out),
    ):
        counted = Counter(one.new.described.type for one in made if one.new.direction is direction)
        assert {one.name: one.count for one in kinds} == counted
    assert report.should_be_electronic.total == YEAR.paper["should_be_electronic"]


def test_work_is_in_time_late_or_open(register: Register) -> None:
    book = register.entries
    due = (MONDAY + 2 * DAY).date()
    entries = [book.arrive(coming(due_on=due), MONDAY, "an") for _ in range(3)]
    without_term = book.arrive(coming(), MONDAY, "an")
    book.move(entries[0].id, Status.DONE, MONDAY + 2 * DAY, "an")
    book.move(entries[1].id, Status.DONE, MONDAY + 3 * DAY, "an")
    book.move(without_term.id, Status.DONE, MONDAY, "an")
    report = book.report(ASKED)
    work = report.work
    assert (work.done_on_time, work.done_late, work.done_without_term) == (1, 1, 1)
    assert (work.open, work.open_overdue) == (1, 1)
    assert book.report(replace(ASKED, on=due)).work.open_overdue == 0
    assert report.completion == spread_of_days({0: 1, 2: 1, 3: 1})


def test_refusals_tell_why_and_what_came_again(register: Register) -> None:
    book = register.entries
    lack = Lack("number", "Số của văn bản", "Điều 8")
    first = book.arrive(coming(), MONDAY, "an", receive=False)
    book.refuse(first.id, (lack,), MONDAY + DAY, "an")
    again = coming(at=MONDAY + 4 * DAY, earlier_id=first.id)
    book.arrive(again, MONDAY + 4 * DAY, "an")
    refused = book.report(ASKED).refusals
    assert (refused.count, refused.resubmitted) == (1, 1)
    assert refused.lacks == ((Count("Số của văn bản", 1), "Điều 8"),)
    assert refused.issuers.first == (Count("Sở Mẫu", 1),)
    assert refused.days_between.median == 3


def test_forms_tell_who_waited_for_whom(register: Register) -> None:
    book = register.entries
    for first, second, days in (
        (Channel.AXIS, Channel.PAPER, 5),
        (Channel.PAPER, Channel.AXIS, 2),
        (Channel.AXIS, Channel.EMAIL, 1),
    ):
        entry = book.arrive(coming(first), MONDAY, "an")
        form = NewForm(second, MONDAY + days * DAY, signatures=SignatureState.TRUSTED)
        book.add_form(entry.id, form, MONDAY + days * DAY, "an")
    report = book.report(ASKED)
    assert (report.incoming, report.electronic, report.paper) == (3, 2, 1)
    assert report.meetings.both == 2
    assert report.meetings.ahead.median == 5
    assert report.meetings.waited.median == 2
    assert report.signed == 2


def test_unit_issuer_and_hidden_books(register: Register) -> None:
    book = register.entries
    book.arrive(coming(unit="Phòng A"), MONDAY, "an")
    book.arrive(coming(described=replace(NAMED, issuer="SỞ  Khác")), MONDAY, "an")
    book.arrive(coming(book="den-mat"), MONDAY, "an")
    assert book.report(ASKED).incoming == 3
    assert book.report(replace(ASKED, unit="Phòng A")).incoming == 1
    assert book.report(replace(ASKED, issuer="so khac")).incoming == 1
    hidden = book.report(replace(ASKED, without_books=frozenset({"den-mat"})))
    assert hidden.incoming == 2
    top = book.report(replace(ASKED, top=1)).issuers
    assert (top.first, top.others, top.other_names) == ((Count("Sở Mẫu", 2),), 1, 1)


@given(st.lists(st.integers(-5, 400), min_size=1))
def test_a_spread_is_that_of_the_days_laid_out(days: list[int]) -> None:
    spread = spread_of_days(Counter(days))
    ordered = sorted(days)
    middle = ordered[(len(days) - 1) // 2] + ordered[len(days) // 2]
    assert spread.median == middle / 2
    assert spread.p90 is not None
    assert sum(day <= spread.p90 for day in days) >= 0.9 * len(days)
    assert (spread.count, spread.total) == (len(days), sum(days))
