"""What goes into quarantine with a secret file: other forms of its document, and its messages."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pipeline.archive.masters import lock_master, quarantine_path, unfinished_path
from pipeline.archive.messages import drop_brought, lock_message
from pipeline.desk import Desk
from pipeline.model.record import State
from pipeline.model.secret import Locking
from pipeline.register.entries import Document
from pipeline.steps.office.secret_entry import secret_entry


def locking(documents: Sequence[Document], level: str, desk: Desk) -> Locking:
    """How the file of these documents is locked away."""
    first = documents[0]
    master = desk.register.master(first.sha256)
    place = quarantine_path(desk.archive, master.sha256, master.kind)
    book = desk.settings.registers.secret_book
    waits = None
    if book is not None:
        waits = secret_entry(first.id, master.sha256, level, desk.now(), book)
    return Locking(level, master.sha256, first.id, desk.archive.relative(place), waits)


def others(sha256: str, level: str, desk: Desk) -> tuple[Locking, ...]:
    """Other files of the same document: what else a message brought, paper that was joined."""
    found = []
    for one in sorted(desk.register.secrets.reach(sha256).sha256s - {sha256}):
        documents = desk.register.documents_of_master(one)
        if documents and documents[0].state is not State.QUARANTINED:
            found.append(locking(documents, level, desk))
    return tuple(found)


def mark(sha256: str, names: set[str], with_it: Sequence[Locking], desk: Desk) -> None:
    """Notes what has to be cleared away, before the register lets go of it.

    As long as a mark lies there, `office.quarantine.finish` has something to do.
    """
    reach = desk.register.secrets.reach(sha256)
    told = names | reach.sha256s | reach.message_ids
    for one in with_it:
        told |= {one.document_id}
        told |= {each.source_name for each in desk.register.documents_of_master(one.sha256)}
    for each in (sha256, *(one.sha256 for one in with_it)):
        lines = os.fsencode("\n".join(sorted(told)))
        desk.archive.write(unfinished_path(desk.archive, each), lines, 0o600)


def has_reach(sha256: str, desk: Desk) -> bool:
    """Whether anything but its own documents speaks of a file."""
    reach = desk.register.secrets.reach(sha256)
    return bool(reach.entry_ids or reach.message_ids)


def put_away(document_id: str, with_it: Sequence[Locking], brought: set[str], desk: Desk) -> None:
    """Moves files that the register has let go of; again, it does what is left.

    `brought`: hashes of files that may wait with the messages.
    """
    # Nobody is writing files of them any more, nor begins to: the register let go of them.
    with desk.archive.amending():
        for one in with_it:
            lock_master(desk.archive, one.sha256, desk.register.master(one.sha256).kind)
    for message in desk.register.secrets.held(document_id):
        lock_message(desk.archive, message.stored_path)
    for sha256 in sorted(brought):
        drop_brought(desk.archive, sha256)
