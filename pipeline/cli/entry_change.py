"""`sohoa register change` and `opinion`: what a person says of an entry."""

from __future__ import annotations

import argparse
from datetime import date

from pipeline.cli.entry_options import typed
from pipeline.cli.register import at_registry, print_entry
from pipeline.errors import SettingsInvalid
from pipeline.model.entry import Entry
from pipeline.office.changing import add_opinion, change
from pipeline.office.entry_words import known_fields
from pipeline.office.typed import one_line


def register_change(options: argparse.Namespace) -> int:
    """Other values of fields; what was unsure is sure from then on."""
    values: dict[str, str | int | date | None] = {
        name: None if value == "" else value for name, value in typed(options).items()
    }
    if options.due is not None:
        values["due_on"] = options.due
    if options.paper_class is not None:
        values["paper_class"] = options.paper_class or None
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        for name in options.sure:
            values.setdefault(_known(name), _value(entry, name))
        if not values:
            raise SettingsInvalid("nothing_changed", {"entry": entry.key})
        print_entry(change(desk, entry, values), options)
    return 0


def register_opinion(options: argparse.Namespace) -> int:
    """An opinion or a direction goes into the history."""
    text = one_line(options.text)
    if not text:
        raise SettingsInvalid("no_opinion")
    with at_registry(options) as desk:
        entry = desk.asker.entry(desk.register, options.entry)
        print_entry(add_opinion(desk, entry, text), options)
    return 0


def _known(name: str) -> str:
    """Raises: SettingsInvalid."""
    if name not in known_fields():
        raise SettingsInvalid("field_unknown", {"field": name, "known": ", ".join(known_fields())})
    return name


def _value(entry: Entry, name: str) -> str | int | None:
    value: str | int | None = (
        entry.paper_class if name == "paper_class" else getattr(entry.described, name)
    )
    return value
