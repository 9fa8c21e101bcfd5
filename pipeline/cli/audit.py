"""`sohoa audit verify` and `seal`: whether the history and the registers are what was written."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pipeline.archive.seals import keep_seal, seals_of
from pipeline.cli.audit_printing import difference_json, finding_json
from pipeline.cli.digitize import who
from pipeline.cli.records import opened
from pipeline.errors import SettingsInvalid
from pipeline.messages import Language, say
from pipeline.model.seal import Seal, typed_seal
from pipeline.office.event_words import Teller
from pipeline.office.people import asker
from pipeline.register.audit_faults import Audit
from pipeline.settings import load_settings


def audit_verify(options: argparse.Namespace) -> int:
    """Exit 1 and a line for each thing that is off; a whole history is sealed anew."""
    typed = [_typed(text) for text in options.seal]
    seen = asker(load_settings(options.settings), who())
    with opened(options) as (archive, register):
        kept, unread = seals_of(archive)
        found = register.trail.audit((*kept, *typed))
        teller = Teller(options.language, register, seen)
        rows: list[dict[str, Any]] = [
            {"fault": "seal_unread", "line": line, "text": _unread(options.language, line)}
            for line in unread
        ]
        rows += [finding_json(one, teller) for one in found.findings]
        if seen.keeper:
            of_secrets = register.trail.audit_secrets().findings
            rows += [finding_json(one, teller, secret=True) for one in of_secrets]
        different = register.entries.differences(secrets=seen.keeper)
        rows += [difference_json(one, teller) for one in different]
        if not rows and found.events > max((seal.events or 0 for seal in kept), default=0):
            keep_seal(archive, _noted(found.seal))
    if options.json:
        told = {"events": found.events, "seal": str(found.seal), "seals": len(kept) + len(typed)}
        print(json.dumps(told | {"findings": rows}, ensure_ascii=False))
        return 1 if rows else 0
    for row in rows:
        print(f"✗ {row['text']}")
    for line in _summary(options.language, found, len(kept) + len(typed), len(rows)):
        print(line)
    return 1 if rows else 0


def audit_seal(options: argparse.Namespace) -> int:
    """The seal of the history, to be noted outside of the archive; kept in its logs too."""
    with opened(options) as (archive, register):
        seal = _noted(register.trail.head())
        keep_seal(archive, seal)
    if options.json:
        told = {"seal": str(seal), "events": seal.events, "hash": seal.hash, "at": seal.at}
        print(json.dumps(told))
        return 0
    print(str(seal))
    print(say(options.language, "audit.note_it", {"events": seal.events or 0}))
    return 0


def _noted(seal: Seal) -> Seal:
    return Seal(seal.events, seal.hash, datetime.now(UTC).isoformat(timespec="seconds"), who())


def _typed(text: str) -> Seal:
    """Raises: SettingsInvalid."""
    seal = typed_seal(text)
    if seal is None:
        raise SettingsInvalid("seal", {"seal": text})
    return seal


def _unread(language: Language, line: int) -> str:
    return say(language, "audit.seal_unread", {"line": line})


def _summary(language: Language, found: Audit, seals: int, off: int) -> Iterator[str]:
    key = "audit.off" if off else "audit.whole"
    yield say(language, key, {"events": found.events, "seals": seals, "count": off})
    if not off:
        yield say(language, "audit.seal_is", {"seal": str(found.seal)})
