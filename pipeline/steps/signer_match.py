"""Whether who signed a file digitally is who its page says issued or signed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.record import Record, Value
from pipeline.model.reference import Relation
from pipeline.model.signature import Holder
from pipeline.rules import Rules
from pipeline.steps.record.spelling import alike, fold

SURE = 0.93
"""Names at least this much alike are one: of fourteen words one may be another, of ten none."""
_WORD = re.compile(r"[^\W_]+")
_LONG = 5
"""Letters of a word in which a reader may have erred in one."""
_NAMED = 4
"""Words of an issuer as cited that name one: "Chủ tịch" alone is nobody."""
_SURELY_SHORT = 4
"""Capitals of an abbreviation that no syllable is."""


class Tie(StrEnum):
    """How a certificate's holder is tied to what the page says."""

    SIGNER = "signer"
    """Who signed, by the name below the signature (ô 7b)."""
    ISSUER = "issuer"
    """The organ that issued it (ô 2)."""
    OF_ISSUER = "of_issuer"
    """Somebody or a unit of the organ that issued it, or of its place, by the certificate."""
    OTHER = "other"
    """None of these: a person looks."""
    UNKNOWN = "unknown"
    """The page, or the certificate, does not say enough."""


@dataclass(frozen=True, slots=True)
class SignerMatch:
    """How a holder and a page agree."""

    tie: Tie
    score: float = 0.0
    """0–1: how much alike the two names are."""
    page: str | None = None
    """What of the page it was compared with."""


NO_MATCH = SignerMatch(Tie.UNKNOWN)


def match_record(holder: Holder, record: Record, rules: Rules) -> SignerMatch:
    """Compares a certificate's holder with a record.

    An annex in a file of its own has no header (NĐ 30/2020, Phụ lục I): whom it says issued what
    it belongs to stands for its issuer.
    """
    issuer = record.issuer.value or tuple(
        one.issuer
        for one in record.references
        if one.relation is Relation.ATTACHED and one.issuer and len(one.issuer.split()) >= _NAMED
    )
    parent, signer = record.issuer_parent.value, record.signer_name.value
    return match_signer(holder, issuer, parent, signer, rules)


def match_signer(
    holder: Holder, issuer: Value, issuer_parent: Value, signer_name: Value, rules: Rules
) -> SignerMatch:
    """Compares a certificate's holder with a record's issuer and signer, as their values are.

    Marks, case, titles and ranks make no difference, nor "UBND" for "Ủy ban nhân dân".
    """
    signers, organs = _texts(signer_name), _texts(issuer)
    if holder.name is None or not (signers or organs):
        return NO_MATCH
    person = _best((person_likeness(holder.name, one, rules), one) for one in signers)
    whole = [*organs, *(f"{one} {over}" for one in organs for over in _texts(issuer_parent))]
    organ = _best(
        (organ_likeness(own, one, rules), one) for own in _own_organs(holder) for one in whole
    )
    if person[0] >= SURE:
        return SignerMatch(Tie.SIGNER, *person)
    if organ[0] >= SURE:
        return SignerMatch(Tie.ISSUER, *organ)
    among = [*whole, *_texts(issuer_parent)]
    of_it = _best((_within(own, one, rules), one) for own in _employers(holder) for one in among)
    if of_it[0] >= SURE:
        return SignerMatch(Tie.OF_ISSUER, *of_it)
    if not organs:
        # Who signed is known, who issued is not: he may be anybody of it.
        return SignerMatch(Tie.UNKNOWN, *person)
    return SignerMatch(Tie.OTHER, *max(person, organ, of_it, key=lambda pair: pair[0]))


def person_likeness(one: str, other: str, rules: Rules) -> float:
    """0–1 for two names of people; words count whole, for most names share two of three."""
    return _same_words(_name_words(one, rules), _name_words(other, rules))


def organ_likeness(one: str, other: str, rules: Rules) -> float:
    """0–1 for two names of organs."""
    return _same_words(_organ_words(one, rules), _organ_words(other, rules))


def _own_organs(holder: Holder) -> Iterator[str]:
    """What the certificate may call its holder when that is an organ; with its place, or not."""
    name = holder.name or ""
    yield name
    for more in (holder.organization, holder.place):
        if more:
            yield f"{name} {more}"


def _employers(holder: Holder) -> Iterator[str]:
    """What the certificate says that its holder belongs to."""
    for one in (holder.organization, holder.unit):
        if one:
            yield one
            yield f"{holder.name} {one}"


def _within(own: str, page: str, rules: Rules) -> float:
    """1 when the organ of the page is part of the holder's name, or his organ is part of it.

    "Tỉnh Đắk Lắk" is in "Ủy ban nhân dân tỉnh Đắk Lắk"; one word alone ties nobody to anything.
    """
    mine, theirs = _organ_words(own, rules), _organ_words(page, rules)
    fewer, more = sorted((mine, theirs), key=len)
    if len(fewer) < 2:
        return 0.0
    return _shared(fewer, more) / len(fewer)


def _name_words(text: str, rules: Rules) -> list[str]:
    while found := rules.patterns.honorific.match(text):
        if not found.end():
            break
        text = text[found.end() :]
    return _WORD.findall(fold(text))


def _organ_words(text: str, rules: Rules) -> list[str]:
    spelt = {short: organ.name for organ in rules.organ for short in organ.abbreviations}
    words: list[str] = []
    for word in _WORD.findall(text):
        # In a line of capitals only a long one is no word ("SO", "BO").
        capitals = word.isupper() and (len(word) >= _SURELY_SHORT or not text.isupper())
        words += _WORD.findall(fold(spelt.get(word, word) if capitals else word))
    return words


def _same_words(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    return 2 * _shared(one, other) / (len(one) + len(other))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words of `one` are in `other`, each of those counted once."""
    left = list(other)
    shared = 0
    for word in one:
        same = next((have for have in left if _one_word(word, have)), None)
        if same is not None:
            left.remove(same)
            shared += 1
    return shared


def _one_word(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) >= _LONG and alike(one, other) >= 0.8


def _texts(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _best(scored: Iterator[tuple[float, str]]) -> tuple[float, str | None]:
    return max(scored, default=(0.0, None), key=lambda pair: pair[0])
