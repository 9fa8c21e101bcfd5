"""A person's word about a document, within one transaction: record, questions, history, entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from pipeline.errors import NotFound
from pipeline.model.correction import (
    Correction,
    CorrectionKind,
    How,
    NewCorrection,
    WordFix,
    fixes_to_json,
)
from pipeline.model.record import Reason, Record, State, Value, record_to_json
from pipeline.register import entry_acts
from pipeline.register.acting import Act
from pipeline.register.correction_rows import correction_from, correction_values
from pipeline.register.entries import Document, IndexOp, ObjectKind, StoredFile, Under, What
from pipeline.register.regrouping import end_anew, text_of_value
from pipeline.register.review_acts import files_are_behind, keep_under, refresh
from pipeline.register.review_schema import corrections
from pipeline.register.rows import AnyRow, Values, reasons_to_json
from pipeline.register.schema import DOCUMENT_FIELDS, documents, outbox


@dataclass(frozen=True, slots=True)
class Amended:
    """A document as a person's word leaves it."""

    record: Record
    state: State
    reasons: tuple[Reason, ...]
    fixes: tuple[WordFix, ...]
    under: Under | None
    files: bool | None
    """Whether its archival files must follow: in their words too, in their description alone;
    None: they say the same."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What changes of the entry of a document: field → (what must stand there, what comes)."""

    entry_id: int
    values: Mapping[str, tuple[Any, Any]]


def correct(
    act: Act, old: Document, amended: Amended, new: NewCorrection, entry: EntryChange | None
) -> Correction | None:
    """Writes what a person said; None when somebody else changed the document meanwhile.

    Raises: NotFound: the document is not there any more.
    """
    act.stand_in_line()
    if new.key is not None and (known := by_key(act, new.key)) is not None:
        return known
    row = _unchanged(act, old)
    if row is None:
        return None
    values = correction_values(act, old, new)
    made = act.connection.execute(insert(corrections).values(values)).inserted_primary_key
    assert made is not None
    _note(act, old, amended, new)
    _write(act, row, old, amended, entry)
    return _stored(act, int(made[0]))


def undo(
    act: Act, old: Document, amended: Amended, correction: Correction, entry: EntryChange | None
) -> Correction | None:
    """Takes a word back; None when somebody else changed the document meanwhile."""
    act.stand_in_line()
    row = _unchanged(act, old)
    if row is None or not _stored(act, correction.id).holds:
        return None
    act.connection.execute(
        update(corrections)
        .where(corrections.c.id == correction.id)
        .values(undone_at=act.now, undone_by=act.who, revision=old.revision + 1)
    )
    changed = dict(_changed(old.record, amended.record))
    if correction.kind is CorrectionKind.FIELD:
        changed.setdefault(correction.what, (correction.new, correction.new))
    else:
        changed[_named(correction.kind, correction.what, correction.page, old)] = (
            correction.new,
            correction.old,
        )
    _note_changes(act, What.CORRECTION_UNDONE, old.id, changed)
    _write(act, row, old, amended, entry)
    return _stored(act, correction.id)


def by_key(act: Act, key: str) -> Correction | None:
    row = act.connection.execute(select(corrections).where(corrections.c.key == key)).first()
    return None if row is None else correction_from(row)


def files_follow(
    act: Act, old: Document, pdf: StoredFile, conformance: str | None, alto: StoredFile | None
) -> bool:
    """Names the new archival files; whether the document is still as they were made of."""
    act.stand_in_line()
    if _unchanged(act, old) is None:
        return False
    values: Values = {
        "pdf_path": pdf.path,
        "pdf_sha256": pdf.sha256,
        "pdf_conformance": conformance,
    }
    if alto is not None:
        values |= {"alto_path": alto.path, "alto_sha256": alto.sha256}
    act.connection.execute(update(documents).where(documents.c.id == old.id).values(values))
    return True


def _unchanged(act: Act, old: Document) -> AnyRow | None:
    row = act.connection.execute(select(documents).where(documents.c.id == old.id)).first()
    if row is None or row.state == State.QUARANTINED.value:
        raise NotFound("document", {"id": old.id})
    return row if row.revision == old.revision else None


def _write(
    act: Act, row: AnyRow, old: Document, amended: Amended, entry: EntryChange | None
) -> None:
    record = amended.record
    values: Values = {
        **{name: getattr(record, name).value for name in DOCUMENT_FIELDS},
        "record": record_to_json(record),
        "state": amended.state.value,
        "reasons": reasons_to_json(amended.reasons),
        "fixes": fixes_to_json(amended.fixes),
        "revision": old.revision + 1,
    }
    act.connection.execute(update(documents).where(documents.c.id == old.id).values(values))
    keep_under(act, old.id, amended.under)
    refresh(act, old.id)
    if amended.files is not None:
        files_are_behind(act, old.id, words=amended.files)
    promise = {"document_id": old.id, "op": IndexOp.INDEX.value, "at": act.now}
    act.connection.execute(insert(outbox).values(promise))
    if entry is not None:
        _change_entry(act, entry)
    end_anew(act, row)


def _change_entry(act: Act, change: EntryChange) -> None:
    """Fields of the entry that nobody changed meanwhile."""
    row = entry_acts.stored(act, change.entry_id)._mapping
    values = {name: new for name, (expected, new) in change.values.items() if row[name] == expected}
    if values:
        entry_acts.change(act, change.entry_id, values)


def _note(act: Act, old: Document, amended: Amended, new: NewCorrection) -> None:
    looked = new.how is not How.TYPED
    changed = dict(_changed(old.record, amended.record))
    if new.kind is CorrectionKind.FIELD:
        own = changed.pop(new.what, (new.old, new.new))
        what = What.CONFIRMED if looked else What.CORRECTED
        _note_changes(act, what, old.id, {new.what: own})
        _note_changes(act, What.CORRECTED, old.id, changed)
        return
    what = What.CONFIRMED if looked else What.CORRECTED
    named = _named(new.kind, new.what, new.page, old)
    _note_changes(act, what, old.id, {named: (new.old, new.new)})


def _note_changes(
    act: Act, what: What, document_id: str, changed: Mapping[str, tuple[Value, Value]]
) -> None:
    for name, (before, after) in changed.items():
        old, new = text_of_value(before), text_of_value(after)
        act.note(what, ObjectKind.DOCUMENT, document_id, field=name, old=old, new=new)


def _named(kind: CorrectionKind, what: str, page: int | None, of: Document) -> str:
    """The field of an event: words by their page in the document."""
    if kind is CorrectionKind.WORD and page is not None:
        return f"text/{page - of.first_page + 1}"
    return what


def _changed(before: Record, after: Record) -> Iterable[tuple[str, tuple[Value, Value]]]:
    for name, field in before.items():
        new = getattr(after, name).value
        if field.value != new:
            yield name, (field.value, new)


def _stored(act: Act, correction_id: int) -> Correction:
    query = select(corrections).where(corrections.c.id == correction_id)
    return correction_from(act.connection.execute(query).one())
