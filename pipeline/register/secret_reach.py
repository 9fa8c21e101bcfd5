"""What the registers say of a secret file besides its own documents: its entries and messages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from pipeline.register.office_schema import forms, matches, messages
from pipeline.register.schema import documents

MAIL = "mail"
"""Transport of e-mails. One message has several documents there, and one in exchange."""


@dataclass(frozen=True, slots=True)
class Reach:
    """All that is of one document with a file, in whatever form that came."""

    sha256s: frozenset[str]
    """Of all files of these entries; the one that was asked for among them."""
    entry_ids: frozenset[int]
    message_ids: frozenset[str]


def reach(connection: Connection, sha256: str) -> Reach:
    """Entries with a form of the file, what they were joined with, and what brought or sent it.

    Each leads to others: a message to its other files, an entry to its other forms.
    """
    files, found, carried = {sha256}, set[int](), set[str]()
    while True:
        before = (len(files), len(found), len(carried))
        of_files = select(documents.c.id).where(documents.c.sha256.in_(files))
        by_message = select(messages.c.id).where(
            messages.c.id.in_(carried), messages.c.transport != MAIL
        )
        speaking = or_(
            forms.c.sha256.in_(files),
            forms.c.document_id.in_(of_files),
            forms.c.message_id.in_(by_message),
            forms.c.entry_id.in_(found),
        )
        for form in connection.execute(select(forms).where(forms.c.entry_id > 0, speaking)):
            found.add(form.entry_id)
            files |= {form.sha256} - {None}
            carried |= {form.message_id} - {None}
        found |= _joined(connection, found)
        for row in connection.execute(
            select(messages.c.id, messages.c.entry_id).where(
                or_(messages.c.id.in_(carried), messages.c.entry_id.in_(found))
            )
        ):
            carried.add(row.id)
            found |= {row.entry_id} - {None}
        if before == (len(files), len(found), len(carried)):
            return Reach(frozenset(files), frozenset(found), frozenset(carried))


def _joined(connection: Connection, entry_ids: set[int]) -> set[int]:
    """The entries that a person or a rule said to be the same document."""
    either = or_(matches.c.entry_id.in_(entry_ids), matches.c.other_id.in_(entry_ids))
    query = select(matches.c.entry_id, matches.c.other_id).where(matches.c.state == "joined")
    return {one for row in connection.execute(query.where(either)) for one in row}
