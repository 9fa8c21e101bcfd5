"""The queue of what people must look at: worst consequence first, as far as their rights reach."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    case,
    func,
    select,
    tuple_,
)

from pipeline.errors import SettingsInvalid
from pipeline.model.access import Rights
from pipeline.model.doubt import Doubt, DoubtPage, Neighbours
from pipeline.model.record import Candidate, Field
from pipeline.register.database import reading
from pipeline.register.entries import Document
from pipeline.register.near import neighbours
from pipeline.register.queries import documents_by_id
from pipeline.register.reach import reached
from pipeline.register.review_schema import doubts
from pipeline.register.rows import AnyRow
from pipeline.register.schema import batches
from pipeline.review_rules import ReviewRules


class Doubts:
    """Reads only; the questions are written with their documents (`doubt_acts`)."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def queue(
        self,
        rights: Rights,
        rules: ReviewRules,
        question: str | None = None,
        *,
        batch: str | None = None,
        limit: int = 20,
        after: str | None = None,
    ) -> DoubtPage:
        """Urgent documents first, then by consequence, then what is least sure.

        Raises: SettingsInvalid: `after` is no place in a queue.
        """
        order = _order(rules)
        query = _asked(select(doubts, _rank(rules).label("rank")), rights, rules, question, batch)
        query = query.order_by(*order).limit(limit + 1)
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(*_place_from(after)))
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(query).all()
            shown = rows[:limit]
            found = documents_by_id(connection, [row.document_id for row in shown])
        going_on = _place(shown[-1]) if len(rows) > limit else None
        # On a server a document may go between the two questions.
        there = (row for row in shown if row.document_id in found)
        told = (_doubt(row, found[row.document_id], rules) for row in there)
        return DoubtPage(tuple(told), going_on)

    def counts(
        self, rights: Rights, rules: ReviewRules, *, batch: str | None = None
    ) -> dict[str, int]:
        """How many of each kind of question are left; every kind is a key."""
        counted = _asked(select(doubts.c.field, func.count()), rights, rules, None, batch)
        found = dict.fromkeys(rules.names, 0)
        with reading(self._engine, self._path) as connection:
            for field, number in connection.execute(counted.group_by(doubts.c.field)):
                name = rules.question_of(field)
                found[name] = found.get(name, 0) + number
        return found

    def of(self, document_id: str, field: str, rights: Rights, rules: ReviewRules) -> Doubt | None:
        """The question about one field of a document, where it is still one."""
        query = _asked(select(doubts), rights, rules, None, None)
        query = query.where(doubts.c.document_id == document_id, doubts.c.field == field)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            document = documents_by_id(connection, [document_id]).get(document_id)
        return None if document is None else _doubt(row, document, rules)

    def neighbours(
        self,
        document: Document,
        rights: Rights,
        *,
        number: str | None = None,
        limit: int = 2,
        hidden_books: Collection[str] | None = None,
    ) -> Neighbours:
        """What stands before and after it in its series and year, as far as the rights reach.

        `number`: that it may have; otherwise the one that it has. `hidden_books`: the registers
        that whoever asks may not see; None: they may see none.
        """
        own = document.record.number.value
        asked = number if number is not None else own if isinstance(own, str) else None
        with reading(self._engine, self._path) as connection:
            return neighbours(connection, document, rights, asked, limit, hidden_books)

    def left_of(self, document_id: str) -> int:
        """How many questions are left about a document."""
        query = select(func.count()).where(doubts.c.document_id == document_id)
        with reading(self._engine, self._path) as connection:
            return connection.scalar(query) or 0


def _asked(
    query: Select[Any], rights: Rights, rules: ReviewRules, question: str | None, batch: str | None
) -> Select[Any]:
    query = query.where(reached(rights, doubts.c.access, doubts.c.unit))
    if question is not None:
        query = query.where(_is_of(question, rules))
    if batch is not None:
        of_batch = select(batches.c.id).where(batches.c.name == batch).scalar_subquery()
        query = query.where(doubts.c.batch_id == of_batch)
    return query


def _is_of(question: str, rules: ReviewRules) -> ColumnElement[bool]:
    own = doubts.c.field.in_(rules.fields_of(question))
    if question == rules.question_of(""):
        return own | doubts.c.field.not_in(list(rules.ranks))
    return own


def _rank(rules: ReviewRules) -> ColumnElement[int]:
    return case(dict(rules.ranks), value=doubts.c.field, else_=len(rules.question))


def _order(rules: ReviewRules) -> Sequence[ColumnElement[Any]]:
    columns = doubts.c
    return columns.waits, _rank(rules), columns.confidence, columns.document_id, columns.field


def _place(row: AnyRow) -> str:
    place = [row.waits, row.rank, row.confidence, row.document_id, row.field]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place_from(text: str) -> tuple[int, int, float, str, str]:
    wrong = SettingsInvalid("review_place", {"after": text[:80]})
    try:
        place = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error) as error:
        raise wrong from error
    if not isinstance(place, list) or [type(one) for one in place] != [int, int, float, str, str]:
        raise wrong
    waits, rank, confidence, document_id, field = place
    return waits, rank, confidence, document_id, field


def _doubt(row: AnyRow, document: Document, rules: ReviewRules) -> Doubt:
    field: Field = getattr(document.record, row.field, Field())
    return Doubt(
        document_id=document.id,
        field=row.field,
        question=rules.question_of(row.field),
        reason=row.reason,
        urgent=row.waits == 0,
        confidence=row.confidence,
        revision=document.revision,
        batch=document.batch,
        source_name=document.source_name,
        page_count=document.page_count,
        record=document.record,
        value=field.value,
        candidates=_candidates(field),
        places=field.places,
    )


def _candidates(field: Field) -> tuple[Candidate, ...]:
    if field.candidates or not isinstance(field.value, str):
        return field.candidates
    return (Candidate(field.value, field.confidence),)
