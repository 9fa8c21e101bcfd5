"""What may not be written of a secret, whoever writes it: of TUYỆT MẬT no text but its number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update

from pipeline.errors import NotAllowed
from pipeline.model.entry import Described, Status
from pipeline.model.secret import HIGHEST, is_highest
from pipeline.register.acting import Act
from pipeline.register.entries import ObjectKind, What
from pipeline.register.entry_rows import said
from pipeline.register.office_schema import entries
from pipeline.register.rows import AnyRow
from pipeline.register.schema import events

_TEXTS = ("subject", "note")
"""Fields that say what a document is about."""
_OWN = ("unit", "assignee", "due_on", "signatures")
"""Fields of an emptied entry that tell nothing of the document, and that other acts write."""


def check_described(described: Described) -> None:
    """Raises: NotAllowed: a text of what is TUYỆT MẬT (NĐ 63/2026/NĐ-CP, Phụ lục III)."""
    if is_highest(described.secrecy) and any(getattr(described, name) for name in _TEXTS):
        raise NotAllowed("secret_text", {"level": HIGHEST})


def check_change(act: Act, row: AnyRow, values: Mapping[str, str | int | date | None]) -> None:
    """Raises: NotAllowed: a text of what is TUYỆT MẬT then, or anything of what was emptied."""
    level = values.get("secrecy", row.secrecy)
    if is_highest(None if level is None else str(level)):
        # At a lower level it may have had one: that goes with the change, or before it.
        texts = [name for name in _TEXTS if values.get(name, row._mapping[name])]
        if texts:
            raise NotAllowed("secret_text", {"level": HIGHEST})
    if any(value for name, value in values.items() if name not in _OWN):
        _check_emptied(act, row)


def check_text(act: Act, row: AnyRow) -> None:
    """Before an opinion or a reason is written. Raises: NotAllowed, as `check_change`."""
    if is_highest(row.secrecy):
        raise NotAllowed("secret_text", {"level": HIGHEST})
    _check_emptied(act, row)


def forget_texts(act: Act, entry_id: int) -> None:
    """What was said at a lower level is in the history no more; the last event says what is."""
    own = (events.c.object_kind == ObjectKind.ENTRY.value, events.c.object_id == str(entry_id))
    telling = select(events).where(*own, events.c.new.is_not(None) | events.c.old.is_not(None))
    for event in act.connection.execute(telling.order_by(events.c.id)).all():
        this = events.c.id == event.id
        act.connection.execute(update(events).where(this).values(old=None, new=None))
        number = str(event.id)
        act.note(
            What.REDACTED,
            ObjectKind.ENTRY,
            str(entry_id),
            field=number,
            new=event.hash,
            secret=True,
        )
    row = act.connection.execute(select(entries).where(entries.c.id == entry_id)).one()
    kept = dict(row._mapping)
    kept.pop("id")
    act.note(What.WITHDRAWN, ObjectKind.ENTRY, str(entry_id), new=said(kept))


def _check_emptied(act: Act, row: AnyRow) -> None:
    """Raises: NotAllowed: of the entry the number was left, and that is all it may say."""
    if row.status != Status.RECALLED.value or row.subject or row.issuer:
        return
    emptied = select(events.c.id).where(
        events.c.object_kind == ObjectKind.ENTRY.value,
        events.c.object_id == str(row.id),
        events.c.what == What.WITHDRAWN.value,
    )
    if act.connection.execute(emptied).first() is not None:
        raise NotAllowed("entry_emptied", {"entry": row.id})
