"""`sohoa import-register`: takes a register over that was kept elsewhere."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import who
from pipeline.cli.printing import columns, local_date
from pipeline.import_rules import ColumnMap, load_map
from pipeline.messages import Language, say
from pipeline.messages.records import field_name, reason_text, value_text
from pipeline.model.entry import UNNUMBERED, Channel, PastEntry
from pipeline.model.names import printable
from pipeline.office.importing import Understood, compared, take_over, understand
from pipeline.office.people import asker
from pipeline.register.store import open_register
from pipeline.rules import rules_of
from pipeline.settings import Settings, load_settings
from pipeline.steps.importing.rows import Target

_NAMES = {"number": "arrival_number"}
"""The number in the register is called as the one in the arrival stamp."""
_SHOWN = 5
"""Entries of a dry run, and …"""
_MOST_LEFT = 50
"""… rows that were not understood, as people see them; --json has all."""


def import_register(options: argparse.Namespace) -> int:
    """All of a file or nothing of it. Raises: SettingsInvalid, NotFound, NotAllowed."""
    settings = load_settings(options.settings)
    target = _target(settings, options.book)
    understood = understand(options.file, _said(options), target)
    archive = ArchiveFolder(options.archive)
    takes = not options.dry_run and (options.skip_unclear or not understood.left)
    taken = 0
    if takes or archive.exists():
        with archive.writing(), open_register(archive.root, settings.database_url) as register:
            understood = compared(understood, register)
            takes = takes and (options.skip_unclear or not understood.left)
            if takes and understood.rows:
                taken = take_over(understood, register, datetime.now(UTC), who())
    if options.json:
        print(json.dumps(_json(understood, taken), ensure_ascii=False))
    else:
        print(*_lines(understood, options, taken if takes else None), sep="\n")
    return 0 if takes or (options.dry_run and not understood.left) else 1


def _target(settings: Settings, name: str) -> Target:
    book = asker(settings, who()).book(name)
    kinds = tuple(kind.name for kind in rules_of(settings.office).kind)
    return Target(book.key, book.direction, book.secret, kinds)


def _said(options: argparse.Namespace) -> ColumnMap:
    said = ColumnMap() if options.map is None else load_map(options.map)
    given: dict[str, Any] = {}
    if options.channel is not None:
        given["channel"] = Channel(options.channel)
    if options.year is not None:
        given["year"] = options.year
    return said.model_copy(update=given)


def _lines(understood: Understood, options: argparse.Namespace, taken: int | None) -> Iterator[str]:
    language: Language = options.language
    if options.dry_run:
        yield from _columns_shown(understood, language)
        yield ""
        for row, entry in islice(understood.rows, _SHOWN):
            yield f"  {say(language, 'import.row', {'row': row})}: {_entry_line(entry)}"
        yield ""
    for one in islice(understood.left, _MOST_LEFT):
        why = reason_text(language, one.reason)
        yield f"  {say(language, 'import.row', {'row': one.row})}: {why}"
    if len(understood.left) > _MOST_LEFT:
        yield f"  … {len(understood.left) - _MOST_LEFT}"
    facts = {
        "new": len(understood.rows), "known": understood.known, "left": len(understood.left),
        "book": options.book, "taken": taken or 0,
    }  # fmt: skip
    if options.dry_run:
        yield say(language, "import.would", facts)
    else:
        yield say(language, "import.nothing" if taken is None else "import.done", facts)


def _columns_shown(understood: Understood, language: Language) -> Iterator[str]:
    found = understood.columns
    yield say(language, "import.columns", {"row": found.header_row})
    rows = [
        (
            f"  {printable(found.headers[place])}",
            f"→ {field_name(language, _NAMES.get(field, field))}",
        )
        for field, place in sorted(found.places.items(), key=lambda item: item[1])
    ]
    yield from columns(rows)
    if found.left_alone:
        names = ", ".join(map(printable, found.left_alone))
        yield f"  {say(language, 'import.left_alone', {'headers': names})}"


def _entry_line(entry: PastEntry) -> str:
    new, described = entry.new, entry.new.described
    day = entry.received_on.isoformat() if entry.received_on else None
    parts = (
        "—" if entry.number == UNNUMBERED else str(entry.number),
        local_date(value_text(day)),
        new.form.channel.value,
        value_text(described.code or described.code_number),
        local_date(value_text(described.issued_on)),
        value_text(described.issuer),
        value_text(described.type),
        value_text(described.subject),
        new.unit or "—",
    )
    return printable(" · ".join(parts))


def _json(understood: Understood, taken: int) -> dict[str, Any]:
    found = understood.columns
    return {
        "header_row": found.header_row,
        "columns": {field: found.headers[place] for field, place in found.places.items()},
        "left_alone": list(found.left_alone),
        "new": len(understood.rows),
        "known": understood.known,
        "taken": taken,
        "not_understood": [
            {"row": one.row, "why": one.reason.code, **one.reason.params} for one in understood.left
        ],
    }
