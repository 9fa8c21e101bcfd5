"""`sohoa exchange`: messages of document exchange go out and come in."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.cli.digitize import who
from pipeline.cli.partner_warnings import partner_warnings
from pipeline.cli.printing import columns, local_time
from pipeline.cli.records import opened
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import SettingsInvalid
from pipeline.match_rules import default_matching
from pipeline.messages import Language, say, say_error
from pipeline.messages.records import reason_text
from pipeline.model.entry import Direction
from pipeline.model.message import MessageKind, MessageState, StoredMessage
from pipeline.model.names import printable
from pipeline.office.exchange_delivery import Delivered, deliver
from pipeline.office.exchange_in import Received
from pipeline.office.exchange_inbox import Fetched, fetch
from pipeline.office.exchange_out import queue_statuses, send
from pipeline.office.postroom import Postroom, judged_by, require_clerk
from pipeline.office.reconciling import Reconciler
from pipeline.office.registry import registry
from pipeline.partner_rules import partner_rules
from pipeline.settings import load_settings


@contextmanager
def _at_postroom(options: argparse.Namespace) -> Iterator[Postroom]:
    """Raises: NotFound without an archive."""
    settings = load_settings(options.settings)
    partners = partner_rules(settings)

    def now() -> datetime:
        return datetime.now(UTC)

    with opened(options) as (archive, register):
        archive.prepare()
        limits = ChildLimits(
            settings.limits.worker_bytes, settings.limits.max_bytes, archive.temporary
        )
        with closing(ChildPool("pipeline.jobs", 1, limits)) as pool:
            matcher = Reconciler(register, archive, default_matching())
            desk = registry(register, settings, who(), now, matcher)
            yield Postroom(archive, desk, partners, judged_by(pool, settings, now))


def exchange_send(options: argparse.Namespace) -> int:
    """One document, and whatever else waits. Exit 1 when something could not be delivered."""
    with _at_postroom(options) as room:
        require_clerk(room)
        _warn(room, options)
        if options.entry is not None:
            send(room, room.registry.asker.entry(room.registry.register, options.entry), options.to)
        elif options.to:
            raise SettingsInvalid("options_apart", {"one": "ENTRY", "two": "--to"})
        queue_statuses(room)
        return _emptied(room, options)


def exchange_receive(options: argparse.Namespace) -> int:
    """Empties the inbox, then tells the senders. Exit 1 when something was refused."""
    with _at_postroom(options) as room:
        require_clerk(room)
        _warn(room, options)
        inbox = options.inbox or (Path(room.settings.inbox) if room.settings.inbox else None)
        if inbox is None:
            raise SettingsInvalid("exchange_folder", {"what": "inbox"})
        counts: dict[str, int] = {}
        files: list[str] = []
        for one in fetch(room, inbox, options.language):
            _print_fetched(one, options)
            name = _name(one)
            counts[name] = counts.get(name, 0) + 1
            files += one.received.files if one.received else ()
        queue_statuses(room)
        _print_counts(counts, options)
        if room.settings.outbox or room.partners.partners:
            _emptied(room, options)
        if files and not options.json:
            words = ["sohoa", "digitize", *(str(options.archive / file) for file in files)]
            book = room.registry.settings.registers.book_for(Direction.INCOMING)
            words += ["--register", book.key, "--archive", str(options.archive)]
            command = shlex.join(words)
            print(say(options.language, "exchange.digitize", {"command": command}))
    return 1 if counts.get("refused") else 0


def _warn(room: Postroom, options: argparse.Namespace) -> None:
    for line in partner_warnings(room.registry.settings, options.language):
        print(line, file=sys.stderr)


def exchange_status(options: argparse.Namespace) -> int:
    """Messages that wait or failed; with ENTRY or --all, all of them."""
    with _at_postroom(options) as room:
        if options.entry is not None:
            entry = room.registry.asker.entry(room.registry.register, options.entry)
            found = room.messages.of_entry(entry.id, secrets=room.registry.asker.keeper)
        else:
            found = room.messages.all(secrets=room.registry.asker.keeper)
        done = () if options.entry or options.all else (MessageState.TAKEN, MessageState.SENT)
        rows = []
        for message in found:
            if message.state in done:
                continue
            if options.json:
                print(json.dumps(_message_json(message), ensure_ascii=False))
            rows.append(_message_row(room, message, options.language))
    if not options.json:
        head = [say(options.language, f"exchange.{name}") for name in _COLUMNS]
        nothing = say(options.language, "exchange.nothing")
        print(*(columns([head, *rows]) if rows else [nothing]), sep="\n")
    return 0


_COLUMNS = ("at", "way", "partner", "kind", "state", "entry", "why")


def _emptied(room: Postroom, options: argparse.Namespace) -> int:
    waiting = 0
    for one in deliver(room, os.environ):
        waiting += one.why is not None
        if options.json:
            shown = _message_json(one.message) | {"state": one.state.value}
            why = say_error(options.language, one.why) if one.why else None
            print(json.dumps(shown | {"reason": why}, ensure_ascii=False))
        else:
            print(_delivered_line(one, options.language), file=sys.stderr if one.why else None)
    return 1 if waiting else 0


def _delivered_line(one: Delivered, language: Language) -> str:
    kind = say(language, f"messagekind.{one.message.kind.value}")
    state = say(language, f"messagestate.{one.state.value}")
    why = f": {say_error(language, one.why)}" if one.why else ""
    return f"  → {one.message.partner} · {kind} · {state}{why}"


def _name(one: Fetched) -> str:
    if one.received is not None:
        return one.received.outcome.value
    return "half" if one.waits else "refused"


def _print_fetched(one: Fetched, options: argparse.Namespace) -> None:
    language: Language = options.language
    name = _name(one)
    if options.json:
        why = say_error(language, one.refused) if one.refused else None
        shown: dict[str, Any] = {"file": one.name, "outcome": name, "reason": why}
        print(json.dumps(shown | _received_json(one.received, language), ensure_ascii=False))
        return
    what = say(language, f"exchangeoutcome.{name}")
    line = f"{printable(one.name)} · {what}"
    if one.received is not None and one.received.entry is not None:
        entry = one.received.entry
        subject = printable(entry.described.subject or "")
        line += f" · {entry.key} · {entry.described.code or '—'} · {subject}"
    print(f"{line}: {say_error(language, one.refused)}" if one.refused else line)
    for remark in one.received.remarks if one.received else ():
        print(f"    {printable(reason_text(language, remark))}")


def _received_json(received: Received | None, language: Language) -> dict[str, Any]:
    if received is None:
        return {}
    return {
        "message_id": received.message_id,
        "sender": received.sender,
        "entry": received.entry.key if received.entry else None,
        "receipt": received.entry.receipt if received.entry else None,
        "remarks": [reason_text(language, remark) for remark in received.remarks],
        "files": list(received.files),
    }


def _print_counts(counts: dict[str, int], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({"messages": sum(counts.values()), "outcomes": counts}))
        return
    told = ", ".join(
        f"{say(options.language, f'exchangeoutcome.{name}')}: {count}"
        for name, count in counts.items()
    )
    total = {"count": sum(counts.values()), "told": told or "—"}
    print(say(options.language, "exchange.fetched", total))


def _message_json(message: StoredMessage) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "direction": "out" if message.outgoing else "in",
        "partner": message.partner,
        "kind": message.kind.value,
        "state": message.state.value,
        "reason": message.reason,
        "entry_id": message.entry_id,
        "at": message.at.isoformat(),
        "tries": message.tries,
        "next_try_at": message.next_try_at.isoformat() if message.next_try_at else None,
        "file": message.stored_path,
        "sha256": message.sha256,
    }


def _message_row(room: Postroom, message: StoredMessage, language: Language) -> tuple[str, ...]:
    entry = "—"
    if message.entry_id is not None:
        entry = room.registry.register.entries.by_id(message.entry_id).key
    why = message.reason or ""
    if message.next_try_at is not None and message.state is MessageState.QUEUED:
        why = f"{why} ({message.tries} ×, → {local_time(message.next_try_at)})"
    kind = say(language, f"messagekind.{message.kind.value}")
    if message.kind is MessageKind.STATUS and message.outgoing:
        kind = f"{kind} {message.id[-2:]}"
    return (
        local_time(message.at),
        "→" if message.outgoing else "←",
        message.partner,
        kind,
        say(language, f"messagestate.{message.state.value}"),
        entry,
        printable(why),
    )
