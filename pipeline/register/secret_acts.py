"""Into quarantine and out of it, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, true, update

from pipeline.errors import NotFound
from pipeline.model.entry import SignatureState, Status
from pipeline.model.record import Reason, State
from pipeline.model.secret import Locking, Release
from pipeline.register import entry_acts
from pipeline.register.acting import Act
from pipeline.register.documents import end_with
from pipeline.register.entries import IndexOp, NewDocument, NewQuarantined, ObjectKind, What
from pipeline.register.entry_rows import DESCRIBED, day_of, said
from pipeline.register.office_schema import (
    deliveries,
    entries,
    forms,
    matches,
    messages,
    notices,
    refusals,
    releases,
    signatures,
)
from pipeline.register.receipts import new_receipt
from pipeline.register.regrouping import put_in_place
from pipeline.register.review_acts import forget
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
from pipeline.register.secret_messages import hold
from pipeline.register.secret_reach import MAIL, reach

MAIL_TOLD = "e-mail: "
"""Opinions that say by which e-mail something came begin so."""
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
    for document in new:
        why = f"{release.reason} ({release.asked_by}, {release.decided_by})"
        act.note(What.RELEASED, ObjectKind.DOCUMENT, document.id, new=why)
    _leave_book(act, release.document_id)


def lock(act: Act, files: Sequence[Locking]) -> None:
    """Leaves of each file's documents one, quarantined, and of their entries the numbers.

    The first file is the one that is secret; the others go with it.
    """
    act.stand_in_line()
    of_files = select(documents.c.id).where(documents.c.sha256.in_([one.sha256 for one in files]))
    if not act.connection.scalars(of_files).all():
        raise NotFound("master", {"sha256": files[0].sha256})
    take_along(act, files[0].sha256, [one.document_id for one in files])
    for one in files:
        lock_file(act, one)


def take_along(act: Act, sha256: str, document_ids: Sequence[str]) -> None:
    """Of all entries of a file that is secret the numbers are left; its messages are hidden.

    `document_ids`: what goes into quarantine; to be called before its entries there are made.
    """
    found = reach(act.connection, sha256)
    redact_mail(act, found.message_ids)
    _withdraw(act, found.entry_ids, document_ids)
    hold(act, found.message_ids, document_ids)


def lock_file(act: Act, one: Locking) -> None:
    """Leaves of a file's documents one, quarantined."""
    of_file = select(documents).where(documents.c.sha256 == one.sha256)
    rows = act.connection.execute(of_file.order_by(documents.c.first_page)).all()
    if not rows or rows[0].state == State.QUARANTINED.value:
        return
    _redact(act, ObjectKind.DOCUMENT, [row.id for row in rows])
    forget(act, one.sha256, [row.id for row in rows])
    last_page = max(row.last_page for row in rows)
    _leave_one(act, _quarantined(rows[0], last_page, one.level), rows)
    # Who signed it is told no more than what it says.
    act.connection.execute(delete(signatures).where(signatures.c.sha256 == one.sha256))
    of_master = masters.c.sha256 == one.sha256
    act.connection.execute(update(masters).where(of_master).values(stored_path=one.stored_path))
    act.note(What.LOCKED, ObjectKind.DOCUMENT, rows[0].id, new=one.level, secret=True)
    # A release that was not at its end is no leave to let it out once more.
    unfinished = (releases.c.document_id == rows[0].id, releases.c.granted == 1)
    act.connection.execute(update(releases).where(*unfinished).values(granted=OUT))
    if one.book is not None:
        entry_acts.arrive(act, one.book, one.book.receipt or new_receipt(), receive=False)


def finish(act: Act, release_id: int) -> None:
    """It is out, with its messages and entries."""
    act.connection.execute(update(releases).where(releases.c.id == release_id).values(granted=OUT))


def former_entry(connection: Connection, document_id: str) -> int | None:
    """The last entry that was emptied when the document was locked away."""
    told = select(events.c.object_id).where(
        events.c.id < 0,
        events.c.what == What.LOCKED.value,
        events.c.object_kind == ObjectKind.ENTRY.value,
        events.c.new == document_id,
    )
    found = sorted(map(int, connection.scalars(told)))
    return found[-1] if found else None


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


def _withdraw(act: Act, entry_ids: Iterable[int], document_ids: Sequence[str]) -> None:
    """An entry keeps its number, which nobody else may get, and says nothing any more."""
    for entry_id in sorted(entry_ids):
        row = entry_acts.stored(act, entry_id)
        _redact(act, ObjectKind.ENTRY, [str(entry_id)])
        blank = _blank(act)
        act.connection.execute(update(entries).where(entries.c.id == entry_id).values(blank))
        kept = {**row._mapping, **blank}
        kept.pop("id")
        act.note(What.WITHDRAWN, ObjectKind.ENTRY, str(entry_id), new=said(kept))
        _remove_beside(act, entry_id)
        own = forms.c.entry_id == entry_id
        of_it = select(forms.c.document_id).where(own, forms.c.document_id.is_not(None))
        for one in act.connection.scalars(of_it).all() or document_ids[:1]:
            act.note(What.LOCKED, ObjectKind.ENTRY, str(entry_id), new=one, secret=True)
        bare: Values = dict.fromkeys(("document_id", "sha256", "message_id", "evidence"))
        bare["signatures"] = SignatureState.NONE.value
        act.connection.execute(update(forms).where(own).values(bare))


def _blank(act: Act) -> Values:
    """Columns of an entry that says nothing; nor does the receipt that its sender has."""
    names = (*DESCRIBED, "code_key", "issuer_key", "paper_class", "due_on")
    return dict.fromkeys(names) | {
        "unit": "",
        "assignee": "",
        "unsure": "",
        "status": Status.RECALLED.value,
        "signatures": SignatureState.NONE.value,
        "receipt": new_receipt(),
        "done_on": day_of(act.now).isoformat(),
    }


def _remove_beside(act: Act, entry_id: int) -> None:
    """What other tables say of an entry."""
    act.connection.execute(delete(refusals).where(refusals.c.entry_id == entry_id))
    both = or_(matches.c.entry_id == entry_id, matches.c.other_id == entry_id)
    act.connection.execute(delete(matches).where(both))
    of_it = select(notices.c.id).where(notices.c.entry_id == entry_id)
    act.connection.execute(delete(deliveries).where(deliveries.c.notice_id.in_(of_it)))
    act.connection.execute(delete(notices).where(notices.c.entry_id == entry_id))


def redact_mail(act: Act, message_ids: Iterable[str]) -> None:
    """Entries of other documents of an e-mail tell its subject no more."""
    mails = select(messages.c.id).where(
        messages.c.id.in_(list(message_ids)), messages.c.transport == MAIL
    )
    of_mail = select(forms.c.entry_id).where(forms.c.entry_id > 0, forms.c.message_id.in_(mails))
    for entry_id in set(act.connection.scalars(of_mail)):
        told = events.c.new.like(f"{MAIL_TOLD}%")
        _redact(act, ObjectKind.ENTRY, [str(entry_id)], told)


def _redact(
    act: Act, kind: ObjectKind, ids: Iterable[str], which: ColumnElement[bool] | None = None
) -> None:
    """Takes out what events say; the history of secrets tells which, so that the chain holds."""
    telling = select(events).where(
        events.c.id > 0,
        events.c.object_kind == kind.value,
        events.c.object_id.in_(list(ids)),
        or_(events.c.old.is_not(None), events.c.new.is_not(None)),
        true() if which is None else which,
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
