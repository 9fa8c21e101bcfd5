"""`sohoa audit log`: who did what, when, with what of the archive."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime, time, timedelta
from typing import Any

from pipeline.cli.digitize import who
from pipeline.cli.records import opened
from pipeline.model.entry import HERE
from pipeline.model.names import printable
from pipeline.office.event_words import Teller, moment
from pipeline.office.people import Asker, asker
from pipeline.register.audit_faults import Logged
from pipeline.register.audit_log import LogCriteria
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register
from pipeline.settings import load_settings


def audit_log(options: argparse.Namespace) -> int:
    """Oldest first, a line each; as JSON with the hashes, for a check elsewhere."""
    seen = asker(load_settings(options.settings), who())
    with opened(options) as (_, register):
        teller = Teller(options.language, register, seen)
        for event in register.trail.events(_asked(options, register, seen)):
            if options.json:
                print(json.dumps(_json(event), ensure_ascii=False, default=repr))
            else:
                print(_line(event, teller))
    return 0


def _asked(options: argparse.Namespace, register: Register, seen: Asker) -> LogCriteria:
    """Raises: NotFound when what is named is not there, or not for them."""
    kind, object_id = None, None
    if options.entry is not None:
        kind, object_id = ObjectKind.ENTRY, str(seen.entry(register, options.entry).id)
    elif options.document is not None:
        kind, object_id = (
            ObjectKind.DOCUMENT,
            register.document(options.document, secrets=seen.keeper).id,
        )
    return LogCriteria(
        kind=kind,
        object_id=object_id,
        who=options.who,
        what=options.what,
        since=None if options.first is None else _begin(options.first),
        before=None if options.last is None else _begin(options.last + timedelta(days=1)),
        secrets=seen.keeper,
    )


def _begin(day: date) -> datetime:
    """Of a day at the office."""
    return datetime.combine(day, time(), HERE)


def _json(event: Logged) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at,
        "who": event.who,
        "what": event.what,
        "object_kind": event.object_kind,
        "object_id": event.object_id,
        "field": event.field,
        "old": event.old,
        "new": event.new,
        "hash": event.hash,
    }


def _line(event: Logged, teller: Teller) -> str:
    done = f"{teller.what(event.what)} {teller.object(event.object_kind, event.object_id)}"
    parts = [f"{event.id:>7}", moment(event.at), printable(str(event.who)), done]
    if change := teller.change(event):
        parts.append(change)
    return "  ".join(parts)
