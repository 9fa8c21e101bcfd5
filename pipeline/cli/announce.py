"""`sohoa announce`: people are told what waits for them."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace

from pipeline.cli.digitize import who
from pipeline.cli.printing import columns
from pipeline.cli.register import at_registry
from pipeline.errors import SohoaError
from pipeline.messages import say, say_error
from pipeline.office import announcing
from pipeline.office.announcing import Announced, Message, Outcome, note_days
from pipeline.office.people import sees_secrets
from pipeline.office.registry import Registry
from pipeline.settings import load_settings


def announce(options: argparse.Namespace) -> int:
    """Exit 1 where a gateway did not take what it was sent; that is tried again later."""
    settings = load_settings(options.settings)
    if not settings.announcements.gateways:
        print(say(options.language, "cli.no_gateways"), file=sys.stderr)
    with at_registry(options) as desk:
        if not options.dry_run:
            note_days(desk.register, settings, desk.calendar, desk.now())
        announced = _announce(desk, dry_run=options.dry_run)
    if not sees_secrets(settings, who()):
        open_ones = tuple(one for one in announced.messages if not one.secret)
        announced = replace(announced, messages=open_ones)
    _show(announced, options)
    return 1 if announced.failed else 0


def announce_after(options: argparse.Namespace) -> None:
    """After a command that announced something; what fails here never fails the command."""
    try:
        announced = _announce_if_any(options)
    except SohoaError as error:
        print(f"sohoa: {say_error(options.language, error)}", file=sys.stderr)
        return
    if announced.failed:
        told = say(options.language, "cli.not_announced", {"count": announced.failed})
        print(f"sohoa: {told}", file=sys.stderr)


def _announce_if_any(options: argparse.Namespace) -> Announced:
    if not load_settings(options.settings).announcements.gateways:
        return Announced(())
    with at_registry(options) as desk:
        return _announce(desk, dry_run=False)


def _announce(desk: Registry, *, dry_run: bool) -> Announced:
    # It takes a while to import, and is only for those who have a gateway.
    from pipeline.exchange.gateways import tell

    return announcing.announce(desk.register, desk.settings, desk.now(), tell, dry_run=dry_run)


def _show(announced: Announced, options: argparse.Namespace) -> None:
    language = options.language
    if options.json:
        for message in announced.messages:
            print(json.dumps(_json(message, options), ensure_ascii=False))
        summary = {"messages": len(announced.messages), "nobody": announced.nobody}
        print(json.dumps(summary | {"failed": announced.failed}))
        return
    rows = [
        (
            message.gateway.name,
            say(language, f"announced.{message.outcome.value}"),
            message.title(),
        )
        for message in announced.messages
    ]
    for row, message in zip(columns(rows) if rows else (), announced.messages, strict=True):
        print(row)
        if message.failure is not None:
            print(f"  ! {say_error(language, message.failure)}")
        if options.dry_run and message.outcome is Outcome.WOULD_SEND:
            print(*(f"    {line}" for line in message.lines), sep="\n")
    if not rows:
        print(say(language, "cli.nothing_to_announce"))
    if announced.nobody:
        print(say(language, "cli.told_nobody", {"count": announced.nobody}))


def _json(message: Message, options: argparse.Namespace) -> dict[str, object]:
    failure = message.failure
    return {
        "gateway": message.gateway.name,
        "kind": message.kind.value,
        "notices": list(message.notices),
        "title": message.title(),
        "lines": list(message.lines),
        "state": message.outcome.value,
        "failure": None if failure is None else say_error(options.language, failure),
    }
