"""`sohoa signatures`: the digital signatures of files and documents, judged."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import index_behind, who
from pipeline.cli.records import opened
from pipeline.cli.signed import signature_lines, signatures_json, state_text
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.indexing import catch_up
from pipeline.messages import say
from pipeline.model.entry import SignatureState
from pipeline.model.names import printable
from pipeline.model.record import Record, State
from pipeline.model.signature import Signature, state_of
from pipeline.register.entries import Document
from pipeline.rules import rules_of
from pipeline.settings import Settings, load_settings
from pipeline.signatures import Again, judge, judge_again


@dataclass(frozen=True, slots=True)
class _Judged:
    """A file or document, its signatures, and what its page says."""

    name: str
    found: tuple[Signature, ...]
    document: Document | None = None

    @property
    def record(self) -> Record | None:
        return self.document.record if self.document else None


def signatures(options: argparse.Namespace) -> int:
    """Of files, or of documents of the archive; of all its documents where none is named."""
    settings = load_settings(options.settings)
    if options.again and options.what:
        raise SettingsInvalid("again_is_all")
    if options.again:
        return _again(settings, options)
    if not options.what:
        return _all_signed(settings, options)
    for what in options.what:
        path = Path(what)
        is_file = path.is_file()
        _print(_of_file(path, settings) if is_file else _kept(what, options), settings, options)
    return 0


def _of_file(path: Path, settings: Settings) -> _Judged:
    with _pool(settings) as pool:
        return _Judged(str(path), judge(path, settings, pool, datetime.now(UTC)).found)


def _kept(name: str, options: argparse.Namespace) -> _Judged:
    """What was judged of a document when it came, or was judged again since."""
    if not ArchiveFolder(options.archive).exists():
        raise NotFound("no_file_or_document", {"name": name})
    with opened(options) as (_, register):
        try:
            document = register.document(name)
        except NotFound as error:
            raise NotFound("no_file_or_document", {"name": name}) from error
        if document.state is State.QUARANTINED:
            raise NotFound("quarantined", {"id": document.id})
        found = register.signatures.of(document.sha256)
    return _Judged(f"{document.id} · {document.source_name}", found, document)


def _all_signed(settings: Settings, options: argparse.Namespace) -> int:
    with opened(options) as (_, register):
        for document in register.documents():
            if document.signatures is SignatureState.NONE or document.state is State.QUARANTINED:
                continue
            name = f"{document.id} · {document.source_name}"
            found = register.signatures.of(document.sha256)
            _print(_Judged(name, found, document), settings, options, briefly=not options.json)
    return 0


def _again(settings: Settings, options: argparse.Namespace) -> int:
    """Judges all anew, tells what is worth something else now, and brings the index up to it."""
    with opened(options) as (archive, register), archive.writing(), _pool(settings) as pool:
        count = changed = 0
        for one in judge_again(archive, register, settings, pool, datetime.now(UTC), who()):
            count += 1
            if one.before is not one.now:
                changed += 1
                _print_change(one, options)
        caught_up = catch_up(archive, register, settings)
        if caught_up.why is not None:
            print(index_behind(caught_up, options), file=sys.stderr)
    if not options.json:
        told = {"count": count, "changed": changed}
        print(say(options.language, "signature.judged_again", told))
    return 0


def _print_change(one: Again, options: argparse.Namespace) -> None:
    if options.json:
        data = {"document_id": one.document.id, "before": one.before.value, "now": one.now.value}
        print(json.dumps(data, ensure_ascii=False))
        return
    before, now = (state_text(options.language, state) for state in (one.before, one.now))
    print(f"{one.document.id} · {printable(one.document.source_name)} · {before} → {now}")


def _print(
    judged: _Judged, settings: Settings, options: argparse.Namespace, *, briefly: bool = False
) -> None:
    rules = rules_of(settings.office)
    if options.json:
        head = {"document_id": judged.document.id} if judged.document else {}
        data = head | {"name": judged.name} | signatures_json(judged.found, judged.record, rules)
        print(json.dumps(data, ensure_ascii=False))
        return
    state = state_text(options.language, state_of(judged.found))
    count = say(options.language, "signature.count", {"count": len(judged.found)})
    print(f"{printable(judged.name)} · {count} · {state}")
    if not briefly:
        for line in signature_lines(judged.found, judged.record, rules, options.language):
            print(line)


@contextmanager
def _pool(settings: Settings) -> Iterator[ChildPool]:
    """One bounded child; a file of somebody's own needs no archive."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        limits = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, Path(folder))
        with closing(ChildPool("pipeline.jobs", 1, limits)) as pool:
            yield pool
