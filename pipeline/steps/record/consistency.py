"""What a record's fields say about each other: surer or less sure, never written over.

A value that was read stays; one that could not be read is concluded from the others, which a
person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.record import Candidate, Field, Record
from pipeline.rules import Rules
from pipeline.steps.record.gazetteer import Gazetteer, bare, gazetteer
from pipeline.steps.record.spelling import alike, fold, same_spelling, squash
from pipeline.steps.record.symbols import Owner, lexicon

_INSIDE = re.compile(r"(?<=[^\W\d_])[.,;:_'’]+(?=[^\W\d_])")
_DEPUTY = re.compile(r"\b(?:pho|thu truong|uy vien|vien pho)\b")
ALIKE_PLACE = 0.72


def consistent(record: Record, rules: Rules) -> Record:
    """The record with each field weighed against those that speak for or against it."""
    known = gazetteer(rules.places, rules.organs.places)
    notation, code = weigh_notation(record, rules), record.code
    if notation.review and not code.review:
        code = replace(code, review=True, reason=notation.reason, confidence=notation.confidence)
    return replace(
        record,
        place=weigh_place(record, known, rules),
        notation=notation,
        code=code,
        signer_position=weigh_position(record),
    )


def weigh_place(record: Record, known: Gazetteer, rules: Rules) -> Field:
    """The place beside the place that the office's own name holds (ô 4 and ô 2)."""
    place = record.place
    offices = [f.value for f in (record.issuer, record.issuer_parent) if isinstance(f.value, str)]
    seats = [seat for seat in map(known.in_office, offices) if seat is not None]
    if place.value is None:
        return _concluded_place(record, seats, rules)
    if not isinstance(place.value, str) or not seats:
        return place
    value = _INSIDE.sub(" ", place.value)
    for seat in seats:
        if same_spelling(bare(value), bare(seat)):
            return _confirmed(replace(place, value=value), rules.trust.agreed)
    within = known.provinces_of(value)
    around = frozenset().union(*map(known.provinces_of, seats))
    if within & around:
        least = rules.trust.restored if place.confidence >= rules.trust.known_symbol else 0.0
        return _confirmed(place, least)
    likest = max(seats, key=lambda seat: alike(squash(seat), squash(value)))
    if alike(squash(likest), squash(value)) >= ALIKE_PLACE:
        return _between(place, value, likest, rules)
    return _doubted(place, (value, likest), rules) if within and around else place


def _concluded_place(record: Record, seats: Sequence[str], rules: Rules) -> Field:
    """The office's own place, where there is a symbol, so a dateline is due."""
    if not seats or record.notation.value is None:
        return record.place
    chance = rules.trust.concluded
    return replace(
        record.place,
        value=seats[0],
        confidence=chance,
        review=True,
        reason="concluded",
        candidates=_ranked((seats[0], "office_place"), chance=chance),
    )


def _between(place: Field, value: str, seat: str, rules: Rules) -> Field:
    """What was read, and the office's place that it is like: the likelier first, in review."""
    read, other = (value, "as_read"), (seat, "office_place")
    first, second = (read, other) if place.confidence >= rules.trust.alone else (other, read)
    chance = max(place.confidence, 1 - place.confidence)
    confidence = min(chance, rules.trust.repaired)
    return replace(
        place,
        value=first[0],
        confidence=confidence,
        review=True,
        reason="low_confidence" if first is read else "respelt",
        candidates=_ranked(first, second, chance=confidence),
    )


def weigh_notation(record: Record, rules: Rules) -> Field:
    """The symbol's kind beside the heading, its office beside the issuer (ô 3, 5a and 2)."""
    notation = record.notation
    if notation.review or not isinstance(notation.value, str):
        return notation
    kind = record.type.value if not record.type.review else None
    offices = [f.value for f in (record.issuer, record.issuer_parent) if isinstance(f.value, str)]
    owner = Owner(kind if isinstance(kind, str) else None, " ".join(offices), frozenset(), rules)
    head, *rest = re.split(r"[-/]", notation.value)
    against = _other_kind(head, owner, rules) or _other_office(head, rest, owner, rules)
    return _doubted(notation, (notation.value,), rules) if against else notation


def _other_kind(head: str, owner: Owner, rules: Rules) -> bool:
    """Whether a symbol begins with the mark of another kind, and of nothing else."""
    known = lexicon(rules)
    if owner.kind is None or owner.owns(head) or head in known.offices:
        return False
    return head in known.kinds and any(kind.name == owner.kind for kind in rules.kind)


def _other_office(head: str, rest: Sequence[str], owner: Owner, rules: Rules) -> bool:
    """Whether every office in a symbol is a named one, and none is the issuer's."""
    parts = [*rest] if head in owner.kind_parts() else [head, *rest]
    if not owner.issuer or any(owner.is_office(part) for part in parts):
        return False
    named = {a for organ in rules.organ for a in organ.abbreviations} - set(rules.units)
    return bool(parts) and all(part in named for part in parts)


def weigh_position(record: Record) -> Field:
    """KT. is signed by a deputy (NĐ 30/2020, Điều 13): another title is doubtful."""
    position, authority = record.signer_position, record.signer_authority
    if position.review or authority.value != "KT." or not isinstance(position.value, str):
        return position
    if _DEPUTY.search(fold(position.value)):
        return position
    return replace(position, review=True, reason="conflict")


def _confirmed(field: Field, least: float) -> Field:
    """A field that another one supports, at least so sure; no doubt about its letters is left."""
    settled = field.reason in ("low_confidence", "respelt")
    confidence = max(field.confidence, least)
    if settled and least > 0:
        return replace(field, confidence=confidence, review=False, reason=None)
    return replace(field, confidence=confidence)


def _doubted(field: Field, values: Sequence[str], rules: Rules) -> Field:
    """A field that another one contradicts: what was read stays first, for a person to look at."""
    confidence = min(field.confidence, rules.trust.repaired)
    read = (values[0], "as_read")
    others = [(value, "office_place") for value in values[1:]]
    return replace(
        field,
        confidence=confidence,
        review=True,
        reason="conflict",
        candidates=_ranked(read, *others, chance=confidence),
    )


def _ranked(*values: tuple[str, str], chance: float) -> tuple[Candidate, ...]:
    """The first value has this chance, the others share half of the rest, each no more than it."""
    (value, why), *others = values
    each = min((1 - chance) / (2 * max(len(others), 1)), chance)
    first = Candidate(value, round(chance, 4), (why,))
    return (first, *(Candidate(v, round(each, 4), (w,)) for v, w in others))
