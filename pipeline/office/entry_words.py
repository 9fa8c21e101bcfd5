"""An entry of the registers in the words of a language: its fields, its status, its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from pipeline.messages import Language, catalogue, say
from pipeline.model.entry import HERE, Described, Entry, Status
from pipeline.office_rules import SHOULD_BE_ELECTRONIC, PaperRules
from pipeline.register.entries import Event, What


def status_text(language: Language, status: Status) -> str:
    return f"{status.value} {say(language, f'status.{status.value}')}"


def entry_field(language: Language, name: str) -> str:
    return say(language, f"entryfield.{name}")


def paper_class_text(key: str | None, paper: PaperRules, language: Language) -> str:
    """The name of a class of paper; a key that there is no more as it is."""
    if key is None:
        return "—"
    if key == SHOULD_BE_ELECTRONIC:
        return paper.should_be_electronic.in_language(language)
    named = paper.named(key)
    return key if named is None else named.name.in_language(language)


def entry_rows(entry: Entry, paper: PaperRules, language: Language) -> Iterator[tuple[str, str]]:
    """Field and its value in words; what is unknown only where it is asked for or unsure."""
    yield "arrived_at", _local_time(entry.arrived_at)
    yield "channel", say(language, f"channel.{entry.channel.value}")
    for field in fields(Described):
        value = getattr(entry.described, field.name)
        if field.name == "issued_on" and value:
            value = local_date(value)
        if value is not None or field.name in entry.unsure:
            yield field.name, "—" if value is None else str(value)
    if entry.paper_class or "paper_class" in entry.unsure:
        yield "paper_class", paper_class_text(entry.paper_class, paper, language)
    for name in ("unit", "assignee"):
        if value := getattr(entry, name):
            yield name, value
    for name in ("received_on", "due_on", "done_on"):
        if value := getattr(entry, name):
            yield name, day_text(value)
    if entry.earlier_id is not None:
        yield "earlier_id", f"#{entry.earlier_id}"
    yield "receipt", entry.receipt


def in_words(language: Language, kind: str, code: str) -> str:
    """The words of a code of this kind; one that has none as it is."""
    return catalogue(language).get(f"{kind}.{code}", code)


def known_fields() -> tuple[str, ...]:
    """Fields that somebody may say to be sure."""
    return tuple(name for name in (*(f.name for f in fields(Described)), "paper_class"))


def is_overdue(entry: Entry, today: date) -> bool:
    return entry.due_on is not None and entry.due_on < today and entry.done_on is None


def event_detail(event: Event, language: Language) -> str:
    """What an event says beyond its kind; empty where that says all."""
    if event.what is What.OPINION:
        return event.new or ""
    if event.what is not What.CHANGED or event.field is None:
        return ""
    old, new = (_value_text(event.field, value, language) for value in (event.old, event.new))
    return f"{in_words(language, 'entryfield', event.field)}: {old} → {new}"


def _value_text(field: str, value: str | None, language: Language) -> str:
    if not value:
        return "—"
    if field == "status":
        return in_words(language, "status", value)
    if field == "unsure":
        return ", ".join(in_words(language, "entryfield", name) for name in value.split(","))
    return local_date(value) if field.endswith("_on") else value


def local_date(text: str) -> str:
    """ISO 8601, perhaps partial, as it is written here: 07/11/2017."""
    return "/".join(reversed(text.split("-")))


def day_text(one: date | None) -> str:
    return "—" if one is None else f"{one:%d/%m/%Y}"


def _local_time(at: datetime) -> str:
    return at.astimezone(HERE).strftime("%d/%m/%Y %H:%M:%S")
