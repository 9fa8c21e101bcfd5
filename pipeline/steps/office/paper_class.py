"""Why a document may be on paper: its class with the signs that told it, or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.entry import Described
from pipeline.model.record import Record, Value
from pipeline.office_rules import SHOULD_BE_ELECTRONIC, PaperRules
from pipeline.sections.paper import PaperSign


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What of a document tells its class; None is unknown."""

    type: str | None = None
    subject: str | None = None
    issuer: str | None = None
    date: str | None = None
    """ISO 8601, `??` for unknown parts."""
    secrecy: str | None = None
    exchanges: bool = False
    """Its issuer has a code of exchange (OrganId)."""
    unsure: frozenset[str] = frozenset()
    """Those of the above that a person has yet to look at."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A fact that spoke: which one, and what of it."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """The class of a paper document; without one, or not sure, a person gives it."""

    key: str | None
    sure: bool
    clause: str = ""
    signs: tuple[Sign, ...] = ()


def paper_class(facts: PaperFacts, rules: PaperRules) -> PaperVerdict:
    """The first class with a sign that fits; else whether it should have been electronic.

    A class that rests on a fact that is in review is not sure, nor is one that comes after a
    class that such a fact may yet decide.
    """
    for one in rules.classes:
        for sign in one.signs:
            fitting = _fitting(sign, facts)
            if fitting is not None:
                sure = not facts.unsure & {found.fact for found in fitting}
                return PaperVerdict(one.key, sure, one.clause, fitting)
    if facts.issuer is None and not facts.exchanges:
        return PaperVerdict(None, sure=False)
    begins = _begins(facts.issuer, rules.electronic_issuers)
    if begins is None and not facts.exchanges:
        return PaperVerdict(None, sure=False)
    office = Sign("issuer", begins or facts.issuer or "")
    # What is unknown or unsure might have been the sign of a class.
    asked = {"type", "subject", "issuer"}
    known = not facts.unsure & asked and None not in (facts.type, facts.subject)
    return PaperVerdict(SHOULD_BE_ELECTRONIC, known, signs=(office,))


def facts_of_record(record: Record) -> PaperFacts:
    """From what was read of a document; fields in review are unsure."""
    named = {"type": "type", "subject": "subject", "issuer": "issuer", "date": "date"}
    unsure = {fact for fact, name in named.items() if getattr(record, name).review}
    return PaperFacts(
        type=_text(record.type.value),
        subject=_text(record.subject.value),
        issuer=_text(record.issuer.value),
        date=_text(record.date.value),
        secrecy=_text(record.secrecy.value),
        unsure=frozenset(unsure),
    )


def facts_of(described: Described) -> PaperFacts:
    """From what the register says of a document."""
    return PaperFacts(
        type=described.type,
        subject=described.subject,
        issuer=described.issuer,
        date=described.issued_on,
        secrecy=described.secrecy,
        exchanges=described.issuer_id is not None,
    )


def _fitting(sign: PaperSign, facts: PaperFacts) -> tuple[Sign, ...] | None:
    """What fits of each condition; None when one does not."""
    found = tuple(_conditions(sign, facts))
    return None if None in found else tuple(one for one in found if one is not None)


def _conditions(sign: PaperSign, facts: PaperFacts) -> Iterator[Sign | None]:
    if sign.kinds:
        kinds = {_plain(kind): kind for kind in sign.kinds}
        kind = kinds.get(_plain(facts.type or ""))
        yield Sign("type", kind) if kind else None
    if sign.words:
        yield _said(facts.subject, sign.words)
    if sign.issuers:
        begins = _begins(facts.issuer, sign.issuers)
        yield Sign("issuer", begins) if begins else None
    if sign.before is not None:
        latest = _latest(facts.date)
        yield (
            Sign("date", facts.date or "") if latest and latest < sign.before.isoformat() else None
        )
    if sign.secret:
        yield Sign("secrecy", facts.secrecy) if facts.secrecy else None


def _said(subject: str | None, words: tuple[str, ...]) -> Sign | None:
    text = _plain(subject or "")
    for phrase in words:
        if re.search(rf"(?<!\w){re.escape(_plain(phrase))}(?!\w)", text):
            return Sign("subject", phrase)
    return None


def _begins(issuer: str | None, heads: tuple[str, ...]) -> str | None:
    """The longest of `heads` that a name begins with, as whole words."""
    name = _plain(issuer or "")
    found = [head for head in heads if re.match(rf"{re.escape(_plain(head))}(?!\w)", name)]
    return max(found, key=len, default=None)


def _latest(date: str | None) -> str | None:
    """The last day that a date may mean, for comparing; None without a known year."""
    if date is None or not date[:4].isdigit():
        return None
    return date.replace("??", "99")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("uỷ", "ủy").split())


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
