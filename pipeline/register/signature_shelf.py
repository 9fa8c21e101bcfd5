"""The digital signatures of masters, as they were judged; documents and entries follow them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, insert, or_, select, update

from pipeline.model.entry import SignatureState
from pipeline.model.record import State
from pipeline.model.signature import (
    Signature,
    signature_from_json,
    signature_to_json,
    state_of,
    worst_state,
)
from pipeline.register import entry_acts
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entries import IndexOp, ObjectKind, What
from pipeline.register.form_signatures import state_of_master
from pipeline.register.notice_acts import announce_signatures
from pipeline.register.office_schema import forms, signatures
from pipeline.register.rows import Values
from pipeline.register.schema import documents, outbox


class SignatureShelf:
    """Those of one register.

    Raises:
        ArchiveBusy, ArchiveUnusable: as `Register`.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def keep(
        self, sha256: str, found: Sequence[Signature], anchors: str, now: datetime, who: str
    ) -> SignatureState:
        """Keeps what was judged of a master; gives what its signatures were worth before.

        One transaction: another state goes into the history, to the forms and entries that the
        file is of, and is promised to the index. `anchors` names the trust anchors.
        """
        with writing(self._engine, self._path) as connection:
            act = Act(connection, now, who)
            act.stand_in_line()
            old: str | None = connection.scalar(state_of_master(sha256))
            before = SignatureState(old or SignatureState.NONE)
            if old is None and not found:
                return before
            state = state_of(found)
            values: Values = {
                "state": state.value,
                "found": [signature_to_json(one) for one in found],
                "anchors": anchors,
                "judged_at": now,
            }
            if old is None:
                connection.execute(insert(signatures).values(values | {"sha256": sha256}))
            else:
                mine = signatures.c.sha256 == sha256
                connection.execute(update(signatures).where(mine).values(values))
            if old != state.value:
                act.note(What.JUDGED, ObjectKind.MASTER, sha256, old=old, new=state.value)
                _follow(act, sha256, state)
            return before

    def of(self, sha256: str) -> tuple[Signature, ...]:
        """Those of a master, in the order in which they were made."""
        query = select(signatures.c.found).where(signatures.c.sha256 == sha256)
        with reading(self._engine, self._path) as connection:
            found = connection.scalar(query) or ()
        return tuple(signature_from_json(one) for one in found)

    def state(self, sha256: str) -> SignatureState:
        with reading(self._engine, self._path) as connection:
            return SignatureState(connection.scalar(state_of_master(sha256)) or SignatureState.NONE)

    def counts(self) -> dict[SignatureState, int]:
        """Masters that have signatures, by what these are worth."""
        query = select(signatures.c.state, func.count()).group_by(signatures.c.state)
        with reading(self._engine, self._path) as connection:
            return {SignatureState(state): count for state, count in connection.execute(query)}


def _follow(act: Act, sha256: str, state: SignatureState) -> None:
    """Takes another state to what is made of a file: its documents, and its forms."""
    made = select(documents.c.id, documents.c.state).where(documents.c.sha256 == sha256)
    rows = act.connection.execute(made).all()
    indexed = [row.id for row in rows if row.state != State.QUARANTINED.value]
    if indexed:
        promised = [
            {"document_id": one, "op": IndexOp.INDEX.value, "at": act.now} for one in indexed
        ]
        act.connection.execute(insert(outbox), promised)
    mine = or_(forms.c.sha256 == sha256, forms.c.document_id.in_([row.id for row in rows]))
    touched = select(forms.c.entry_id).where(mine).distinct()
    entry_ids = act.connection.scalars(touched.order_by(forms.c.entry_id)).all()
    act.connection.execute(update(forms).where(mine).values(signatures=state.value))
    for entry_id in entry_ids:
        of_it = select(forms.c.signatures).where(forms.c.entry_id == entry_id)
        states = {SignatureState(one) for one in act.connection.scalars(of_it)}
        before = SignatureState(entry_acts.stored(act, entry_id).signatures)
        entry_acts.change(act, entry_id, {"signatures": worst_state(states).value})
        announce_signatures(act, entry_id, before, worst_state(states))
