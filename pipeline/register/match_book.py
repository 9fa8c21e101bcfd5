"""Pairs of entries that may be one document: looked for, waiting for a person, joined, undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, insert, or_, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.entry import Direction, Entry, NewEntry, SignatureState, Status
from pipeline.model.notice import NewNotice
from pipeline.register import entry_acts, entry_queries
from pipeline.register.acting import Act
from pipeline.register.database import reading, writing
from pipeline.register.entry_rows import code_key, issuer_key
from pipeline.register.history import ObjectKind, What
from pipeline.register.notice_acts import announce
from pipeline.register.office_schema import entries, forms, matches
from pipeline.register.receipts import new_receipt
from pipeline.register.rows import AnyRow

MOST = 40
"""Candidates of one question; those of the same code come first."""
_NOT_COMPARED = (Status.REFUSED.value, Status.RECALLED.value)
_ENDED = (Status.DONE, Status.REFUSED, Status.RECALLED)


class PairState(StrEnum):
    WAITING = "waiting"
    JOINED = "joined"
    APART = "apart"


class PairKind(StrEnum):
    SAME = "same"
    """They may be one document."""
    ALARM = "alarm"
    """One code, different content."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries and what speaks for and against their being one document."""

    id: int
    entry_id: int
    """The later one."""
    other_id: int
    kind: PairKind
    score: float
    evidence: Mapping[str, Any]
    state: PairState
    at: datetime


class MatchBook:
    """Every writing operation is one transaction, and every change is in the history.

    Raises:
        NotFound: there is no such pair, entry or form.
        NotAllowed: it was decided already.
        ArchiveBusy, ArchiveUnusable: as `Register`.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def candidates(
        self,
        numbers: Sequence[str],
        notation: str | None,
        issuer: str | None,
        issued_on: str | None,
        direction: Direction,
    ) -> tuple[Entry, ...]:
        """Entries of one of these codes, or of this office and day."""
        keys = [key for number in numbers if (key := code_key(number, notation))]
        asked: list[ColumnElement[bool]] = []
        if keys:
            asked.append(entries.c.code_key.in_(keys))
        if issuer and issued_on and "?" not in issued_on:
            of_issuer = entries.c.issuer_key == issuer_key(issuer)
            asked.append(and_(of_issuer, entries.c.issued_on == issued_on))
        found: dict[int, Entry] = {}
        # Secrets, whose ids count down, are never compared.
        open_ones = (
            entries.c.id > 0,
            entries.c.direction == direction.value,
            entries.c.status.not_in(_NOT_COMPARED),
        )
        with reading(self._engine, self._path) as connection:
            for one in asked:
                some = entry_queries.some(connection, and_(one, *open_ones), limit=MOST)
                found |= {entry.id: entry for entry in some if entry.forms}
        return tuple(found.values())[:MOST]

    def note(
        self,
        entry_id: int,
        other_id: int,
        kind: PairKind,
        score: float,
        evidence: Mapping[str, Any],
        now: datetime,
        who: str,
        notices: Sequence[NewNotice] = (),
    ) -> bool:
        """A pair waits for a person; False when somebody or something noted it before."""
        with self._acting(now, who) as act:
            act.stand_in_line()
            both = (entry_id, other_id)
            known = and_(matches.c.entry_id.in_(both), matches.c.other_id.in_(both))
            if act.connection.execute(select(matches.c.id).where(known)).first() is not None:
                return False
            act.connection.execute(
                insert(matches).values(
                    entry_id=entry_id, other_id=other_id, kind=kind.value, score=score,
                    evidence=dict(evidence), state=PairState.WAITING.value, at=now,
                )
            )  # fmt: skip
            self._tell(act, What.MATCH_FOUND, entry_id, str(other_id))
            announce(act, entry_id, notices)
            return True

    def pairs(self, state: PairState | None = PairState.WAITING) -> tuple[Pair, ...]:
        """In the order in which they were found; alarms first."""
        query = select(matches).order_by(matches.c.kind, matches.c.id)
        if state is not None:
            query = query.where(matches.c.state == state.value)
        with reading(self._engine, self._path) as connection:
            return tuple(_pair(row) for row in connection.execute(query))

    def pair(self, pair_id: int) -> Pair:
        with reading(self._engine, self._path) as connection:
            row = connection.execute(select(matches).where(matches.c.id == pair_id)).first()
        if row is None:
            raise NotFound("match", {"match": pair_id})
        return _pair(row)

    def compared(self, entry_ids: Collection[int]) -> frozenset[int]:
        """Those of these entries that stand in a pair."""
        ids = list(entry_ids)
        either = or_(matches.c.entry_id.in_(ids), matches.c.other_id.in_(ids))
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(
                select(matches.c.entry_id, matches.c.other_id).where(either)
            ).all()
        return frozenset(one for row in rows for one in row)

    def reject(self, pair_id: int, now: datetime, who: str) -> None:
        """They are two documents."""
        with self._acting(now, who) as act:
            row = _waiting(act, pair_id)
            self._decide(act, pair_id, PairState.APART, row.evidence)
            self._tell(act, What.MATCH_REJECTED, row.entry_id, str(row.other_id))

    def join(self, pair_id: int, now: datetime, who: str) -> int:
        """The later entry's forms become forms of the first; the id of the first.

        The later entry keeps its number and its history, and is done.
        """
        with self._acting(now, who) as act:
            row = _waiting(act, pair_id)
            later = entry_acts.stored(act, row.entry_id)
            moved = _forms(act, row.entry_id)
            was = {"moved": [form.id for form in moved], "status": later.status}
            score = {"entry_id": row.other_id, "score": row.score, "evidence": row.evidence}
            of_later = forms.c.entry_id == row.entry_id
            act.connection.execute(update(forms).where(of_later).values(score))
            if Status(later.status) not in _ENDED:
                entry_acts.move(act, row.entry_id, Status.DONE)
            self._decide(act, pair_id, PairState.JOINED, {**row.evidence, "was": was})
            self._tell(act, What.MATCHED, row.entry_id, str(row.other_id))
            self._tell(act, What.MATCHED, row.other_id, str(row.entry_id))
            _judge(act, row.other_id)
            return int(row.other_id)

    def part(self, pair_id: int, now: datetime, who: str) -> int:
        """A join taken back: the later entry is as it was; its id."""
        with self._acting(now, who) as act:
            act.stand_in_line()
            row = _stored(act, pair_id)
            if row.state != PairState.JOINED.value:
                raise NotAllowed("match_decided", {"match": pair_id, "state": row.state})
            was = row.evidence["was"]
            back = {"entry_id": row.entry_id, "score": None, "evidence": None}
            act.connection.execute(update(forms).where(forms.c.id.in_(was["moved"])).values(back))
            if entry_acts.stored(act, row.entry_id).status != was["status"]:
                entry_acts.move(act, row.entry_id, Status(was["status"]))
            kept = {name: value for name, value in row.evidence.items() if name != "was"}
            self._decide(act, pair_id, PairState.APART, kept)
            self._tell(act, What.MATCH_UNDONE, row.entry_id, str(row.other_id))
            self._tell(act, What.MATCH_UNDONE, row.other_id, str(row.entry_id))
            _judge(act, row.other_id)
            return int(row.entry_id)

    def take_off(self, form_id: int, new: NewEntry, now: datetime, who: str) -> int:
        """A form that joined when it came becomes an entry of its own; the id of that."""
        with self._acting(now, who) as act:
            act.stand_in_line()
            row = act.connection.execute(select(forms).where(forms.c.id == form_id)).first()
            if row is None or len(_forms(act, row.entry_id)) < 2:
                raise NotAllowed("only_form", {"form": form_id})
            evidence = row.evidence or {}
            act.connection.execute(forms.delete().where(forms.c.id == form_id))
            entry_id = entry_acts.arrive(act, new, new_receipt(), receive=True)
            act.connection.execute(
                insert(matches).values(
                    entry_id=entry_id, other_id=row.entry_id, kind=PairKind.SAME.value,
                    score=row.score or 0.0, evidence=evidence, state=PairState.APART.value, at=now,
                )
            )  # fmt: skip
            self._tell(act, What.MATCH_UNDONE, row.entry_id, str(entry_id))
            _judge(act, row.entry_id)
            return entry_id

    @contextmanager
    def _acting(self, now: datetime, who: str) -> Iterator[Act]:
        with writing(self._engine, self._path) as connection:
            yield Act(connection, now, who)

    def _tell(self, act: Act, what: What, entry_id: int, other: str) -> None:
        act.note(what, ObjectKind.ENTRY, str(entry_id), new=other)

    def _decide(
        self, act: Act, pair_id: int, state: PairState, evidence: Mapping[str, Any]
    ) -> None:
        values = {"state": state.value, "evidence": dict(evidence)}
        act.connection.execute(update(matches).where(matches.c.id == pair_id).values(values))


def _forms(act: Act, entry_id: int) -> Sequence[AnyRow]:
    query = select(forms).where(forms.c.entry_id == entry_id).order_by(forms.c.id)
    return act.connection.execute(query).all()


def _judge(act: Act, entry_id: int) -> None:
    """What its forms' signatures are worth together, now that it has others."""
    states = [SignatureState(form.signatures) for form in _forms(act, entry_id)]
    if states:
        entry_acts.change(act, entry_id, {"signatures": entry_acts.worst(*states).value})


def _stored(act: Act, pair_id: int) -> AnyRow:
    row = act.connection.execute(select(matches).where(matches.c.id == pair_id)).first()
    if row is None:
        raise NotFound("match", {"match": pair_id})
    return row


def _waiting(act: Act, pair_id: int) -> AnyRow:
    act.stand_in_line()
    row = _stored(act, pair_id)
    if row.state != PairState.WAITING.value:
        raise NotAllowed("match_decided", {"match": pair_id, "state": row.state})
    return row


def _pair(row: AnyRow) -> Pair:
    return Pair(
        row.id, row.entry_id, row.other_id, PairKind(row.kind), row.score, row.evidence,
        PairState(row.state), row.at,
    )  # fmt: skip
