"""Rows of the registers of documents and the frozen types that leave the room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from pipeline.errors import ArchiveUnusable
from pipeline.model.entry import (
    HERE,
    UNNUMBERED,
    Channel,
    Described,
    Direction,
    Entry,
    Form,
    Matter,
    NewEntry,
    NewForm,
    SignatureState,
    Status,
)
from pipeline.model.reference import citation_key
from pipeline.register.rows import AnyRow, Values

DESCRIBED = tuple(field.name for field in fields(Described))
"""The columns that say what a document is."""


def day_of(moment: datetime) -> date:
    """The day at the office."""
    return moment.astimezone(HERE).date()


def code_key(number: str | None, notation: str | None) -> str | None:
    """What "12/QĐ-UBND" and "012/qd.ubnd" have in common; None where a part is unknown."""
    if not number or not notation:
        return None
    return f"{number.lstrip('0').lower()}/{citation_key(notation)}"


def issuer_key(issuer: str | None) -> str | None:
    return citation_key(issuer) if issuer else None


def described_values(described: Described) -> Values:
    """Columns of what is said of a document, with the keys for matching."""
    values: Values = {name: getattr(described, name) for name in DESCRIBED}
    values["code_key"] = code_key(described.code_number, described.code_notation)
    values["issuer_key"] = issuer_key(described.issuer)
    return values


def entry_values(new: NewEntry, receipt: str) -> Values:
    """Columns of an entry that has arrived and was not received yet."""
    arrived_on = day_of(new.form.arrived_at)
    return described_values(new.described) | {
        "direction": new.direction.value,
        "book": new.book,
        "year": arrived_on.year,
        "number": None,
        "arrived_at": new.form.arrived_at,
        "arrived_on": arrived_on.isoformat(),
        "channel": new.form.channel.value,
        "matter": new.matter.value,
        "status": Status.ARRIVED.value,
        "paper_class": new.paper_class,
        "unit": new.unit,
        "assignee": new.assignee,
        "due_on": text_of(new.due_on),
        "received_on": None,
        "done_on": None,
        "signatures": new.form.signatures.value,
        "earlier_id": new.earlier_id,
        "receipt": receipt,
        "unsure": ",".join(new.unsure),
    }


def form_values(entry_id: int, form: NewForm) -> Values:
    return {
        "entry_id": entry_id,
        "channel": form.channel.value,
        "arrived_at": form.arrived_at,
        "document_id": form.document_id,
        "sha256": form.sha256,
        "message_id": form.message_id,
        "signatures": form.signatures.value,
    }


def entry_from(row: AnyRow, forms: Sequence[Form]) -> Entry:
    """Raises: ArchiveUnusable: a column was altered from outside into what it cannot be."""
    try:
        return _entry(row, forms)
    except (TypeError, ValueError, AttributeError) as error:
        raise ArchiveUnusable("register_altered", {"what": f"#{row.id}: {error}"}) from error


def _entry(row: AnyRow, forms: Sequence[Form]) -> Entry:
    return Entry(
        id=row.id,
        direction=Direction(row.direction),
        book=row.book,
        year=row.year,
        number=UNNUMBERED if row.number is None else row.number,
        arrived_at=row.arrived_at,
        channel=Channel(row.channel),
        matter=Matter(row.matter),
        status=Status(row.status),
        described=Described(**{name: getattr(row, name) for name in DESCRIBED}),
        paper_class=row.paper_class,
        unit=row.unit,
        assignee=row.assignee,
        due_on=_day(row.due_on),
        received_on=_day(row.received_on),
        done_on=_day(row.done_on),
        signatures=SignatureState(row.signatures),
        earlier_id=row.earlier_id,
        receipt=row.receipt,
        unsure=tuple(row.unsure.split(",")) if row.unsure else (),
        forms=tuple(forms),
    )


def form_from(row: AnyRow) -> Form:
    return Form(
        id=row.id,
        entry_id=row.entry_id,
        channel=Channel(row.channel),
        arrived_at=row.arrived_at,
        document_id=row.document_id,
        sha256=row.sha256,
        message_id=row.message_id,
        signatures=SignatureState(row.signatures),
        score=row.score,
    )


def said(values: Values) -> str:
    """Values as an event keeps them: JSON, without what is empty and what follows from others."""
    left_out = (None, "")
    derived = ("id", "code_key", "issuer_key", "arrived_on")
    kept = {
        name: _plain(value)
        for name, value in values.items()
        if value not in left_out and name not in derived
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def text_of(value: str | int | date | None) -> str | None:
    """A value as an event and a text column keep it."""
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
