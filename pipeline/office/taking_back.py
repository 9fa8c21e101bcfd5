"""What was joined is taken apart again."""

from __future__ import annotations

from pipeline.errors import NotFound
from pipeline.model.entry import Entry, Form, NewEntry, NewForm
from pipeline.office.described import told_by
from pipeline.office.registry import Registry
from pipeline.register.match_book import PairState


def take_back(desk: Registry, entry: Entry, document_id: str) -> Entry:
    """The entry that the form has now: its own again, or a new one in the same book.

    Raises:
        NotFound: the entry has no form of that document.
        NotAllowed: it is its only form.
    """
    document = desk.register.document(document_id)
    form = next((form for form in entry.forms if form.document_id == document.id), None)
    if form is None:
        raise NotFound("no_such_form", {"entry": entry.key, "document": document_id})
    now, who = desk.now(), desk.person.name
    for pair in desk.register.matches.pairs(PairState.JOINED):
        if pair.other_id == entry.id and form.id in pair.evidence["was"]["moved"]:
            later = desk.register.matches.part(pair.id, now, who)
            return desk.register.entries.by_id(later)
    told = told_by(document)
    new = NewEntry(
        entry.direction, entry.book, told.described, _new_form(form), entry.matter,
        unsure=told.unsure,
    )  # fmt: skip
    return desk.register.entries.by_id(desk.register.matches.take_off(form.id, new, now, who))


def _new_form(form: Form) -> NewForm:
    return NewForm(
        form.channel, form.arrived_at, form.document_id, form.sha256, form.message_id,
        form.signatures,
    )  # fmt: skip
