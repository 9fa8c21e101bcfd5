"""The documents of a file put together anew, by a person, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.access import Holding, strictest
from pipeline.model.record import Value
from pipeline.register.acting import Act
from pipeline.register.documents import end_with
from pipeline.register.entries import Document, IndexOp, NewDocument, ObjectKind, What
from pipeline.register.review_acts import keep_under, leave, refresh
from pipeline.register.rows import (
    AnyRow,
    Values,
    citation_values,
    document_values,
    holding_from,
    holding_values,
    input_from,
    page_values,
)
from pipeline.register.schema import citations, documents, inputs, outbox, pages


def regroup(act: Act, old: Sequence[Document], new: Sequence[NewDocument], what: What) -> None:
    """Puts `new` in the place of `old`; what keeps its id keeps its history.

    Raises:
        NotFound: one of `old` is not there any more, or has other pages by now.
        NotAllowed: somebody changed the record of one meanwhile.
    """
    rows = [_as_it_was(act, document) for document in old]
    fresh = {document.id for document in new}
    for document in old:
        for table in (pages, citations):
            act.connection.execute(delete(table).where(table.c.document_id == document.id))
        if document.id not in fresh:
            act.connection.execute(delete(documents).where(documents.c.id == document.id))
            leave(act, [document.id])
            _promise(act, document.id, IndexOp.REMOVE)
            _note(act, what, document, None)
    before = {document.id: document for document in old}
    holding = strictest(holding_from(row) for row in rows)
    for made in new:
        _put(act, made, rows[0], holding)
        act.connection.execute(insert(pages), [page_values(made.id, page) for page in made.pages])
        if cited := citation_values(made):
            act.connection.execute(insert(citations), cited)
        _promise(act, made.id, IndexOp.INDEX)
        _note(act, what, before.get(made.id), made)
    end_anew(act, rows[0])


def reconsider(act: Act, old: Document, new: NewDocument) -> None:
    """Puts another record of the same pages in the place of a document's.

    Raises:
        NotFound: the document is not there any more, or has other pages by now.
        NotAllowed: somebody changed its record meanwhile.
    """
    row = _as_it_was(act, old)
    act.connection.execute(
        update(documents)
        .where(documents.c.id == new.id)
        .values(document_values(new) | _by_machine(row.revision))
    )
    _keep_with(act, new)
    _promise(act, new.id, IndexOp.INDEX)
    values = {
        name: (field.value, getattr(new.record, name).value) for name, field in old.record.items()
    }
    changed = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    for name, (before, after) in (changed or {"": (None, None)}).items():
        act.note(
            What.RECONSIDERED,
            ObjectKind.DOCUMENT,
            new.id,
            field=name or None,
            old=text_of_value(before),
            new=text_of_value(after),
        )
    end_anew(act, row)


def put_in_place(act: Act, row: AnyRow, new: Sequence[NewDocument]) -> None:
    """Puts `new` in the place of the one document of a file that the row is."""
    for made in new:
        _put(act, made, row, holding_from(row))
        if made.pages:
            act.connection.execute(insert(pages), [page_values(made.id, p) for p in made.pages])
        if cited := citation_values(made):
            act.connection.execute(insert(citations), cited)
        _promise(act, made.id, IndexOp.INDEX)
    end_anew(act, row)


def text_of_value(value: Value) -> str | None:
    return "; ".join(value) if isinstance(value, tuple) else value


def _as_it_was(act: Act, document: Document) -> AnyRow:
    row = act.connection.execute(select(documents).where(documents.c.id == document.id)).first()
    if row is None or (row.first_page, row.last_page) != (document.first_page, document.last_page):
        raise NotFound("document", {"id": document.id})
    if row.revision != document.revision:
        raise NotAllowed("document_changed", {"id": document.id})
    return row


def _by_machine(revision: int) -> Values:
    return {"revision": revision + 1, "machine_revision": revision + 1}


def _keep_with(act: Act, document: NewDocument) -> None:
    """What lies under the words of people, and the questions that are left."""
    keep_under(act, document.id, document.under)
    refresh(act, document.id)


def _put(act: Act, document: NewDocument, beside: AnyRow, holding: Holding) -> None:
    """Writes a document of the same input as the row `beside`."""
    values = document_values(document) | holding_values(holding)
    known = documents.c.id == document.id
    # A document that goes and comes back is not mistaken for what somebody saw of it before.
    last = act.connection.scalar(select(documents.c.revision).where(known))
    values |= _by_machine(beside.revision if last is None else last)
    if act.connection.execute(update(documents).where(known).values(values)).rowcount == 0:
        own = ("batch_id", "position", "source_name")
        values |= {name: getattr(beside, name) for name in own} | {"created_at": act.now}
        act.connection.execute(insert(documents).values(values))
    _keep_with(act, document)


def _promise(act: Act, document_id: str, op: IndexOp) -> None:
    values = {"document_id": document_id, "op": op.value, "at": act.now}
    act.connection.execute(insert(outbox).values(values))


def _note(act: Act, what: What, before: Document | None, after: NewDocument | None) -> None:
    """The pages of the file that it had and has."""
    known = before or after
    assert known is not None
    act.note(
        what, ObjectKind.DOCUMENT, known.id, field="pages", old=_range(before), new=_range(after)
    )


def _range(document: Document | NewDocument | None) -> str | None:
    return None if document is None else f"{document.first_page}-{document.last_page}"


def end_anew(act: Act, beside: AnyRow) -> None:
    """Ends the input anew, as its documents stand now."""
    place = (inputs.c.batch_id == beside.batch_id, inputs.c.position == beside.position)
    entry = input_from(act.connection.execute(select(inputs).where(*place)).one())
    made = select(documents.c.id).where(
        documents.c.batch_id == beside.batch_id, documents.c.position == beside.position
    )
    ids = act.connection.scalars(made.order_by(documents.c.first_page)).all()
    end_with(act, entry, beside.sha256, ids)
