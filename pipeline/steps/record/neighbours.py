"""What the other records of an office say about one of them: its number, and who signed it.

They choose between readings and never add a number. A value that is sure stays; where the
others contradict it, a person looks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model.record import LOW_CONFIDENCE, Candidate, Field, Record
from pipeline.settings import FieldSettings
from pipeline.steps.record.blank_fields import STRUCK_SURE
from pipeline.steps.record.code import parse_code
from pipeline.steps.record.dateline import parse_date
from pipeline.steps.record.memory import known_signers, office_of, settle_signer
from pipeline.steps.record.policy import least_confidence, of_parts
from pipeline.steps.record.sequence import ANCHOR, FITS, Neighbour, in_sequence, weighed
from pipeline.steps.record.spelling import squash
from pipeline.steps.record.weighing import Weighed, candidates

UNSURE_SHARE = 0.4
"""What a value counts that is in review for more than its confidence."""
MOST = 40
"""Neighbours that are asked, those of the nearest days."""
DATES = 4
"""Dates of a document that are asked about."""

_HEAD = re.compile(r"[-/]")


@dataclass(frozen=True, slots=True)
class _Dated:
    """A day that a document may bear."""

    day: date
    chance: float


def settle(record: Record, others: Sequence[Record], settings: FieldSettings) -> Record:
    """The record after it was weighed against other records; those of other offices say nothing.

    What a person said stays.
    """
    office = office_of(record)
    own = [other for other in others if office is not None and office_of(other) == office]
    if not own:
        return record
    numbered = record if record.number.by_person else _settled_number(record, own, settings)
    settled = settle_signer(numbered, known_signers(own))
    said = {name: field for name, field in record.items() if field.by_person}
    return replace(settled, **said)  # type: ignore[arg-type]


def settle_all(records: Sequence[Record], settings: FieldSettings) -> tuple[Record, ...]:
    """Each record after it was weighed against all others, as they were read."""
    offices: dict[str | None, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        offices[office_of(record)].append(at)
    settled = list(records)
    for members in offices.values():
        for at in members:
            others = [records[other] for other in members if other != at]
            settled[at] = settle(records[at], others, settings)
    return tuple(settled)


def neighbours_of(record: Record, others: Iterable[Record]) -> tuple[Neighbour, ...]:
    """Documents of the record's series, and of series that are one with it, near its day."""
    key, dated = _series(record), _dates(record.date)
    if key is None or not dated:
        return ()
    years = {one.day.year for one in dated}
    series: dict[str, list[Neighbour]] = defaultdict(list)
    for other in others:
        name, neighbour = _series(other), _neighbour(other)
        if name is not None and neighbour is not None and neighbour.date.year in years:
            series[name].append(neighbour)
    own = weighed(_nearest(series.pop(key, []), dated[0].day))
    joined = [
        one
        for _, found in sorted(series.items())
        for one in (n for n in _nearest(found, dated[0].day) if n.sure >= ANCHOR)
        if _is_one(found, own)
    ]
    return weighed(_nearest([*own, *joined], dated[0].day)) if joined else own


def _is_one(series: Sequence[Neighbour], own: Sequence[Neighbour]) -> bool:
    """Whether an office counts two series as one: all that is sure of one fits into the other."""
    known = [n for n in own if n.sure >= ANCHOR]
    fits = [in_sequence(n.number, n.date, known) for n in series if n.sure >= ANCHOR]
    return bool(fits) and all(fit is not None and fit.factor >= FITS for fit in fits)


def _nearest(neighbours: Iterable[Neighbour], day: date) -> list[Neighbour]:
    ordered = sorted(neighbours, key=lambda n: (abs((n.date - day).days), n.date, n.number))
    return ordered[:MOST]


def _series(record: Record) -> str | None:
    """QĐ of QĐ-SYT; SYT of SYT-NVY, as letters of all units bear the office's own mark."""
    notation = record.notation.value
    return squash(_HEAD.split(notation)[0]) or None if isinstance(notation, str) else None


def _neighbour(record: Record) -> Neighbour | None:
    number, days = record.number, _dates(record.date)
    if not isinstance(number.value, str) or not number.value.isdecimal() or not days:
        return None
    sure = _worth(number, number.confidence) * _worth(record.date, days[0].chance)
    return Neighbour(int(number.value), days[0].day, sure)


def _worth(field: Field, chance: float) -> float:
    return chance if not field.review or field.only_unsure else chance * UNSURE_SHARE


def _dates(field: Field) -> tuple[_Dated, ...]:
    """The whole days that a date may be, the likeliest first."""
    if not isinstance(field.value, str):
        return ()
    read = field.candidates or (Candidate(field.value, field.confidence),)
    days = ((parse_date(c.value).whole, c.probability) for c in read[:DATES] if c.value)
    return tuple(_Dated(day, chance) for day, chance in days if day is not None)


def _settled_number(record: Record, own: Sequence[Record], settings: FieldSettings) -> Record:
    number, dated = record.number, _dates(record.date)
    near = neighbours_of(record, own)
    if not near or not isinstance(number.value, str):
        return record
    read = number.candidates or (Candidate(number.value, number.confidence),)
    left = max(0.0, 1.0 - sum(c.probability for c in read))
    found = candidates((_reweighed(c, dated, near) for c in read), left)
    settled = _chosen(number, found, least_confidence("number", settings))
    if settled == number:
        return record
    return replace(record, number=settled, code=_code(record, settled))


def _reweighed(read: Candidate, dated: Sequence[_Dated], near: Sequence[Neighbour]) -> Weighed:
    one = Weighed(read.value, read.probability, read.why)
    if not read.value.isdecimal():
        return one
    fits = [(d.chance, in_sequence(int(read.value), d.day, near)) for d in dated]
    told = [(chance, fit) for chance, fit in fits if fit is not None]
    if not told:
        return one
    # On a day that is not known every number is as likely as before.
    factor = 1.0 - sum(chance * (1.0 - fit.factor) for chance, fit in told)
    return one.by(replace(told[0][1], factor=max(factor, 0.0)))


def _chosen(number: Field, found: Sequence[Candidate], least: float) -> Field:
    """The number with its candidates as they stand now; a sure one only ever gets doubtful."""
    if not found:
        return number
    if not number.review:
        chance = next((c.probability for c in found if c.value == number.value), 0.0)
        if chance >= least:
            return number
        ordered = sorted(found, key=lambda c: c.value != number.value)
        first = replace(ordered[0], probability=chance)
        return replace(
            number,
            confidence=chance,
            review=True,
            reason="conflict",
            candidates=(first, *ordered[1:]),
        )
    best = found[0]
    settled = replace(
        number, value=best.value or None, confidence=best.probability, candidates=tuple(found)
    )
    if number.reason == "struck_out":
        return replace(settled, confidence=min(best.probability, STRUCK_SURE))
    if not number.only_unsure or not best.value:
        return replace(settled, reason="blank") if not best.value else settled
    review = best.probability < least
    return replace(
        settled, review=review, reason=(number.reason or LOW_CONFIDENCE) if review else None
    )


def _code(record: Record, number: Field) -> Field:
    """The code with the number as it stands now."""
    code = record.code
    if not isinstance(code.value, str) or not isinstance(number.value, str):
        return code
    renamed = replace(parse_code(code.value), number=number.value)
    return of_parts(replace(code, value=str(renamed)), number, record.notation)
