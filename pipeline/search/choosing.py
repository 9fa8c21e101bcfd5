"""What is chosen besides the words of a question: values of facets, an issuer, a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.errors import SettingsInvalid
from pipeline.search.analysis import canon, key, nfc, tokens
from pipeline.search.dates import asked_days
from pipeline.search.engine import Engine
from pipeline.search.fields import FACET_FIELDS
from pipeline.search.index import Choice, FacetName, SearchQuery
from pipeline.search.parts import days, issuer
from pipeline.search.plan import OneOf, Plan, Term, condition

_SPELLINGS = 500
"""So many spellings of a name are told apart from names that differ in a tone only."""
_LONGEST = 300
_KEYS = {FacetName.TYPE: "type", FacetName.UNIT: "unit", FacetName.URGENCY: "urgency"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The conditions; each facet's apart, since its own values are counted without it."""

    always: tuple[Plan, ...]
    facets: Mapping[FacetName, Plan]

    def __bool__(self) -> bool:
        return bool(self.always or self.facets)

    def all(self) -> tuple[Plan, ...]:
        return (*self.always, *self.facets.values())

    def but(self, name: FacetName) -> tuple[Plan, ...]:
        """All but that facet's own."""
        others = (plan for facet, plan in self.facets.items() if facet is not name)
        return (*self.always, *others)


def choices(texts: Iterable[str]) -> tuple[Choice, ...]:
    """ "year:2017", "issuer:Sở Y tế", each once. Raises: SettingsInvalid."""
    return tuple(dict.fromkeys(_choice(text) for text in texts))


def chosen(query: SearchQuery, engine: Engine) -> Chosen:
    """Raises: SettingsInvalid for a wrong date."""
    wanted: dict[FacetName, list[str]] = {}
    for name, value in query.only:
        wanted.setdefault(name, []).append(value)
    facets = {
        name: condition(OneOf(FACET_FIELDS[name], tuple(_spelt(name, values, engine))))
        for name, values in wanted.items()
    }
    return Chosen(tuple(condition(plan) for plan in _always(query)), facets)


def _choice(text: str) -> Choice:
    name, colon, value = text.partition(":")
    value = value.strip()
    if not colon or name not in set(FacetName) or not value or len(value) > _LONGEST:
        known = ", ".join(FacetName)
        raise SettingsInvalid("search_only", {"value": text[:80], "known": known})
    return FacetName(name), value


def _always(query: SearchQuery) -> Iterable[Plan]:
    if query.type and (wanted := key(query.type)):
        yield Term("type", wanted)
    if query.issuer and (found := tokens(nfc(query.issuer))):
        yield issuer(tuple(dict.fromkeys(token.folded for token in found)))
    first = asked_days("--from", query.date_from)[0] if query.date_from else None
    last = asked_days("--to", query.date_to)[1] if query.date_to else None
    if first is not None or last is not None:
        yield days(first, last)


def _spelt(name: FacetName, values: Iterable[str], engine: Engine) -> Iterable[str]:
    """Every way in which the values are written: counts take case and old tone marks as one."""
    for value in values:
        near = _near(name, value)
        if near is None:
            yield value
            continue
        counted = engine.counts(condition(near), (FACET_FIELDS[name],), _SPELLINGS)
        same = canon(nfc(value))
        for spelling, _ in counted[FACET_FIELDS[name]]:
            if canon(spelling) == same:
                yield spelling


def _near(name: FacetName, value: str) -> Plan | None:
    """Documents among which all are that have the value; None where it has one spelling."""
    words = tuple(dict.fromkeys(token.folded for token in tokens(nfc(value))))
    if not words:
        return None
    if name is FacetName.ISSUER:
        return issuer(words)
    return Term(_KEYS[name], key(value)) if name in _KEYS else None
