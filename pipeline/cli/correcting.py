"""`sohoa correct`: a person's word about a field or a word of the text."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import index_behind, who
from pipeline.cli.printing import local_date
from pipeline.cli.records import document_json
from pipeline.desk import Desk
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.messages import Language, say
from pipeline.messages.records import field_name, value_text
from pipeline.model.correction import CorrectionKind, How
from pipeline.model.record import Value
from pipeline.office.bench import Bench
from pipeline.office.correcting import (
    Corrected,
    confirm_field,
    correct_field,
    correct_word,
    mark_unreadable,
    undo,
)
from pipeline.office.following import Followed, follow
from pipeline.register.store import open_register
from pipeline.settings import load_settings


def correct(options: argparse.Namespace) -> int:
    """Writes what somebody says, and lets index and files follow.

    Raises: NotFound, SettingsInvalid, NotAllowed.
    """
    say_it = _asked(options)
    with _desk(options) as desk:
        bench = Bench(desk.archive, desk.register, desk.settings, desk.who, desk.now)
        done = say_it(bench)
        followed = follow(desk, [done.document.id])
        _tell_behind(followed, options)
        document = desk.register.document(done.document.id)
        left = desk.register.doubts.left_of(document.id)
        if options.json:
            data = document_json(document, desk.archive, options.language)
            told = {"correction": done.correction.id, "revision": document.revision, "left": left}
            print(json.dumps(data | told, ensure_ascii=False))
        else:
            print(_line(done, options))
            key = "correction.left" if left else "correction.settled"
            print(say(options.language, key, {"left": left}))
    return 0


def _asked(options: argparse.Namespace) -> Callable[[Bench], Corrected]:
    """What was asked for. Raises: SettingsInvalid: something is missing."""
    if options.undo is not None:
        return lambda bench: undo(bench, options.undo)
    document_id, field, value = options.document_id, options.field, options.value
    answer = {"revision": options.revision}
    if options.word is not None and document_id is not None:
        (page, word), text = _place(options.word[0]), options.word[1]
        return lambda bench: correct_word(bench, document_id, page, word - 1, text, **answer)
    if document_id is None or field is None:
        raise SettingsInvalid("correct_value_missing")
    if options.confirm:
        return lambda bench: confirm_field(bench, document_id, field, candidate=value, **answer)
    if options.unreadable:
        return lambda bench: mark_unreadable(bench, document_id, field, **answer)
    if value is None:
        raise SettingsInvalid("correct_value_missing")
    return lambda bench: correct_field(bench, document_id, field, value, **answer)


def _place(text: str) -> tuple[int, int]:
    """Page and word, both from 1. Raises: SettingsInvalid."""
    page, _, word = text.partition(":")
    if not (page.isdecimal() and word.isdecimal()):
        raise SettingsInvalid("correct_word", {"word": text})
    return int(page), int(word)


@contextmanager
def _desk(options: argparse.Namespace) -> Iterator[Desk]:
    """Beside whoever digitises: only what is changed is held, for a moment.

    Raises: NotFound, ArchiveUnusable.
    """
    archive = ArchiveFolder(options.archive)
    if not archive.exists():
        raise NotFound("no_archive", {"archive": str(options.archive)})
    settings = load_settings(options.settings)
    written = 2 * settings.limits.max_bytes
    limits = ChildLimits(settings.limits.worker_bytes, written, archive.amended)
    with (
        open_register(options.archive, settings.database_url) as register,
        closing(ChildPool("pipeline.jobs", 1, limits)) as pool,
    ):
        yield Desk(
            archive=archive,
            register=register,
            jobs=pool,
            settings=settings,
            digest="",
            workers=1,
            who=who(),
            now=lambda: datetime.now(UTC),
            stop=threading.Event(),
            page_done=lambda: None,
        )


def _tell_behind(followed: Followed, options: argparse.Namespace) -> None:
    if followed.index.why is not None:
        print(index_behind(followed.index, options), file=sys.stderr)
    for document_id in followed.left:
        print(say(options.language, "correction.later", {"id": document_id}), file=sys.stderr)


def _line(done: Corrected, options: argparse.Namespace) -> str:
    one, language = done.correction, options.language
    facts = {
        "id": done.document.id,
        "number": one.id,
        "field": _name(one.kind, one.what, language),
        "old": _shown(one.what, one.old),
        "new": _shown(one.what, one.new),
        "reason": one.what,
        "page": None if one.page is None else one.page - done.document.first_page + 1,
    }
    if not one.holds:
        if one.kind is CorrectionKind.FIELD:
            facts["new"] = _shown(one.what, getattr(done.document.record, one.what).value)
        return say(language, "correction.undone", facts)
    if one.kind is CorrectionKind.WORD:
        return say(language, "correction.word", facts)
    if one.kind is CorrectionKind.REASON:
        return say(language, "correction.looked", facts)
    keys = {How.TYPED: "done", How.CONFIRMED: "confirmed", How.UNREADABLE: "unreadable"}
    return say(language, f"correction.{keys[one.how]}", facts)


def _name(kind: CorrectionKind, what: str, language: Language) -> str:
    if kind is CorrectionKind.REASON:
        return what
    return field_name(language, what or "text")


def _shown(name: str, value: Value) -> str:
    text = value_text(value)
    return local_date(text) if name.endswith("date") and text[:1].isdigit() else text
