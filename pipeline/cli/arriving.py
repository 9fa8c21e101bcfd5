"""`sohoa register arrive`: documents are entered into a register."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.days import day_text
from pipeline.cli.entry_options import typed
from pipeline.cli.entry_printing import entry_json
from pipeline.cli.register import at_registry, earlier_line, print_entry
from pipeline.errors import SettingsInvalid
from pipeline.messages import Language, say
from pipeline.model.access import unit_name
from pipeline.model.entry import HERE, Channel, Direction, Entry, Matter
from pipeline.model.matching import Answer
from pipeline.office.arriving import Arrival, Coming, arrive, arrive_batch, arrive_inputs
from pipeline.office.doubles import doubles
from pipeline.office.entry_words import entry_field
from pipeline.office.refusing import lacking_in
from pipeline.office.registry import Registry
from pipeline.office.typed import one_line
from pipeline.register.entries import Input
from pipeline.sections.register import Book


def register_arrive(options: argparse.Namespace) -> int:
    """Documents of the archive by id or batch, or one that has no scan by what is typed."""
    with at_registry(options) as desk:
        coming = _coming(options, desk)
        arrivals = []
        for arrival in _arrivals(options, desk, coming):
            arrivals.append(arrival)
            print_arrival(arrival, doubles(desk, arrival.entry), options)
            line = earlier_line(desk, arrival.entry, options.language)
            if line is not None and not options.json:
                print(line)
        _print_of_all(arrivals, coming, options)
    return 0


def enter_inputs(inputs: Sequence[Input], book: str, options: argparse.Namespace) -> int:
    """Enters what was made of the inputs of a batch; tells it in a line. How many were new."""
    with at_registry(options) as desk:
        lacking = lacking_in(desk, ArchiveFolder(options.archive))
        coming = Coming(desk.asker.book(book), desk.now(), lacking=lacking)
        arrivals = tuple(arrive_inputs(desk, coming, inputs))
    new = [arrival.entry for arrival in arrivals if arrival.new]
    if not options.json:
        facts = {
            "book": book,
            "new": len(new),
            "known": len(arrivals) - len(new),
            "unsure": sum(bool(entry.unsure) for entry in new),
            "keys": f"{new[0].key} … {new[-1].key}" if new else "—",
        }
        print(say(options.language, "cli.batch_entered", facts))
        for arrival in arrivals:
            if arrival.lacks:
                print(_held_line(arrival, options.language))
        _print_of_all(arrivals, coming, options)
    return len(new)


def _print_of_all(arrivals: Sequence[Arrival], coming: Coming, options: argparse.Namespace) -> None:
    """What would be said of each of them, once."""
    if options.json:
        return
    new = [arrival for arrival in arrivals if arrival.new]
    dues = [day_text(day) for day in sorted(_unsure_dues(new))]
    if dues:
        print(f"  ! {say(options.language, 'cli.due_unsure', {'due': ', '.join(dues)})}")
    taken = [one.entry for one in new if coming.channel is None and one.entry.channel.electronic]
    if taken:
        channel = say(options.language, f"channel.{taken[0].channel.value}")
        facts = {"count": len(taken), "channel": channel, "first": taken[0].key}
        print(f"  ! {say(options.language, 'cli.signed_channel', facts)}")


def _unsure_dues(arrivals: Sequence[Arrival]) -> set[date]:
    return {one.entry.due_on for one in arrivals if not one.due_sure and one.entry.due_on}


def _arrivals(options: argparse.Namespace, desk: Registry, coming: Coming) -> Iterable[Arrival]:
    if options.document_ids and options.batch is not None:
        raise SettingsInvalid("options_apart", {"one": "DOCUMENT_ID", "two": "--batch"})
    if options.batch is not None:
        if coming.typed:
            raise SettingsInvalid("typed_for_many")
        return arrive_batch(desk, coming, options.batch)
    if not options.document_ids:
        if not coming.typed:
            raise SettingsInvalid("nothing_arrived")
        return (arrive(desk, coming),)
    if coming.typed and len(options.document_ids) > 1:
        raise SettingsInvalid("typed_for_many")
    # All are known before the first is entered.
    documents = [desk.register.document(name) for name in options.document_ids]
    return (arrive(desk, coming, document) for document in documents)


def _coming(options: argparse.Namespace, desk: Registry) -> Coming:
    book = book_of(options.book, desk)
    return Coming(
        book=book,
        arrived_at=_arrived_at(options, desk),
        channel=options.channel or (Channel.COUNTER if options.dossier else None),
        matter=Matter.DOSSIER if options.dossier else Matter.DOCUMENT,
        typed=typed(options) | _symbol(options, book),
        unit=unit_name(options.unit or ""),
        assignee=one_line(options.assignee or ""),
        due_on=options.due,
        paper_class=options.paper_class,
        after=desk.asker.entry(desk.register, options.after) if options.after else None,
        own_number=options.symbol is not None,
        receive=not options.hold,
        lacking=lacking_in(desk, ArchiveFolder(options.archive)),
    )


def _symbol(options: argparse.Namespace, book: Book) -> dict[str, str]:
    """The symbol of what goes out, to which the register gives the number."""
    if options.symbol is None:
        return {}
    for other, given in (("--code", options.code), ("--hold", options.hold)):
        if given:
            raise SettingsInvalid("options_apart", {"one": "--symbol", "two": other})
    if book.direction is not Direction.OUTGOING:
        raise SettingsInvalid("symbol_outgoing", {"book": book.key})
    return {"code_notation": one_line(options.symbol).replace(" ", "").lstrip("/")}


def book_of(key: str | None, desk: Registry) -> Book:
    """The book of this key; the first of those that come, where none is named."""
    if key is not None:
        return desk.asker.book(key)
    return desk.settings.registers.book_for(Direction.INCOMING)


def _arrived_at(options: argparse.Namespace, desk: Registry) -> datetime:
    """Now; of an earlier day its noon."""
    if options.arrived is None or options.arrived == desk.today:
        return desk.now()
    if options.arrived > desk.today:
        raise SettingsInvalid("arrived_later", {"date": day_text(options.arrived)})
    return datetime.combine(options.arrived, time(12), HERE)


def _held_line(arrival: Arrival, language: Language) -> str:
    """Why it has no number yet, and what a person may do."""
    names = ", ".join(part.name.in_language(language) for part in arrival.lacks)
    facts = {"entry": arrival.entry.key, "parts": names}
    return f"  ! {say(language, 'refusal.held', facts)}"


def print_arrival(arrival: Arrival, alike: Sequence[Entry], options: argparse.Namespace) -> None:
    """The entry, whether it was there, what of it somebody has to look at, its receipt.

    `alike`: entries that have its code and issuer.
    """
    entry, language = arrival.entry, options.language
    if options.json:
        data = entry_json(entry) | {
            "new": arrival.new,
            "due_sure": arrival.due_sure,
            "lacks": [part.key for part in arrival.lacks],
            "same_code": [other.key for other in alike],
            "matches": [
                {
                    "entry": one.entry.key,
                    "answer": one.match.answer.value,
                    "score": round(one.match.score, 4),
                    "same_sheet": one.match.same_sheet,
                }
                for one in arrival.looked
            ],
        }
        print(json.dumps(data, ensure_ascii=False))
        return
    print_entry(entry, options)
    if not arrival.new:
        said = "match.attached" if arrival.looked else "cli.entered_before"
        print(f"  {say(language, said)}")
        return
    facts = {"receipt": entry.receipt, "due": day_text(entry.due_on)}
    print(f"  {say(language, 'cli.entered', facts)}")
    if alike:
        keys = ", ".join(one.key for one in alike)
        print(f"  ! {say(language, 'cli.same_code', {'entries': keys})}")
    if arrival.lacks:
        print(_held_line(arrival, language))
    if entry.unsure:
        names = ", ".join(entry_field(language, name) for name in entry.unsure)
        print(f"  ! {say(language, 'cli.entry_unsure', {'fields': names, 'entry': entry.key})}")
    for one in arrival.looked:
        kind = "match.alarm" if one.match.answer is Answer.ALARM else "match.may_be"
        facts = {"other": one.entry.key, "percent": str(round(100 * one.match.score))}
        print(f"  ! {say(language, kind, facts)}")
