"""The documents of a file put together anew, by a person, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from pipeline.errors import NotFound
from pipeline.model.access import Holding, strictest
from pipeline.model.record import Value
from pipeline.register.acting import Act
from pipeline.register.documents import end_with
from pipeline.register.entries import Document, IndexOp, NewDocument, ObjectKind, What
from pipeline.register.rows import (
    AnyRow,
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
    """
    rows = [_as_it_was(act, document) for document in old]
    fresh = {document.id for document in new}
    for document in old:
        for table in (pages, citations):
            act.connection.execute(delete(table).where(table.c.document_id == document.id))
        if document.id not in fresh:
            act.connection.execute(delete(documents).where(documents.c.id == document.id))
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
    _end(act, rows[0])


def reconsider(act: Act, old: Document, new: NewDocument) -> None:
    """Puts another record of the same pages in the place of a document's.

    Raises:
        NotFound: the document is not there any more, or has other pages by now.
    """
    row = _as_it_was(act, old)
    act.connection.execute(
        update(documents).where(documents.c.id == new.id).values(document_values(new))
    )
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
            old=_text(before),
            new=_text(after),
        )
    _end(act, row)


def put_in_place(act: Act, row: AnyRow, new: Sequence[NewDocument]) -> None:
    """Puts `new` in the place of the one document of a file that the row is."""
    for made in new:
        _put(act, made, row, holding_from(row))
        if made.pages:
            act.connection.execute(insert(pages), [page_values(made.id, p) for p in made.pages])
        if cited := citation_values(made):
            act.connection.execute(insert(citations), cited)
        _promise(act, made.id, IndexOp.INDEX)
    _end(act, row)


def _text(value: Value) -> str | None:
    return "; ".join(value) if isinstance(value, tuple) else value


def _as_it_was(act: Act, document: Document) -> AnyRow:
    row = act.connection.execute(select(documents).where(documents.c.id == document.id)).first()
    if row is None or (row.first_page, row.last_page) != (document.first_page, document.last_page):
        raise NotFound("document", {"id": document.id})
    return row


def _put(act: Act, document: NewDocument, beside: AnyRow, holding: Holding) -> None:
    """Writes a document of the same input as the row `beside`."""
    values = document_values(document) | holding_values(holding)
    known = documents.c.id == document.id
    if act.connection.execute(update(documents).where(known).values(values)).rowcount == 0:
        own = ("batch_id", "position", "source_name")
        values |= {name: getattr(beside, name) for name in own} | {"created_at": act.now}
        act.connection.execute(insert(documents).values(values))


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


def _end(act: Act, beside: AnyRow) -> None:
    """Ends the input anew, as its documents stand now."""
    place = (inputs.c.batch_id == beside.batch_id, inputs.c.position == beside.position)
    entry = input_from(act.connection.execute(select(inputs).where(*place)).one())
    made = select(documents.c.id).where(
        documents.c.batch_id == beside.batch_id, documents.c.position == beside.position
    )
    ids = act.connection.scalars(made.order_by(documents.c.first_page)).all()
    end_with(act, entry, beside.sha256, ids)
