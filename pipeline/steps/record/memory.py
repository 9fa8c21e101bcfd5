"""What the other records of an office say about one of them: who signs there, and as what.

Weak evidence between readings: it may change which value stands first, and what it changes is
in review. It never makes a value surer than it was read, because readers err alike on one stamp.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.record import LOW_CONFIDENCE, Candidate, Field, Record
from pipeline.steps.record.spelling import alike, same_spelling, squash

UNSURE_SHARE = 0.4
"""What a value in review counts beside one that is not."""
ENOUGH = 0.8
"""Support below which nobody is known: less than one sure record."""
WEIGHT = 3.0
"""By how much each sure record of the office makes a name likelier."""
LIKE_A_NAME = 0.7
MISREAD = 0.3
"""Chance that a name is another one misread that is as like it as can be."""
CUT_OFF = 0.5
"""… or of which the beginning was lost."""
SURE_OTHERWISE = 0.85
"""A name read so surely, out of review, is another person's."""
MOST = 4
KEPT_REASONS = frozenset({"several_signers"})
CONCLUDED = 0.8
"""Most of what was concluded, as elsewhere."""


@dataclass(frozen=True, slots=True)
class KnownSigner:
    """A person who signs for an office, as its records bear the name."""

    name: str
    support: float
    """How many records bear the name, each by how surely it was read there."""
    position: str | None = None
    """The position that they bear beside it most surely, in the spelling of the page."""
    authority: str | None = None


_Chances = dict[str, tuple[float, tuple[str, ...]]]
"""Weight and reasons by name."""
_Position = tuple[str, str | None]
"""A position and the authority before it."""
KnownSigners = Mapping[str, tuple[KnownSigner, ...]]
"""By `office_of`; the best supported first."""


def office_of(record: Record) -> str | None:
    """The key of a record's office: its name and its parent's without marks and case."""
    issuer, parent = record.issuer.value, record.issuer_parent.value
    if not isinstance(issuer, str):
        return None
    return f"{squash(parent) if isinstance(parent, str) else ''}/{squash(issuer)}"


def known_signers(records: Iterable[Record]) -> KnownSigners:
    """Who signs for each office; records whose office is unknown tell nothing."""
    names: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    positions: dict[tuple[str, str], dict[_Position, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for record in records:
        office = office_of(record)
        if office is None or record.signer_name.reason in KEPT_REASONS:
            continue
        for name, share in _shares(record.signer_name):
            names[office][name] += share
        signer, position = record.signer_name.value, record.signer_position
        if isinstance(signer, str) and isinstance(position.value, str):
            authority = record.signer_authority.value
            key = (position.value, authority if isinstance(authority, str) else None)
            positions[office, signer][key] += _sureness(position)
    return {
        office: tuple(
            _known(name, support, positions.get((office, name), {}))
            for name, support in sorted(own.items(), key=lambda one: (-one[1], one[0]))
        )
        for office, own in names.items()
    }


def settle_signer(record: Record, known: KnownSigners) -> Record:
    """The record with its signer weighed against those who are known to sign for its office.

    `known` is of other records. A name that is sure, and a position that was read whole, stay.
    """
    own = known.get(office_of(record) or "", ())
    people = [person for person in own if person.support >= ENOUGH]
    if not people or record.signer_name.reason in KEPT_REASONS:
        return record
    name = _settled_name(record.signer_name, people)
    signer = next((person for person in people if person.name == name.value), None)
    if signer is None:
        return replace(record, signer_name=name)
    position, authority = _settled_position(record, signer)
    return replace(record, signer_name=name, signer_position=position, signer_authority=authority)


def _shares(field: Field) -> tuple[tuple[str, float], ...]:
    """The names that a field may hold, each with how much it speaks for it."""
    if not isinstance(field.value, str):
        return ()
    worth = 1.0 if not field.review else UNSURE_SHARE
    if not field.candidates:
        return ((field.value, worth * field.confidence),)
    return tuple((c.value, worth * c.probability) for c in field.candidates)


def _sureness(field: Field) -> float:
    return field.confidence * (1.0 if not field.review else UNSURE_SHARE)


def _known(name: str, support: float, positions: Mapping[_Position, float]) -> KnownSigner:
    if not positions:
        return KnownSigner(name, support)
    position, authority = max(positions, key=lambda one: (positions[one], one[0], one[1] or ""))
    return KnownSigner(name, support, position, authority)


def _settled_name(field: Field, people: Sequence[KnownSigner]) -> Field:
    if not field.review and field.confidence >= SURE_OTHERWISE:
        return field
    if not isinstance(field.value, str):
        return field
    chances = _weighed(field, people)
    total = sum(chance for chance, _ in chances.values())
    ordered = sorted(chances, key=lambda name: (-chances[name][0], name))
    if len(ordered) < 2 or total <= 0:
        return field
    # A field that stays as it was read is no surer for what others say.
    candidates = tuple(
        Candidate(name, round(chances[name][0] / total, 4), chances[name][1])
        for name in ordered[:MOST]
    )
    if ordered[0] == field.value:
        return replace(field, candidates=candidates)
    confidence = min(candidates[0].probability, CONCLUDED)
    return replace(
        field,
        value=ordered[0],
        confidence=confidence,
        review=True,
        reason="concluded",
        candidates=(replace(candidates[0], probability=confidence), *candidates[1:]),
    )


def _weighed(field: Field, people: Sequence[KnownSigner]) -> _Chances:
    """What was read and who is known: each name with its weight and what speaks for it."""
    chances = {name: (chance, why) for name, chance, why in _readings(field)}
    read = dict(chances)
    for person in people:
        chance, why = chances.get(person.name, (0.0, ()))
        likeliest = max(own * _likeness(name, person.name) for name, (own, _) in read.items())
        chance = max(chance, likeliest)
        if chance > 0:
            worth = chance * (1.0 + WEIGHT * person.support)
            chances[person.name] = (worth, (*why, "office_signer"))
    return chances


def _readings(field: Field) -> tuple[tuple[str, float, tuple[str, ...]], ...]:
    if field.candidates:
        return tuple((c.value, c.probability, c.why) for c in field.candidates)
    return ((str(field.value), max(field.confidence, 0.1), ("as_read",)),)


def _likeness(read: str, name: str) -> float:
    """The chance that a reader gives `read` where `name` stands."""
    if read == name:
        return 1.0
    if same_spelling(read, name):
        return MISREAD
    one, other = squash(read), squash(name)
    if len(read.split()) >= 2 and other.endswith(one):
        return CUT_OFF
    like = alike(one, other, LIKE_A_NAME)
    return MISREAD * like if like >= LIKE_A_NAME else 0.0


def _settled_position(record: Record, signer: KnownSigner) -> tuple[Field, Field]:
    """The position beside which the office's other records bear the name, where none was read."""
    position, authority = record.signer_position, record.signer_authority
    lost = position.value is None or position.reason not in (None, LOW_CONFIDENCE)
    if signer.position is None or not (lost or _is_part(position, signer.position)):
        return position, authority
    if position.value == signer.position:
        return position, authority
    was = str(position.value) if position.value is not None else None
    chance = CONCLUDED if position.value is None else max(CONCLUDED - position.confidence / 4, 0.5)
    candidates = [Candidate(signer.position, chance, ("office_signer",))]
    if was is not None:
        candidates.append(Candidate(was, round((1 - chance) / 2, 4), ("as_read",)))
    concluded = replace(
        position,
        value=signer.position,
        confidence=chance,
        review=True,
        reason="concluded",
        candidates=tuple(candidates),
    )
    if authority.value == signer.authority:
        return concluded, authority
    return concluded, replace(
        authority,
        value=signer.authority,
        confidence=chance,
        review=True,
        reason="concluded",
    )


def _is_part(position: Field, whole: str) -> bool:
    """Whether a doubtful position may be what is left of a longer one."""
    if not position.review or not isinstance(position.value, str):
        return False
    return len(position.value) < len(whole) and squash(position.value) in squash(whole)
