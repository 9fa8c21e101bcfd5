"""`sohoa mail`: letters that come by e-mail become documents and entries."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.arriving import book_of
from pipeline.cli.digitize import who
from pipeline.cli.progress import shown_progress
from pipeline.cli.register import at_registry
from pipeline.exchange.mail_folder import read_folder
from pipeline.messages import say
from pipeline.model.entry import Channel
from pipeline.model.names import printable
from pipeline.office.arriving import Coming
from pipeline.office.mail_in import Fetched, Settled, fetch
from pipeline.office.refusing import lacking_in
from pipeline.register.store import open_register
from pipeline.settings import load_settings


def mail_fetch(options: argparse.Namespace) -> int:
    """Exit 1 where a message was left in its box for its size."""
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
        box = read_folder(options.folder, settings.mail.max_bytes)
        fetched = fetch(desk, archive, box, coming, lambda paths: _digitize(paths, options))
    _show(fetched, options)
    return 1 if fetched.too_large else 0


def _digitize(paths: tuple[str, ...], options: argparse.Namespace) -> None:
    """One batch for all that came."""
    # Prefect takes a second to import.
    from pipeline.flows.batch import Call, run_batch

    call = Call(paths, options.archive, load_settings(options.settings), None, who())
    with shown_progress(options.language) as progress:
        run_batch(call, progress, lambda: datetime.now(UTC))


def _show(fetched: Fetched, options: argparse.Namespace) -> None:
    language = options.language
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
    }
    print(json.dumps(summary) if options.json else say(language, "mail.report", summary))


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
