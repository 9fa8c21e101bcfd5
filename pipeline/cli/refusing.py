"""`sohoa refuse`, `sohoa register check` and `slip`: what is missing, and what goes back for it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import who
from pipeline.cli.entry_printing import entry_json
from pipeline.cli.printing import columns
from pipeline.cli.records import opened
from pipeline.cli.register import print_entry
from pipeline.errors import NotFound
from pipeline.messages import Language, say
from pipeline.model.entry import Entry, Lack
from pipeline.model.names import printable
from pipeline.office import refusing
from pipeline.office.entry_words import paper_class_text
from pipeline.office.refusing import Checked, check_document, scan_of
from pipeline.office.registry import Registry, registry
from pipeline.office.return_slip import slip_of
from pipeline.office_rules import paper_rules
from pipeline.papers.writing import write_paper
from pipeline.register.entries import Document
from pipeline.settings import load_settings


def register_check(options: argparse.Namespace) -> int:
    """What a document or an entry has, lacks, and what is for a person to look at."""
    with _at(options) as (archive, desk):
        entry, document = _named(desk, options.name)
        if document is None:
            raise NotFound("no_scan", {"entry": options.name})
        checked = check_document(desk, archive, document, entry)
    if options.json:
        print(json.dumps(_json(checked, document, entry), ensure_ascii=False))
        return 0
    for line in _lines(checked, document, entry, desk, options.language):
        print(line)
    return 0


def refuse(options: argparse.Namespace) -> int:
    """Refuses an entry for the parts that are named, else for what is surely missing."""
    with _at(options) as (archive, desk):
        entry = desk.asker.entry(desk.register, options.entry)
        proposed = _proposed(desk, archive, entry)
        refused = refusing.refuse(desk, entry, options.lacks, options.reason, proposed)
        lacks = desk.register.entries.lacks(refused.id)
        if options.slip is not None:
            write_paper(slip_of(desk, refused), options.slip)
    _print_refused(refused, lacks, options)
    return 0


def register_slip(options: argparse.Namespace) -> int:
    """Writes the return slip of a refused entry once more."""
    with _at(options) as (_, desk):
        entry = desk.asker.entry(desk.register, options.entry)
        write_paper(slip_of(desk, entry), options.out)
    if options.json:
        print(json.dumps({"entry": entry.key, "file": str(options.out)}, ensure_ascii=False))
    else:
        print(say(options.language, "refusal.slip", {"file": printable(str(options.out))}))
    return 0


@contextmanager
def _at(options: argparse.Namespace) -> Iterator[tuple[ArchiveFolder, Registry]]:
    """The archive, and the desk of its registers."""
    settings = load_settings(options.settings)
    with opened(options) as (archive, register):
        yield archive, registry(register, settings, who(), lambda: datetime.now(UTC))


def _named(desk: Registry, name: str) -> tuple[Entry | None, Document | None]:
    """An entry with its scan, or a document with its entry. Raises: NotFound."""
    if "/" in name or (name.lstrip("-").isdecimal() and len(name) < 8):
        entry = desk.asker.entry(desk.register, name)
        return entry, scan_of(desk, entry)
    document = desk.register.document(name)
    return desk.register.entries.of_document(document.id), document


def _proposed(desk: Registry, archive: ArchiveFolder, entry: Entry) -> Sequence[Any]:
    document = scan_of(desk, entry)
    return () if document is None else check_document(desk, archive, document, entry).missing


def _print_refused(entry: Entry, lacks: Sequence[Lack], options: argparse.Namespace) -> None:
    told = [{"part": lack.rule, "name": lack.part, "clause": lack.clause} for lack in lacks]
    if options.json:
        print(json.dumps(entry_json(entry) | {"lacks": told}, ensure_ascii=False))
        return
    print_entry(entry, options)
    for lack in lacks:
        print(f"  – {printable(lack.part)}{f' ({lack.clause})' if lack.clause else ''}")
    if options.slip is not None:
        print(say(options.language, "refusal.slip", {"file": printable(str(options.slip))}))
    else:
        print(say(options.language, "refusal.make_slip", {"entry": entry.key}))


def _json(checked: Checked, document: Document, entry: Entry | None) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "entry": None if entry is None else entry.key,
        "paper_class": checked.paper_class,
        "paper_class_sure": checked.paper_sure,
        "parts": [
            {
                "part": one.part.key,
                "presence": one.presence.value,
                "name": one.part.name.vi,
                "clause": one.part.clause,
            }
            for one in checked.seen
        ],
        "missing": [part.key for part in checked.missing],
    }


def _lines(
    checked: Checked, document: Document, entry: Entry | None, desk: Registry, language: Language
) -> Iterator[str]:
    head = document.id if entry is None else f"{entry.key} · {document.id}"
    yield f"{head} · {printable(document.source_name)}"
    named = paper_class_text(checked.paper_class, paper_rules(desk.settings), language)
    sure = "" if checked.paper_sure else f"  ← {say(language, 'cli.look')}"
    yield f"{say(language, 'entryfield.paper_class')}: {named}{sure}"
    rows = [
        (
            say(language, f"presence.{one.presence.value}"),
            one.part.key,
            one.part.name.in_language(language),
            one.part.clause,
        )
        for one in checked.seen
    ]
    yield from (columns(rows) if rows else [say(language, "refusal.nothing_asked")])
    if checked.missing and entry is not None:
        lacks = " ".join(f"--lacks {part.key}" for part in checked.missing)
        yield say(language, "refusal.propose", {"entry": entry.key, "lacks": lacks})
