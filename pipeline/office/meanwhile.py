"""Two people at one document: whoever answers what is answered already learns by whom."""

from __future__ import annotations

from pipeline.errors import NotAllowed, Param
from pipeline.model.correction import Correction, CorrectionKind, NewCorrection
from pipeline.model.record import Value
from pipeline.office.bench import Bench
from pipeline.register.entries import Document

_ONE = ({"number", "code"}, {"notation", "code"})
"""Fields of which one says something of the other."""


def check_unchanged(bench: Bench, document: Document, revision: int, new: NewCorrection) -> None:
    """What somebody answers is what they saw; other fields may have changed.

    Raises: NotAllowed: it is another by now; both values are told.
    """
    if revision >= document.revision:
        return
    later = [
        one
        for one in bench.register.corrections.of(document)
        if one.revision > revision and _same(one, new)
    ]
    if later:
        _refuse(document, new, later[-1])
    if revision < document.machine_revision:
        raise NotAllowed("document_changed", {"id": document.id})


def _same(one: Correction, new: NewCorrection) -> bool:
    if one.kind is not new.kind:
        return False
    if one.kind is CorrectionKind.WORD:
        return (one.page, one.box) == (new.page, new.box)
    return one.what == new.what or {one.what, new.what} in (
        {"number", "code"},
        {"notation", "code"},
    )


def _refuse(document: Document, new: NewCorrection, theirs: Correction) -> None:
    """Where both said the same there is nothing to refuse."""
    stands = theirs.new if theirs.holds else theirs.old
    if theirs.holds and theirs.what == new.what and stands == new.new:
        return
    params: dict[str, Param] = {
        "document": _text(document.record.code.value or document.source_name),
        "of_field": new.what or "text",
        "yours": _text(new.new),
        "theirs": _text(stands),
        "who": theirs.who if theirs.holds else theirs.undone_by or theirs.who,
    }
    raise NotAllowed("corrected_meanwhile", params)


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return value or "—"
