"""A document as a person's word leaves it: its record, its state, and what else must follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.jobs import metadata_of
from pipeline.model.correction import Correction, NewCorrection, Overlay
from pipeline.model.person import ANYBODY, Person
from pipeline.model.record import State
from pipeline.office.bench import Bench
from pipeline.office.changing import due_anew
from pipeline.office.described import DESCRIBED, told_by
from pipeline.office.people import asker_for
from pipeline.office.registry import Registry, registry_for
from pipeline.register.correcting import Amended, EntryChange
from pipeline.register.correction_rows import overlay_of, with_new
from pipeline.register.entries import Document
from pipeline.steps.record import OF_FIELDS, doubts_of, said_over

_Said = str | int | date | None


def amended_by(bench: Bench, document: Document, new: NewCorrection) -> Amended:
    """The document with a new word of a person."""
    said = bench.register.corrections.of(document)
    return _amended(bench, document, with_new(said, new, document.first_page))


def amended_without(bench: Bench, document: Document, gone: Correction) -> Amended:
    """The document without a word that is taken back."""
    said = [one for one in bench.register.corrections.of(document) if one.id != gone.id]
    return _amended(bench, document, overlay_of(said, document.first_page))


def entry_change(bench: Bench, document: Document, amended: Amended) -> EntryChange | None:
    """What changes of the entry that the register of the office has of the document.

    Only what it had from the document: what somebody typed into the entry stays, and so does a
    number that the register gave.
    """
    entry = bench.register.entries.of_document(document.id)
    if entry is None:
        return None
    before = told_by(document)
    after = told_by(replace(document, record=amended.record))
    values: dict[str, _Said] = {}
    for name in sorted(DESCRIBED):
        old, new = getattr(before.described, name), getattr(after.described, name)
        stands = getattr(entry.described, name)
        looked_at = name in before.unsure and name not in after.unsure
        if stands in (old, new) and (stands != new or looked_at):
            values[name] = new
    if not values:
        return None
    due = due_anew(_registry(bench), entry, values)
    expected = {name: getattr(entry.described, name) for name in values}
    expected |= {name: entry.due_on and entry.due_on.isoformat() for name in due}
    new_values = {**values, **due}
    return EntryChange(entry.id, {n: (expected[n], new) for n, new in new_values.items()})


def _registry(bench: Bench) -> Registry:
    """For the rules of the office alone: whoever may correct may settle what they follow from."""
    asked = asker_for(bench.settings, Person(bench.who, ANYBODY))
    return registry_for(bench.register, bench.settings, asked, bench.now)


def _amended(bench: Bench, document: Document, overlay: Overlay) -> Amended:
    under = bench.register.corrections.under(document)
    record = said_over(under.record, overlay.said)
    others = [
        reason
        for reason in under.reasons
        if reason.code not in OF_FIELDS and reason.code not in overlay.looked
    ]
    reasons = (*doubts_of(record), *others)
    words = overlay.fixes != document.fixes
    named = (document.id, document.source_name)
    described = metadata_of(record, *named) != metadata_of(document.record, *named)
    return Amended(
        record=record,
        state=State.REVIEW if reasons else State.ACCEPTED,
        reasons=reasons,
        fixes=overlay.fixes,
        under=under if overlay.of_record else None,
        files=words if words or described else None,
    )
