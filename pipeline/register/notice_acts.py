"""Announcements, within the transaction of what they announce."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert

from pipeline.model.entry import SignatureState
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.register.acting import Act
from pipeline.register.office_schema import notices


def announce(act: Act, entry_id: int | None, new: Iterable[NewNotice]) -> None:
    rows = [
        {"at": act.now, "kind": one.kind.value, "entry_id": entry_id, "facts": dict(one.facts)}
        for one in new
    ]
    if rows:
        act.connection.execute(insert(notices), rows)


def announce_signatures(
    act: Act, entry_id: int, before: SignatureState, now: SignatureState
) -> None:
    """A signature that does not fit what it signed is told once, whatever way the file came.

    Not of secrets, whose ids are negative.
    """
    became = now is SignatureState.INVALID and before is not SignatureState.INVALID
    if became and entry_id > 0:
        announce(act, entry_id, (NewNotice(NoticeKind.SIGNATURE_INVALID),))
