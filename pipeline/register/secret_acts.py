"""Into quarantine and out of it, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, or_, select, update

from pipeline.errors import NotFound
from pipeline.model.entry import NewEntry, Status
from pipeline.model.record import Reason, State
from pipeline.model.secret import Release
from pipeline.register import entry_acts
from pipeline.register.acting import Act
from pipeline.register.documents import end_with
from pipeline.register.entries import IndexOp, NewDocument, NewQuarantined, ObjectKind, What
from pipeline.register.entry_rows import DESCRIBED, day_of, said
from pipeline.register.office_schema import (
    entries,
    forms,
    matches,
    notices,
    refusals,
    releases,
    signatures,
)
from pipeline.register.regrouping import put_in_place
from pipeline.register.rows import AnyRow, Values, input_from, quarantined_values
from pipeline.register.schema import (
    DOCUMENT_FIELDS,
    citations,
    documents,
    events,
    inputs,
    masters,
    outbox,
    pages,
)

OUT = 2
"""Of a release: granted, and done."""
_FILES = ("pdf_path", "pdf_sha256", "pdf_conformance", "alto_path", "alto_sha256")


def put_out(act: Act, release: Release, new: Sequence[NewDocument], stored_path: str) -> None:
    """Puts documents in the place of the quarantined one; their history begins with who and why."""
    act.stand_in_line()
    row = act.connection.execute(
        select(documents).where(documents.c.id == release.document_id)
    ).first()
    if row is None or row.state != State.QUARANTINED.value:
        raise NotFound("not_quarantined", {"id": release.document_id})
    act.connection.execute(
        update(masters).where(masters.c.sha256 == row.sha256).values(stored_path=stored_path)
    )
    put_in_place(act, row, new)
    act.connection.execute(update(releases).where(releases.c.id == release.id).values(granted=OUT))
    for document in new:
        why = f"{release.reason} ({release.asked_by}, {release.decided_by})"
        act.note(What.RELEASED, ObjectKind.DOCUMENT, document.id, new=why)
    _leave_book(act, release.document_id)


def lock(act: Act, level: str, sha256: str, stored_path: str, book: NewEntry, receipt: str) -> None:
    """Leaves of a file's documents one, quarantined, and of their entries the numbers."""
    act.stand_in_line()
    of_file = select(documents).where(documents.c.sha256 == sha256)
    rows = act.connection.execute(of_file.order_by(documents.c.first_page)).all()
    if not rows:
        raise NotFound("master", {"sha256": sha256})
    ids = [row.id for row in rows]
    _withdraw_entries(act, ids)
    _redact(act, ObjectKind.DOCUMENT, ids)
    last_page = max(row.last_page for row in rows)
    _leave_one(act, _quarantined(rows[0], last_page, level), rows)
    # Who signed it is told no more than what it says.
    act.connection.execute(delete(signatures).where(signatures.c.sha256 == sha256))
    act.connection.execute(
        update(masters).where(masters.c.sha256 == sha256).values(stored_path=stored_path)
    )
    act.note(What.LOCKED, ObjectKind.DOCUMENT, rows[0].id, new=level, secret=True)
    entry_acts.arrive(act, book, receipt, receive=False)


def _quarantined(row: AnyRow, last_page: int, level: str) -> NewQuarantined:
    return NewQuarantined(
        id=row.id,
        sha256=row.sha256,
        first_page=row.first_page,
        last_page=last_page,
        secrecy=level,
        reasons=(Reason("secrecy_locked", {"level": level}),),
        settings_digest=row.settings_digest,
        software=row.software,
    )


def _leave_one(act: Act, left: NewQuarantined, rows: Sequence[AnyRow]) -> None:
    """One row in the place of all; the index is told that they are gone."""
    ids = [row.id for row in rows]
    for table in (pages, citations):
        act.connection.execute(delete(table).where(table.c.document_id.in_(ids)))
    act.connection.execute(delete(outbox).where(outbox.c.document_id.in_(ids)))
    removed = [{"document_id": one, "op": IndexOp.REMOVE.value, "at": act.now} for one in ids]
    act.connection.execute(insert(outbox), removed)
    others = [one for one in ids if one != left.id]
    act.connection.execute(delete(documents).where(documents.c.id.in_(others)))
    nothing: Values = dict.fromkeys((*DOCUMENT_FIELDS, *_FILES))
    act.connection.execute(
        update(documents)
        .where(documents.c.id == left.id)
        .values(nothing | quarantined_values(left))
    )
    place = (inputs.c.batch_id == rows[0].batch_id, inputs.c.position == rows[0].position)
    handed_in = input_from(act.connection.execute(select(inputs).where(*place)).one())
    end_with(act, handed_in, left.sha256, [left.id])


def _withdraw_entries(act: Act, document_ids: Sequence[str]) -> None:
    """An entry keeps its number, which nobody else may get, and says nothing any more."""
    of_them = select(forms.c.entry_id).where(forms.c.document_id.in_(document_ids))
    found = act.connection.execute(select(entries).where(entries.c.id.in_(of_them))).all()
    for row in found:
        _redact(act, ObjectKind.ENTRY, [str(row.id)])
        today = day_of(act.now).isoformat()
        blank: Values = dict.fromkeys(
            (*DESCRIBED, "code_key", "issuer_key", "paper_class", "due_on")
        )
        blank |= {
            "unit": "",
            "assignee": "",
            "unsure": "",
            "status": Status.RECALLED.value,
            "done_on": today,
        }
        act.connection.execute(update(entries).where(entries.c.id == row.id).values(blank))
        kept = {**row._mapping, **blank}
        kept.pop("id")
        act.note(What.WITHDRAWN, ObjectKind.ENTRY, str(row.id), new=said(kept))
        act.connection.execute(delete(refusals).where(refusals.c.entry_id == row.id))
        both = or_(matches.c.entry_id == row.id, matches.c.other_id == row.id)
        act.connection.execute(delete(matches).where(both))
        act.connection.execute(delete(notices).where(notices.c.entry_id == row.id))
        bare: Values = {"document_id": None, "sha256": None, "evidence": None}
        act.connection.execute(update(forms).where(forms.c.entry_id == row.id).values(bare))


def _redact(act: Act, kind: ObjectKind, ids: Iterable[str]) -> None:
    """Takes out what events say; the history of secrets tells which, so that the chain holds."""
    telling = select(events).where(
        events.c.id > 0,
        events.c.object_kind == kind.value,
        events.c.object_id.in_(list(ids)),
        or_(events.c.old.is_not(None), events.c.new.is_not(None)),
    )
    for row in act.connection.execute(telling.order_by(events.c.id)).all():
        act.connection.execute(
            update(events).where(events.c.id == row.id).values(old=None, new=None)
        )
        number, own = str(row.id), row.object_id
        act.note(What.REDACTED, kind, own, field=number, new=row.hash, secret=True)


def _leave_book(act: Act, document_id: str) -> None:
    """Its entry among the secrets is done; another entry may speak of the document now."""
    query = select(forms.c.entry_id).where(forms.c.document_id == document_id, forms.c.entry_id < 0)
    for entry_id in act.connection.scalars(query).all():
        entry_acts.move(act, entry_id, Status.DONE)
        act.connection.execute(
            update(forms).where(forms.c.entry_id == entry_id).values(document_id=None)
        )
