"""`sohoa register books`, `list`, `overdue` and `show`: the registers, looked at."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice

from pipeline.cli.digitize import who
from pipeline.cli.entry_printing import entry_json, entry_sheet, entry_table
from pipeline.cli.printing import columns, local_time
from pipeline.cli.records import opened
from pipeline.match_rules import default_matching
from pipeline.messages import Language, say
from pipeline.model.entry import Criteria, Entry
from pipeline.model.names import printable
from pipeline.office.entry_words import event_detail, status_text
from pipeline.office.eyes import Sheets
from pipeline.office.moving import steps
from pipeline.office.people import asker
from pipeline.office.reconciling import Reconciler
from pipeline.office.refusing import days_between
from pipeline.office.registry import Registry, registry
from pipeline.office_rules import paper_rules
from pipeline.register.entries import Event, ObjectKind
from pipeline.settings import load_settings

_SHOWN = 50


@contextmanager
def at_registry(options: argparse.Namespace) -> Iterator[Registry]:
    """The desk of the registers, with whoever calls. Raises: NotFound without an archive."""
    settings = load_settings(options.settings)
    with (
        opened(options) as (archive, register),
        closing(Sheets(archive, register, settings)) as eyes,
    ):
        matcher = Reconciler(register, archive, default_matching(), eyes)
        yield registry(register, settings, who(), lambda: datetime.now(UTC), matcher)


def register_books(options: argparse.Namespace) -> int:
    """The registers that one may see, with the last number of each year."""
    seen = asker(load_settings(options.settings), who())
    with opened(options) as (_, register):
        numbers = register.entries.last_numbers()
    rows = []
    for book in seen.books:
        years = {year: last for (key, year), last in numbers.items() if key == book.key}
        if options.json:
            data = {
                "book": book.key,
                "title": book.title,
                "direction": book.direction.value,
                "secret": book.secret,
                "last_numbers": {str(year): last for year, last in years.items()},
            }
            print(json.dumps(data, ensure_ascii=False))
        given = ", ".join(f"{year}: {last}" for year, last in years.items())
        direction = say(options.language, f"direction.{book.direction.value}")
        rows.append((book.key, book.title, direction, given or "—"))
    if not options.json:
        print(*columns(rows), sep="\n")
    return 0


def register_list(options: argparse.Namespace) -> int:
    """The newest first; a person is shown so many, a program all."""
    with at_registry(options) as desk:
        if options.book is not None:
            desk.asker.book(options.book)
        asked = Criteria(
            direction=options.direction,
            book=options.book,
            year=options.year,
            statuses=tuple(options.status or ()),
            arrived_from=options.first,
            arrived_to=options.last,
            channel=options.channel,
            issuer=options.issuer,
            code=options.code,
            unit=options.unit,
            assignee=options.assignee,
            paper_class=options.paper_class,
            unsure=options.unsure,
            without_books=desk.asker.hidden,
            secrets=desk.asker.keeper,
        )
        found = desk.register.entries.entries(asked, newest_first=True)
        _print_entries(found, options, desk, options.limit)
    return 0


def register_overdue(options: argparse.Namespace) -> int:
    """What was to be done before today, or another day, and is not; the oldest first."""
    with at_registry(options) as desk:
        asked = Criteria(
            overdue_on=options.on or desk.today,
            unit=options.unit,
            assignee=options.assignee,
            without_books=desk.asker.hidden,
            secrets=desk.asker.keeper,
        )
        _print_entries(desk.register.entries.entries(asked), options, desk, None)
    return 0


def register_show(options: argparse.Namespace) -> int:
    """All of an entry: fields, forms, what may be done next, and its history."""
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        history = desk.register.history(ObjectKind.ENTRY, str(entry.id))
        lacks = desk.register.entries.lacks(entry.id)
        if options.json:
            data = entry_json(entry) | {
                "lacks": [{"part": one.part, "clause": one.clause} for one in lacks],
                "next": [step.to.value for step in steps(desk, entry)],
                "history": [_event_json(event) for event in history],
            }
            print(json.dumps(data, ensure_ascii=False))
            return 0
        title = desk.asker.book(entry.book).title
        paper = paper_rules(desk.settings)
        for line in entry_sheet(entry, title, paper, options.language):
            print(line)
        for lack in lacks:
            clause = f" ({lack.clause})" if lack.clause else ""
            print(f"  − {printable(lack.part + clause)}")
        if earlier := earlier_line(desk, entry, options.language):
            print(earlier)
        for line in _next_and_history(desk, entry, history, options.language):
            print(line)
    return 0


def earlier_line(desk: Registry, entry: Entry, language: Language) -> str | None:
    """Which refused try it follows, and after how many days."""
    if entry.earlier_id is None:
        return None
    earlier = desk.register.entries.by_id(entry.earlier_id)
    days = days_between(earlier, entry)
    facts = {"entry": earlier.key, "days": "—" if days is None else days}
    return say(language, "refusal.earlier", facts)


def print_entry(entry: Entry, options: argparse.Namespace) -> None:
    """What a command that changed an entry says of it."""
    if options.json:
        print(json.dumps(entry_json(entry), ensure_ascii=False))
        return
    said = entry.described
    parts = [entry.key, status_text(options.language, entry.status)]
    parts += [part for part in (said.code, said.issuer, said.subject) if part]
    print(printable(" · ".join(parts)))


def _print_entries(
    found: Iterator[Entry], options: argparse.Namespace, desk: Registry, limit: int | None
) -> None:
    if options.json:
        for entry in islice(found, limit):
            print(json.dumps(entry_json(entry), ensure_ascii=False))
        return
    most = limit or _SHOWN
    some = tuple(islice(found, most))
    if not some:
        print(say(options.language, "cli.no_entries"))
        return
    for line in entry_table(some, options.language, desk.today):
        print(line)
    if any(entry.unsure for entry in some):
        print(say(options.language, "cli.entries_unsure"))
    if next(found, None) is not None:
        print(say(options.language, "cli.more_entries", {"shown": len(some)}))


def _next_and_history(
    desk: Registry, entry: Entry, history: tuple[Event, ...], language: Language
) -> Iterator[str]:
    yield ""
    ways = {step.to: step for step in steps(desk, entry)}
    if ways:
        words = ", ".join(status_text(language, to) for to in ways)
        yield f"  {say(language, 'cli.entry_next', {'statuses': words})}"
    yield f"  {say(language, 'cli.entry_history')}"
    for event in history:
        what = say(language, f"event.{event.what.value}")
        detail = event_detail(event, language)
        told = printable(f"{event.who}  {what}{': ' if detail else ''}{detail}")
        yield f"    {local_time(event.at)}  {told}"


def _event_json(event: Event) -> dict[str, str | int | None]:
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "who": event.who,
        "what": event.what.value,
        "field": event.field,
        "old": event.old,
        "new": event.new,
    }
