"""What is done to entries of the registers, within one transaction; every change is an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from pipeline.errors import NotAllowed, NotFound, Param
from pipeline.model.entry import Lack, NewEntry, NewForm, SignatureState, Status
from pipeline.model.notice import NewNotice
from pipeline.model.secret import is_highest
from pipeline.model.signature import worst_state
from pipeline.register.acting import Act
from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_rows import (
    code_key,
    day_of,
    entry_values,
    form_values,
    issuer_key,
    said,
    text_of,
)
from pipeline.register.form_signatures import judged_form
from pipeline.register.notice_acts import announce, announce_signatures
from pipeline.register.office_schema import counters, entries, forms, refusals
from pipeline.register.rows import AnyRow, Values
from pipeline.register.secret_texts import (
    check_change,
    check_described,
    check_text,
    forget_texts,
)

Value = str | int | date | None

_ENDED = frozenset({Status.REFUSED, Status.DONE, Status.RECALLED})
_GIVEN = frozenset(
    {
        *("id", "book", "year", "number", "direction", "status", "receipt", "unsure"),
        *("arrived_at", "arrived_on", "code_key", "issuer_key"),
    }
)
"""What is no field to be written anew: it has acts of its own, or never changes."""


def arrive(
    act: Act,
    new: NewEntry,
    receipt: str,
    *,
    receive: bool,
    notices: Iterable[NewNotice] = (),
) -> int:
    """The id of the new entry, with its number where it is received at once."""
    act.stand_in_line()
    check_described(new.described)
    _is_no_form_yet(act, new.form)
    new = replace(new, form=judged_form(act, new.form))
    values = entry_values(new, new.receipt or receipt)
    values |= own_id(act, entries, secret=new.secret)
    if receive:
        values |= _received(act, values["book"], values["year"], None)
        if new.own_number:
            values |= _own_number(values)
    entry_id = _insert(act, entries, values)
    form = form_values(entry_id, new.form)
    ids = own_id(act, forms, secret=entry_id < 0)
    act.connection.execute(insert(forms).values(form | ids))
    whole = values | {name: form[name] for name in ("document_id", "sha256", "message_id")}
    act.note(What.ARRIVED, ObjectKind.ENTRY, str(entry_id), new=said(whole))
    announce(act, entry_id, notices)
    announce_signatures(act, entry_id, SignatureState.NONE, new.form.signatures)
    return entry_id


def own_id(act: Act, table: Table, *, secret: bool) -> Values:
    """The id of a new row where the database would not give the right one.

    Those of secrets count down from -1, so that no other id tells of them.
    """
    if secret:
        lowest: int = act.connection.scalar(select(func.min(table.c.id))) or 0
        return {"id": min(lowest, 0) - 1}
    return {"id": 1} if begins_after_secrets(act, table) else {}


def begins_after_secrets(act: Act, table: Table) -> bool:
    """Whether the database would go on from the id of a secret.

    SQLite goes on from the highest, which is that of a secret where there is no other row.
    """
    if act.connection.dialect.name != "sqlite":
        return False
    highest: int | None = act.connection.scalar(select(func.max(table.c.id)))
    return highest is not None and highest < 0


def receive(act: Act, entry_id: int) -> None:
    """Gives it its number. Raises: NotAllowed when it has one or was refused."""
    act.stand_in_line()
    row = stored(act, entry_id)
    if row.status != Status.ARRIVED.value:
        raise NotAllowed("entry_not_waiting", {"entry": entry_id, "status": row.status})
    _write(act, row, _received(act, row.book, row.year, row.number))


def move(
    act: Act,
    entry_id: int,
    to: Status,
    *,
    reason: str = "",
    expected: Status | None = None,
    notices: Iterable[NewNotice] = (),
) -> None:
    """Puts it into another status; which moves are allowed is the caller's to know.

    Raises:
        NotAllowed: it is not in the status `expected` any more.
    """
    act.stand_in_line()
    row = stored(act, entry_id)
    if expected is not None and row.status != expected.value:
        raise NotAllowed("entry_moved", {"entry": entry_id, "status": row.status})
    values: Values = {"status": to.value}
    if to is Status.RECEIVED and row.number is None:
        values |= _received(act, row.book, row.year, row.number)
    values["done_on"] = day_of(act.now).isoformat() if to in _ENDED else None
    _write(act, row, values)
    if reason:
        opinion(act, entry_id, reason)
    announce(act, entry_id, notices)


def change(act: Act, entry_id: int, values: Mapping[str, Value]) -> None:
    """Writes fields anew, each with its old value in the history; they are sure from then on.

    Raises:
        NotAllowed: one of them cannot be changed.
    """
    act.stand_in_line()
    row = stored(act, entry_id)
    for name in values:
        if name in _GIVEN or name not in entries.c:
            raise NotAllowed("entry_field", {"field": name})
    check_change(act, row, values)
    columns: Values = {
        name: value if isinstance(value, int) else text_of(value) for name, value in values.items()
    }
    if row.unsure:
        left = [name for name in row.unsure.split(",") if name not in values]
        columns["unsure"] = ",".join(left)
    _write(act, row, columns)
    if is_highest(text_of(values.get("secrecy"))) and not is_highest(row.secrecy):
        forget_texts(act, entry_id)


def refuse(
    act: Act, entry_id: int, lacks: Sequence[Lack], notices: Iterable[NewNotice] = ()
) -> None:
    """Status 02 with what is missing. Raises: NotAllowed when it is past that."""
    act.stand_in_line()
    row = stored(act, entry_id)
    if row.status != Status.ARRIVED.value:
        raise NotAllowed("entry_not_waiting", {"entry": entry_id, "status": row.status})
    _write(act, row, {"status": Status.REFUSED.value, "done_on": day_of(act.now).isoformat()})
    rows = [
        {"entry_id": entry_id, "position": position} | _lack_values(lack)
        for position, lack in enumerate(lacks, 1)
    ]
    if rows:
        act.connection.execute(insert(refusals), rows)
    missing = json.dumps([_lack_values(lack) for lack in lacks], ensure_ascii=False)
    act.note(What.REFUSED, ObjectKind.ENTRY, str(entry_id), new=missing)
    announce(act, entry_id, notices)


def add_form(
    act: Act,
    entry_id: int,
    form: NewForm,
    score: float | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> int:
    """The id of another form of the same document."""
    act.stand_in_line()
    _is_no_form_yet(act, form)
    row = stored(act, entry_id)
    form = judged_form(act, form)
    values = form_values(entry_id, form) | {
        "score": score,
        "evidence": None if evidence is None else dict(evidence),
    }
    form_id = _insert(act, forms, values | own_id(act, forms, secret=entry_id < 0))
    act.note(What.FORM_ADDED, ObjectKind.ENTRY, str(entry_id), new=said(values))
    before = SignatureState(row.signatures)
    _write(act, row, {"signatures": worst(before, form.signatures).value})
    announce_signatures(act, entry_id, before, form.signatures)
    return form_id


def opinion(act: Act, entry_id: int, text: str) -> None:
    """An opinion or a direction (TraceHeaderList, NĐ 30/2020, Phụ lục VI)."""
    check_text(act, stored(act, entry_id))
    act.note(What.OPINION, ObjectKind.ENTRY, str(entry_id), new=text)


def worst(*states: SignatureState) -> SignatureState:
    """What several forms are worth together."""
    return worst_state(set(states))


def stored(act: Act, entry_id: int) -> AnyRow:
    """Raises: NotFound."""
    row = act.connection.execute(select(entries).where(entries.c.id == entry_id)).first()
    if row is None:
        raise NotFound("entry", {"name": str(entry_id)})
    return row


def _insert(act: Act, table: Table, values: Values) -> int:
    """The id of the new row."""
    made = act.connection.execute(insert(table).values(values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _is_no_form_yet(act: Act, form: NewForm) -> None:
    """Raises: NotAllowed when its document has an entry."""
    if form.document_id is None:
        return
    of_it = select(forms.c.entry_id).where(forms.c.document_id == form.document_id)
    entry_id = act.connection.scalar(of_it)
    if entry_id is not None:
        params: dict[str, Param] = {"document": form.document_id, "entry": f"#{entry_id}"}
        raise NotAllowed("document_entered", params)


def _received(act: Act, book: str, year: int, number: int | None) -> Values:
    """`number`: the one that it has; it never gets another."""
    if number is None:
        number = _next_number(act, book, year)
    today = day_of(act.now).isoformat()
    return {"number": number, "status": Status.RECEIVED.value, "received_on": today}


def _own_number(values: Values) -> Values:
    """Below 10 with a 0 before it (NĐ 30/2020, Phụ lục I)."""
    number = f"{values['number']:02}"
    return {"code_number": number, "code_key": code_key(number, values["code_notation"])}


def _next_number(act: Act, book: str, year: int) -> int:
    """Writers stand in line already: nobody else reads this counter before we commit."""
    of_it = (counters.c.book == book, counters.c.year == year)
    counted = update(counters).where(*of_it).values(last=counters.c.last + 1)
    given: int | None = act.connection.scalar(counted.returning(counters.c.last))
    if given is None:
        act.connection.execute(insert(counters).values(book=book, year=year, last=1))
        return 1
    return given


def _write(act: Act, row: AnyRow, values: Values) -> None:
    """Writes what is new, an event each."""
    before = row._mapping
    new = {name: value for name, value in values.items() if before[name] != value}
    if not new:
        return
    keys: Values = {}
    if {"code_number", "code_notation"} & new.keys():
        both = {name: new.get(name, before[name]) for name in ("code_number", "code_notation")}
        keys["code_key"] = code_key(both["code_number"], both["code_notation"])
    if "issuer" in new:
        keys["issuer_key"] = issuer_key(new["issuer"])
    act.connection.execute(update(entries).where(entries.c.id == row.id).values(new | keys))
    for name, value in new.items():
        old = text_of(before[name])
        act.note(
            What.CHANGED, ObjectKind.ENTRY, str(row.id), field=name, old=old, new=text_of(value)
        )


def _lack_values(lack: Lack) -> Values:
    return {"rule": lack.rule, "part": lack.part, "clause": lack.clause}
