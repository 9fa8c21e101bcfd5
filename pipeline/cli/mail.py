"""`sohoa mail`: letters that come by e-mail become documents and entries."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from itertools import islice

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.arriving import book_of
from pipeline.cli.digitize import who
from pipeline.cli.printing import columns, local_time
from pipeline.cli.progress import shown_progress
from pipeline.cli.records import opened
from pipeline.cli.register import at_registry
from pipeline.exchange.mail_folder import read_folder
from pipeline.messages import Language, say, say_error
from pipeline.model.entry import Channel
from pipeline.model.mail import MailState
from pipeline.model.names import printable
from pipeline.office.arriving import Coming
from pipeline.office.mail_box import Emptied, empty_box, password_of
from pipeline.office.mail_in import Settled, fetch
from pipeline.office.mail_list import Listed, listed
from pipeline.office.people import asker
from pipeline.office.refusing import lacking_in
from pipeline.office.registry import Registry
from pipeline.register.store import open_register
from pipeline.settings import load_settings


def mail_fetch(options: argparse.Namespace) -> int:
    """Exit 1 where a message was left in its box for its size, or the server was lost."""
    settings = load_settings(options.settings)
    archive = ArchiveFolder(options.archive)
    archive.prepare()
    open_register(options.archive, settings.database_url).close()
    with at_registry(options) as desk:
        coming = Coming(
            book_of(settings.mail.book or None, desk),
            desk.now(),
            Channel.EMAIL,
            receive=not options.hold,
            lacking=lacking_in(desk, archive),
        )
        emptied = _taken(desk, archive, coming, options)
    _show(emptied, options)
    if emptied.lost is not None:
        # Not raised: what was taken until then is announced.
        print(f"sohoa: {say_error(options.language, emptied.lost)}", file=sys.stderr)
        return emptied.lost.exit_code
    return 1 if emptied.fetched.too_large else 0


def _taken(
    desk: Registry, archive: ArchiveFolder, coming: Coming, options: argparse.Namespace
) -> Emptied:
    """From the folder that is named, else from the server of the settings."""

    def digitize(paths: tuple[str, ...]) -> None:
        _digitize(paths, options)

    mail = desk.settings.mail
    if options.folder is None:
        return empty_box(desk, archive, coming, digitize, password_of(mail, os.environ))
    box = read_folder(options.folder, mail.max_bytes)
    return Emptied(fetch(desk, archive, box, coming, digitize), 0, None)


def _digitize(paths: tuple[str, ...], options: argparse.Namespace) -> None:
    """One batch for all that came."""
    # Prefect takes a second to import.
    from pipeline.flows.batch import Call, run_batch

    call = Call(paths, options.archive, load_settings(options.settings), None, who())
    with shown_progress(options.language) as progress:
        run_batch(call, progress, lambda: datetime.now(UTC))


def _show(emptied: Emptied, options: argparse.Namespace) -> None:
    language, fetched = options.language, emptied.fetched
    for one in fetched.mails:
        if options.json:
            print(json.dumps(_json(one), ensure_ascii=False))
            continue
        state = say(language, f"mail.{one.state.value}")
        why = f" ({say(language, f'mail.{one.reason}')})" if one.reason else ""
        print(f"{printable(one.stored.sender) or '—'} · {printable(one.name)}: {state}{why}")
        for outcome, count in one.outcomes.items():
            print(f"  {count:>3}  {say(language, f'mail.{outcome}')}")
        for name, outcome in one.named:
            print(f"       {printable(name)}: {say(language, f'mail.{outcome}')}")
        print(
            *(f"    → {entry.key}" for entry in one.entries), sep="\n", end="\n" * bool(one.entries)
        )
    for raw in fetched.too_large:
        params = {"name": printable(raw.name), "bytes": raw.size}
        if not options.json:
            print(say(language, "mail.too_large", params))
    summary = {
        "found": fetched.found,
        "known": fetched.known,
        "too_large": len(fetched.too_large),
        "settled": len(fetched.mails),
        "entries": sum(len(one.entries) for one in fetched.mails),
        "marked": emptied.marked,
    }
    print(json.dumps(summary) if options.json else say(language, "mail.report", summary))


def mail_list(options: argparse.Namespace) -> int:
    """What came, the newest first, in the states that are asked for."""
    settings = load_settings(options.settings)
    asked = tuple(map(MailState, options.state)) or tuple(MailState)
    seen = asker(settings, who())
    with opened(options) as (archive, register):
        found = listed(register, archive, seen, settings.mail, asked)
        shown = list(islice(found, max(options.limit, 0) or None))
    if options.json:
        print(*(json.dumps(_listed_json(one), ensure_ascii=False) for one in shown), sep="\n")
        return 0
    head = [say(options.language, f"maillist.{name}") for name in _COLUMNS]
    nothing = say(options.language, "maillist.none")
    rows = [_row(one, options.language) for one in shown]
    print(*(columns([head, *rows]) if rows else [nothing]), sep="\n")
    return 0


_COLUMNS = ("at", "sender", "subject", "state", "entries")


def _row(one: Listed, language: Language) -> tuple[str, ...]:
    stored = one.stored
    state = say(language, f"mail.{stored.state.value}")
    told = [say(language, f"mail.{stored.reason}")] if stored.reason else []
    told += [
        f"{count} {say(language, f'mail.{outcome}')}"
        for outcome, count in (stored.outcomes or {}).items()
        if outcome != stored.reason
    ]
    return (
        local_time(stored.at),
        printable(stored.sender) or "—",
        printable(one.subject) or "—",
        f"{state} ({'; '.join(told)})" if told else state,
        ", ".join(entry.key for entry in one.entries) or "—",
    )


def _listed_json(one: Listed) -> dict[str, object]:
    stored = one.stored
    return {
        "message_id": stored.id,
        "at": stored.at.isoformat(),
        "sender": stored.sender,
        "subject": one.subject,
        "state": stored.state.value,
        "reason": stored.reason,
        "attachments": dict(stored.outcomes or {}),
        "entries": [entry.key for entry in one.entries],
        "file": stored.stored_path,
        "sha256": stored.sha256,
    }


def _json(one: Settled) -> dict[str, object]:
    return {
        "message_id": one.stored.id,
        "sender": one.stored.sender,
        "subject": one.name,
        "state": one.state.value,
        "reason": one.reason,
        "attachments": dict(one.outcomes),
        "named": [list(pair) for pair in one.named],
        "entries": [entry.key for entry in one.entries],
    }
