"""Into quarantine by a person, and out of it by two."""

from __future__ import annotations

import os
from dataclasses import replace

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.archive.masters import (
    keep_master,
    lock_master,
    quarantine_path,
    take_in,
    traces,
    unfinished_path,
)
from pipeline.desk import Desk
from pipeline.digitize import read_pages
from pipeline.documents import documents_of, scan_of
from pipeline.errors import NotAllowed, NotFound
from pipeline.indexing import rebuild
from pipeline.model.entry import Direction, Entry
from pipeline.model.record import ABSENT, State
from pipeline.model.scan import Scan
from pipeline.model.secret import Release
from pipeline.register.entries import Document, NewDocument
from pipeline.signatures import judge_once
from pipeline.steps.office.secret_entry import secret_entry


def lock(document: Document, level: str, desk: Desk) -> None:
    """Takes the file of a document, and all that was made of it, out of everybody's sight.

    The register lets go first: from then on nobody is told of it, and `settle` ends what a
    broken run left.

    Raises:
        NotFound: it is quarantined already.
        SettingsInvalid: there is no register of secrets.
    """
    if document.state is State.QUARANTINED:
        raise NotFound("quarantined", {"id": document.id})
    archive, register = desk.archive, desk.register
    master = register.master(document.sha256)
    documents = register.documents_of_master(document.sha256)
    names = {document.source_name, *(one.id for one in documents)}
    place = quarantine_path(archive, master.sha256, master.kind)
    book = desk.settings.registers.book_for(Direction.INCOMING, secret=True)
    now = desk.now()
    entry = secret_entry(documents[0].id, master.sha256, level, now, book)
    stored = archive.relative(place)
    # What follows is ended by `settle` where it is broken off, as long as this lies there.
    told = os.fsencode("\n".join(sorted(names)))
    archive.write(unfinished_path(archive, master.sha256), told, 0o600)
    register.secrets.lock(level, master.sha256, stored, entry, now, desk.who)
    _clear_away(register.document(documents[0].id, secrets=True), desk)


def settle(desk: Desk) -> int:
    """Ends what a broken run left: files of secrets elsewhere, releases that were granted.

    Gives how many things had to be done. Raises: ArchiveUnusable, EngineFailed, ScanRejected.
    """
    archive, register = desk.archive, desk.register
    done = 0
    releases = register.secrets.releases()
    pending = {one.document_id: one for one in releases if one.pending}
    for document in tuple(register.secrets.quarantined()):
        enter(document, desk)
        if document.id in pending:
            let_out(pending[document.id], desk)
            done += 1
        elif _is_unfinished(document, desk):
            _clear_away(document, desk)
            done += 1
    done += sum(_remove_quarantined(release, desk) for release in releases if release.done)
    for left in archive.quarantine.glob("*.unfinished"):
        # Killed before the register had let go: it is not locked, and whoever did it knows.
        left.unlink()
        done += 1
    return done


def _is_unfinished(document: Document, desk: Desk) -> bool:
    marked = unfinished_path(desk.archive, document.sha256).exists()
    return marked or next(traces(desk.archive, document.sha256), None) is not None


def _clear_away(document: Document, desk: Desk) -> None:
    """Leaves of a file that the register has let go of nothing but what is in quarantine."""
    archive, register = desk.archive, desk.register
    mark = unfinished_path(archive, document.sha256)
    names = {document.id, document.source_name}
    with usable(archive.root):
        if mark.exists():
            names |= set(os.fsdecode(mark.read_bytes()).splitlines())
    lock_master(archive, document.sha256, register.master(document.sha256).kind)
    _forget_lines(archive, names)
    rebuild(archive, register, desk.settings)
    register.secrets.scrub()
    with usable(archive.root):
        mark.unlink(missing_ok=True)


def let_out(release: Release, desk: Desk) -> tuple[str, ...]:
    """Digitises what was released like any other file; the ids of its documents.

    Raises:
        EngineFailed, ScanRejected: it cannot be read; it stays in quarantine, and granted.
    """
    document = desk.register.document(release.document_id, secrets=True)
    ids = _let_out(release, document, desk)
    _remove_quarantined(release, desk)
    return ids


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
