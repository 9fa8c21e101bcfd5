"""Pieces of which plans are made."""

from __future__ import annotations

from itertools import pairwise

from pipeline.search.fields import NO_NUMBER
from pipeline.search.frequent import FREQUENT, pair
from pipeline.search.plan import AllOf, AnyOf, Between, Plan, Run, Term
from pipeline.search.question import NumberField, Span


def days(first: int | None, last: int | None) -> Plan:
    """Documents that may be of these days; one without a date is of none."""
    return AllOf((Between("last_day", first or 1, None), Between("first_day", 1, last)))


def all_words(field: str, terms: tuple[str, ...]) -> Plan:
    return AllOf(tuple(Term(field, term) for term in terms))


def run(terms: tuple[str, ...]) -> Plan:
    """The folded words side by side, as cheaply as it can be had."""
    if len(terms) == 1:
        return Term("words", terms[0])
    if not all(term in FREQUENT for term in terms):
        return Run("words", terms)
    grams = tuple(pair(one, two) for one, two in pairwise(terms))
    return Term("grams", grams[0]) if len(grams) == 1 else Run("grams", grams)


def issuer(terms: tuple[str, ...]) -> Plan:
    """Words of the issuer, at least one of them not of its parent alone."""
    own = AnyOf(tuple(Term("issuer", term) for term in terms))
    return AllOf((all_words("issuer_all", terms), own))


def span(asked: Span) -> Plan:
    if asked.field is NumberField.DATE:
        return days(asked.first, asked.last)
    # What has no number is no great one.
    last = NO_NUMBER - 1 if asked.last is None else asked.last
    return Between("number", asked.first, last)
