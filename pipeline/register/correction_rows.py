"""Rows of what people said, and which of it is about a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from pipeline.model.correction import (
    Correction,
    CorrectionKind,
    How,
    NewCorrection,
    Overlay,
    Said,
    WordFix,
)
from pipeline.model.geometry import Box
from pipeline.model.record import Value
from pipeline.register.acting import Act
from pipeline.register.entries import Document
from pipeline.register.review_schema import corrections
from pipeline.register.rows import AnyRow, Values


def correction_from(row: AnyRow) -> Correction:
    return Correction(
        id=row.id,
        document_id=row.document_id,
        sha256=row.sha256,
        kind=CorrectionKind(row.kind),
        what=row.what,
        page=row.page,
        box=None if row.box is None else Box(*row.box),
        old=_value(row.old),
        new=_value(row.new),
        how=How(row.how),
        who=row.who,
        at=row.at,
        revision=row.revision,
        key=row.key,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def correction_values(act: Act, of: Document, new: NewCorrection) -> Values:
    box = new.box
    return {
        "document_id": of.id,
        "sha256": of.sha256,
        "first_page": of.first_page,
        "kind": new.kind.value,
        "what": new.what,
        "page": new.page,
        "box": None if box is None else [box.left, box.top, box.right, box.bottom],
        "old": _json(new.old),
        "new": _json(new.new),
        "how": new.how.value,
        "who": act.who,
        "at": act.now,
        "revision": of.revision + 1,
        "key": new.key,
    }


def about(
    connection: Connection, sha256: str, document_id: str, first: int, last: int
) -> tuple[Correction, ...]:
    """All that people said of a document on pages `first` to `last` of its file, oldest first.

    What they said of its fields is its own, or that of an earlier document that it was split
    from where they were on a page that is now its own; a document that was joined to the one
    before it says nothing of that one's fields.
    """
    query = select(corrections).where(corrections.c.sha256 == sha256).order_by(corrections.c.id)
    return tuple(
        correction_from(row)
        for row in connection.execute(query)
        if _is_about(row, document_id, first, last)
    )


def overlay_of(said: Iterable[Correction], first: int) -> Overlay:
    """What holds of it; `first` is the first page of the document in its file."""
    holding = [one for one in said if one.holds]
    fixes = {
        (one.page, one.box): WordFix(one.page, one.box, str(one.new or ""))
        for one in holding
        if one.kind is CorrectionKind.WORD and one.page is not None and one.box is not None
    }
    return Overlay(
        said=tuple(_said(one, first) for one in holding if one.kind is CorrectionKind.FIELD),
        looked=tuple(one.what for one in holding if one.kind is CorrectionKind.REASON),
        fixes=tuple(fixes.values()),
    )


def with_new(said: Sequence[Correction], new: NewCorrection, first: int) -> Overlay:
    """What holds once somebody said this too."""
    before = overlay_of(said, first)
    if new.kind is CorrectionKind.REASON:
        return Overlay(before.said, (*before.looked, new.what), before.fixes)
    if new.kind is CorrectionKind.WORD:
        assert new.page is not None
        assert new.box is not None
        place = (new.page, new.box)
        others = tuple(fix for fix in before.fixes if (fix.page, fix.box) != place)
        fix = WordFix(new.page, new.box, str(new.new or ""))
        return Overlay(before.said, before.looked, (*others, fix))
    page = None if new.page is None or new.box is None else new.page - first + 1
    said_now = Said(new.what, new.new, new.how, page, new.box)
    return Overlay((*before.said, said_now), before.looked, before.fixes)


def _is_about(row: AnyRow, document_id: str, first: int, last: int) -> bool:
    on_it = row.page is not None and first <= row.page <= last
    if row.kind == CorrectionKind.WORD.value:
        return on_it
    if row.document_id == document_id:
        return row.page is None or on_it
    return on_it and row.kind == CorrectionKind.FIELD.value and row.first_page < first


def _said(one: Correction, first: int) -> Said:
    page = None if one.page is None or one.box is None else one.page - first + 1
    return Said(one.what, one.new, one.how, page, one.box)


def _value(data: str | list[str] | None) -> Value:
    return tuple(data) if isinstance(data, list) else data


def _json(value: Value) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value
