"""Into quarantine by a person, and out of it by two."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.archive.masters import (
    document_id_of,
    keep_master,
    lock_master,
    quarantine_path,
    take_in,
    traces,
    unfinished_path,
)
from pipeline.archive.messages import brought_files
from pipeline.desk import Desk
from pipeline.digitize import accept, end, quarantine, read_pages
from pipeline.documents import documents_of, scan_of
from pipeline.errors import NotAllowed, NotFound, ScanRejected
from pipeline.indexing import rebuild
from pipeline.locking import locking, mark, others, put_away
from pipeline.model.entry import Channel, Direction, Entry
from pipeline.model.record import ABSENT, State
from pipeline.model.scan import Scan
from pipeline.model.secret import Release
from pipeline.office.arriving import Coming, arrive_released
from pipeline.office.exchange_back import bring_back
from pipeline.office.registry import registry
from pipeline.register.entries import Document, NewDocument, Source
from pipeline.signatures import judge_once
from pipeline.steps.office.secret_entry import secret_entry

_SHA256 = re.compile(r"[0-9a-f]{64}")


def lock(document: Document, level: str, desk: Desk) -> None:
    """Takes the file of a document, and all that was made of it, out of everybody's sight.

    Other forms of the document go with it, and the messages that brought or sent one. The
    register lets go first: from then on nobody is told of it, and `settle` ends what a broken
    run left.

    Raises:
        NotFound: it is quarantined already.
        SettingsInvalid: there is no register of secrets.
    """
    if document.state is State.QUARANTINED:
        raise NotFound("quarantined", {"id": document.id})
    desk.settings.registers.book_for(Direction.INCOMING, secret=True)
    documents = desk.register.documents_of_master(document.sha256)
    names = {document.source_name, *(one.id for one in documents)}
    with_it = others(document.sha256, level, desk)
    # What follows is ended by `settle` where it is broken off, as long as the marks lie there.
    mark(document.sha256, names, with_it, desk)
    files = (locking(documents, level, desk), *with_it)
    desk.register.secrets.lock(files, desk.now(), desk.who)
    locked = [desk.register.document(one.document_id, secrets=True) for one in files]
    _clear_away(locked, desk)


def lock_entry(entry: Entry, level: str, desk: Desk) -> str:
    """As `lock`, what an entry speaks of, digitised or not; the id of what is in quarantine.

    Raises:
        NotAllowed: it has no file that could go there.
    """
    for form in entry.forms:
        if form.document_id is not None:
            lock(desk.register.document(form.document_id), level, desk)
            return form.document_id
    for form in entry.forms:
        for path in brought_files(desk.archive, form.sha256 or ""):
            if locked := _lock_brought(path, form.sha256 or "", level, desk):
                return locked
    raise NotAllowed("secret_no_file", {"entry": entry.key})


def _lock_brought(path: Path, sha256: str, level: str, desk: Desk) -> str | None:
    """The id of a file that a message brought and nobody has read yet; None if it is no scan."""
    register, now = desk.register, desk.now()
    batch = register.begin_batch(
        None, sha256, new_name=f"{now:%Y%m%d-%H%M%S}", now=now, who=desk.who
    )
    (given,) = register.add_inputs(batch, [Source(str(path), path.name)])
    try:
        scan = accept(given, sha256, desk)
    except ScanRejected as error:
        end(given, State.REFUSED, sha256, error, desk)
        return None
    quarantine(scan, level, given, desk)
    register.finish_batch(batch, desk.now(), desk.who)
    finish(desk)
    return document_id_of(sha256)


def settle(desk: Desk) -> int:
    """Ends what a broken run left: files of secrets elsewhere, releases that were granted.

    Gives how many things had to be done. Raises: ArchiveUnusable, EngineFailed, ScanRejected.
    """
    register = desk.register
    for document in tuple(register.secrets.quarantined()):
        enter(document, desk)
    pending = [one for one in register.secrets.releases() if one.pending]
    for release in pending:
        let_out(release, desk)
    done = len(pending) + finish(desk)
    releases = register.secrets.releases()
    done += sum(_remove_quarantined(release, desk) for release in releases if release.done)
    for left in desk.archive.quarantine.glob("*.unfinished"):
        # Killed before the register had let go: it is not locked, and whoever did it knows.
        left.unlink()
        done += 1
    return done


def finish(desk: Desk) -> int:
    """Clears away what the register has let go of and a run did not; how many files."""
    found = tuple(desk.register.secrets.quarantined())
    unfinished = [document for document in found if _is_unfinished(document, desk)]
    if unfinished:
        _clear_away(unfinished, desk)
    return len(unfinished)


def _is_unfinished(document: Document, desk: Desk) -> bool:
    marked = unfinished_path(desk.archive, document.sha256).exists()
    return marked or next(traces(desk.archive, document.sha256), None) is not None


def _clear_away(documents: Sequence[Document], desk: Desk) -> None:
    """Leaves of files that the register has let go of nothing but what is in quarantine."""
    archive, register = desk.archive, desk.register
    names = {name for document in documents for name in (document.id, document.source_name)}
    marks = [unfinished_path(archive, document.sha256) for document in documents]
    with usable(archive.root):
        for place in marks:
            if place.exists():
                names |= set(os.fsdecode(place.read_bytes()).splitlines())
    brought = {name for name in names if _SHA256.fullmatch(name)}
    for document in documents:
        with archive.amending():
            lock_master(archive, document.sha256, register.master(document.sha256).kind)
        put_away(document.id, (), brought, desk)
    _forget_lines(archive, names)
    rebuild(archive, register, desk.settings)
    register.secrets.scrub()
    with usable(archive.root):
        for place in marks:
            place.unlink(missing_ok=True)


def let_out(release: Release, desk: Desk) -> tuple[str, ...]:
    """Digitises and enters what was released like any other file; the ids of its documents.

    Called again it goes on where it was broken off.

    Raises:
        EngineFailed, ScanRejected: it cannot be read; it stays in quarantine, and granted.
    """
    document = desk.register.document(release.document_id, secrets=True)
    ids = _let_out(release, document, desk)
    if release.pending:
        bring_back(release.document_id, desk)
        _enter(ids, desk)
        desk.register.secrets.finish(release, desk.now(), desk.who)
    _remove_quarantined(release, desk)
    return ids


def _enter(ids: tuple[str, ...], desk: Desk) -> None:
    """Into the register where it stood: the day on which it came is that of its release."""
    office = registry(desk.register, desk.settings, desk.who, desk.now)
    for document_id in ids:
        document = desk.register.document(document_id)
        if document.state is State.QUARANTINED:
            continue
        known = desk.register.secrets.former_entry(document_id)
        former = None if known is None else desk.register.entries.by_id(known)
        book = desk.settings.registers.book_for(Direction.INCOMING)
        if former is not None:
            book = desk.settings.registers.book(former.book)
        coming = Coming(book, desk.now(), after=former)
        for mail_id in desk.register.secrets.mails_of(document_id):
            coming = replace(coming, channel=Channel.EMAIL, message_id=mail_id)
        arrive_released(office, coming, document)


def _let_out(release: Release, document: Document, desk: Desk) -> tuple[str, ...]:
    of_file = desk.register.documents_of_master(document.sha256)
    if document.state is not State.QUARANTINED:
        return tuple(one.id for one in of_file)
    if not release.pending:
        raise NotAllowed("release_decided", {"release": release.id})
    found = scan_of(document, desk)
    place = quarantine_path(desk.archive, found.sha256, found.info.kind)
    path = take_in(desk.archive, place, found.sha256, found.source_name, desk.stop)
    scan = Scan(found.sha256, path, found.source_name, found.info)
    read_pages(scan, desk, cleared=True)
    documents = tuple(map(_cleared, documents_of(scan, desk)))
    stored = desk.archive.relative(keep_master(desk.archive, scan.sha256, scan.info.kind))
    desk.register.secrets.put_out(release, documents, stored, desk.now(), desk.who)
    judge_once(desk.register.master(scan.sha256), desk)
    return tuple(one.id for one in documents)


def _cleared(document: NewDocument) -> NewDocument:
    """Without the level that two people said is none, or holds no more."""
    reasons = tuple(r for r in document.reasons if r.params.get("field") != "secrecy")
    return replace(
        document,
        record=replace(document.record, secrecy=ABSENT),
        reasons=reasons,
        state=State.REVIEW if reasons else State.ACCEPTED,
    )


def _remove_quarantined(release: Release, desk: Desk) -> bool:
    """The file is a master again; whether there was anything to do."""
    try:
        document = desk.register.document(release.document_id, secrets=True)
    except NotFound:
        return False
    if document.state is State.QUARANTINED:
        return False
    master = desk.register.master(document.sha256)
    place = quarantine_path(desk.archive, master.sha256, master.kind)
    with usable(desk.archive.root):
        there = place.exists()
        place.unlink(missing_ok=True)
    return there


def enter(document: Document, desk: Desk) -> Entry:
    """Its entry; one that was quarantined before there were registers waits in one from now on.

    Raises:
        SettingsInvalid: there is no register of secrets.
    """
    known = desk.register.entries.of_document(document.id, secrets=True)
    if known is not None:
        return known
    level, now = str(document.record.secrecy.value), desk.now()
    book = desk.settings.registers.book_for(Direction.INCOMING, secret=True)
    entry = secret_entry(document.id, document.sha256, level, now, book)
    return desk.register.secrets.enter(entry, now, desk.who)


def _forget_lines(archive: ArchiveFolder, names: set[str]) -> None:
    """Takes the lines that name it out of the log."""
    with usable(archive.root):
        if not archive.log.exists():
            return
        kept = [
            line
            for line in archive.log.read_bytes().splitlines(keepends=True)
            if not any(os.fsencode(name) in line for name in names)
        ]
    archive.write(archive.log, b"".join(kept))
