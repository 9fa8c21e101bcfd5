"""`sohoa secret`: what a keeper alone may see and do; two let something out of quarantine."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from pipeline.cli.desk import opened_desk
from pipeline.cli.digitize import index_behind, who
from pipeline.cli.printing import columns, local_time
from pipeline.cli.records import document_line, opened
from pipeline.desk import Desk
from pipeline.errors import NotAllowed
from pipeline.indexing import catch_up
from pipeline.jobs import reading_digest
from pipeline.messages import Language, say
from pipeline.model.entry import Entry, Status
from pipeline.model.secret import Release
from pipeline.office.people import asker
from pipeline.office.quarantine import enter, let_out, lock, lock_entry, settle
from pipeline.register.entries import Document
from pipeline.settings import Settings, load_settings
from pipeline.steps.office.secret_entry import received_values


def secret_list(options: argparse.Namespace) -> int:
    """What is in quarantine, its entry in the register of secrets, and who asked to let it out."""
    _keeper(options)
    rows = [tuple(say(options.language, f"secret.{name}") for name in _COLUMNS)]
    with opened(options) as (_, register):
        asked = {one.document_id: one for one in register.secrets.releases() if not one.done}
        for document in register.secrets.quarantined():
            entry = register.entries.of_document(document.id, secrets=True)
            shown = _shown(document, entry, asked.get(document.id))
            if options.json:
                print(json.dumps(shown, ensure_ascii=False))
            rows.append(_row(shown, options.language))
    if not options.json:
        print(*(columns(rows) if rows[1:] else [say(options.language, "secret.none")]), sep="\n")
    return 0


def secret_receive(options: argparse.Namespace) -> int:
    """A keeper confirms that it is secret: it gets its number, and what the law allows to say."""
    _keeper(options)
    with opened_desk(options) as desk:
        document = desk.register.document(options.document_id, secrets=True)
        entry = enter(document, desk)
        level = options.level or entry.described.secrecy
        values = received_values(level, options.code, options.date, options.issuer, options.subject)
        if entry.status is Status.ARRIVED:
            desk.register.entries.receive(entry.id, desk.now(), desk.who)
        entry = desk.register.entries.change(entry.id, values, desk.now(), desk.who)
    return _say(options, "received", {"id": document.id, "entry": entry.key})


def secret_release(options: argparse.Namespace) -> int:
    """Asks to let a document out: a false alarm, or declassified. Another keeper decides."""
    _two_keepers(options)
    with opened(options) as (_, register):
        asked = (options.document_id, options.reason, datetime.now(UTC), who())
        release = register.secrets.ask_release(*asked)
    return _say(options, "asked", {"id": release.document_id, "release": release.id})


def secret_grant(options: argparse.Namespace) -> int:
    """Another keeper agrees: the file goes the way of any other. Again, it goes on with that."""
    settings = _two_keepers(options)
    with opened_desk(options, reading_digest(settings)) as desk:
        release = _decided(options.release_id, desk)
        ids = let_out(release, desk)
        caught_up = catch_up(desk.archive, desk.register, desk.settings)
        if caught_up.why is not None:
            print(index_behind(caught_up, options), file=sys.stderr)
        _say(options, "released", {"id": release.document_id, "release": release.id})
        for document_id in ids:
            print(document_line(desk.register.document(document_id), options.language))
    return 0


def secret_deny(options: argparse.Namespace) -> int:
    """Another keeper does not agree: it stays where it is."""
    _two_keepers(options)
    with opened(options) as (_, register):
        decided = register.secrets.decide(
            options.release_id, granted=False, now=datetime.now(UTC), who=who()
        )
    return _say(options, "denied", {"id": decided.document_id, "release": decided.id})


def secret_lock(options: argparse.Namespace) -> int:
    """A stamp was missed: the file and all that was made of it are gone from everywhere at once."""
    settings = _keeper(options)
    with opened_desk(options, reading_digest(settings)) as desk:
        if "/" in options.document_id:
            entry = asker(settings, who()).entry(desk.register, options.document_id)
            document_id = lock_entry(entry, options.level, desk)
        else:
            document = desk.register.document(options.document_id)
            lock(document, options.level, desk)
            document_id = document.id
    return _say(options, "locked", {"id": document_id})


def secret_settle(options: argparse.Namespace) -> int:
    """Ends what a broken run left."""
    settings = _keeper(options)
    with opened_desk(options, reading_digest(settings)) as desk:
        count = settle(desk)
        catch_up(desk.archive, desk.register, desk.settings)
    return _say(options, "settled", {"count": count})


def _decided(release_id: int, desk: Desk) -> Release:
    """The release, granted now, or before by a run that was broken off."""
    for known in desk.register.secrets.releases():
        if known.id == release_id and known.pending:
            return known
    return desk.register.secrets.decide(release_id, granted=True, now=desk.now(), who=desk.who)


def _keeper(options: argparse.Namespace) -> Settings:
    """Raises: NotAllowed for anybody else, whether there are secrets or not."""
    settings = load_settings(options.settings)
    if not asker(settings, who()).keeper:
        raise NotAllowed("keepers_only", {"name": who()})
    return settings


def _two_keepers(options: argparse.Namespace) -> Settings:
    """Raises: NotAllowed where the settings don't name those of whom two are needed."""
    settings = _keeper(options)
    if not settings.people:
        raise NotAllowed("two_keepers", {})
    return settings


_COLUMNS = ("document", "level", "pages", "entry", "arrived", "release")


def _shown(document: Document, entry: Entry | None, release: Release | None) -> dict[str, Any]:
    described = None if entry is None else entry.described
    return {
        "document_id": document.id,
        "level": document.record.secrecy.value if described is None else described.secrecy,
        "pages": document.page_count,
        "source_name": document.source_name,
        "quarantined_at": document.created_at.isoformat(),
        "entry": None if entry is None else entry.key,
        "status": None if entry is None else entry.status.value,
        "code": None if described is None else described.code,
        "date": None if described is None else described.issued_on,
        "issuer": None if described is None else described.issuer,
        "subject": None if described is None else described.subject,
        "release": None if release is None else _release_json(release),
    }


def _release_json(release: Release) -> dict[str, Any]:
    return {
        "id": release.id,
        "reason": release.reason,
        "asked_by": release.asked_by,
        "asked_at": release.asked_at.isoformat(),
        "granted": release.granted,
        "decided_by": release.decided_by,
    }


def _row(shown: dict[str, Any], language: Language) -> tuple[str, ...]:
    release = shown["release"]
    state = "" if release is None else f"release_{release['granted']}".lower()
    waits = "—" if release is None else say(language, f"secret.{state}", release)
    at = local_time(datetime.fromisoformat(shown["quarantined_at"]))
    entry = shown["entry"] or "—"
    return (shown["document_id"], str(shown["level"]), str(shown["pages"]), entry, at, waits)


def _say(options: argparse.Namespace, key: str, params: dict[str, Any]) -> int:
    if options.json:
        print(json.dumps(params, ensure_ascii=False))
    else:
        print(say(options.language, f"secret.{key}", params))
    return 0
