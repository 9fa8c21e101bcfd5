"""`sohoa signatures`: the digital signatures of files and documents, judged."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.records import opened
from pipeline.cli.signed import signature_lines, signatures_json, state_text
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.messages import say
from pipeline.model.names import printable
from pipeline.model.record import Record, State
from pipeline.model.signature import Signature, signature_from_json, state_of
from pipeline.rules import rules_of
from pipeline.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class _Judged:
    """A file or document, its signatures, and what its page says."""

    name: str
    found: tuple[Signature, ...]
    record: Record | None = None


def signatures(options: argparse.Namespace) -> int:
    """Of files, or of documents of the archive."""
    settings = load_settings(options.settings)
    if not options.what:
        raise SettingsInvalid("nothing_to_judge")
    with _pool(settings) as pool:
        for what in options.what:
            path = Path(what)
            known = _Judged(what, judge(path, settings, pool)) if path.is_file() else None
            _print(known or _of_document(what, settings, pool, options), settings, options)
    return 0


def judge(path: Path, settings: Settings, pool: ChildPool) -> tuple[Signature, ...]:
    """The signatures of a file, judged in a child process. Raises: EngineFailed."""
    arguments = {
        "path": str(path.resolve()),
        "trust": list(settings.signatures.trust),
        "now": datetime.now(UTC).isoformat(),
    }
    answer = pool.submit("signatures", arguments, settings.limits.file_seconds).result()
    return tuple(signature_from_json(one) for one in answer["signatures"])


def _of_document(
    name: str, settings: Settings, pool: ChildPool, options: argparse.Namespace
) -> _Judged:
    if not ArchiveFolder(options.archive).exists():
        raise NotFound("no_file_or_document", {"name": name})
    with opened(options) as (archive, register):
        try:
            document = register.document(name)
        except NotFound as error:
            raise NotFound("no_file_or_document", {"name": name}) from error
        if document.state is State.QUARANTINED:
            raise NotFound("quarantined", {"id": document.id})
        master = register.master(document.sha256)
        found = judge(archive.root / master.stored_path, settings, pool)
    return _Judged(f"{document.id} · {document.source_name}", found, document.record)


def _print(judged: _Judged, settings: Settings, options: argparse.Namespace) -> None:
    rules = rules_of(settings.office)
    if options.json:
        data = {"name": judged.name} | signatures_json(judged.found, judged.record, rules)
        print(json.dumps(data, ensure_ascii=False))
        return
    state = state_text(options.language, state_of(judged.found))
    count = say(options.language, "signature.count", {"count": len(judged.found)})
    print(f"{printable(judged.name)} · {count} · {state}")
    for line in signature_lines(judged.found, judged.record, rules, options.language):
        print(line)


@contextmanager
def _pool(settings: Settings) -> Iterator[ChildPool]:
    """One bounded child; a file of somebody's own needs no archive."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        limits = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, Path(folder))
        with closing(ChildPool("pipeline.jobs", 1, limits)) as pool:
            yield pool
