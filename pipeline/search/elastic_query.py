"""A plan put in Elasticsearch's terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.search.plan import (
    AllOf,
    AnyOf,
    Between,
    Constant,
    Everything,
    OneOf,
    Plan,
    Run,
    RunStarts,
    Similar,
    Starts,
    Term,
    Times,
)

Dsl = dict[str, Any]
_NOTHING: Dsl = {"match_none": {}}
_MOST_ENDINGS = 1000
"""Of the last word of `RunStarts`; more of them the server may refuse."""


def query(plan: Plan) -> Dsl:
    """The plan as a query, scores included."""
    if isinstance(plan, Term):
        return {"term": {plan.field: {"value": plan.value}}}
    if isinstance(plan, AllOf):
        return _all_of(plan)
    if isinstance(plan, AnyOf):
        return _any_of([query(part) for part in plan.parts], plan.least)
    if isinstance(plan, Constant):
        return {"constant_score": {"filter": query(plan.part), "boost": plan.score}}
    if isinstance(plan, Times):
        return {"bool": {"must": [query(plan.part)], "boost": plan.factor}}
    return _leaf(plan)


def _leaf(plan: Everything | OneOf | Run | Starts | RunStarts | Similar | Between) -> Dsl:
    if isinstance(plan, Everything):
        return {"match_all": {}}
    if isinstance(plan, OneOf):
        return {"terms": {plan.field: list(plan.values)}}
    if isinstance(plan, Run):
        return _run(plan)
    if isinstance(plan, Starts):
        return {"prefix": {plan.field: {"value": plan.beginning}}}
    if isinstance(plan, RunStarts):
        return _phrase("match_phrase_prefix", plan.field, plan.words, max_expansions=_MOST_ENDINGS)
    if isinstance(plan, Similar):
        similar = {"value": plan.word, "fuzziness": plan.letters, "rewrite": "constant_score"}
        return {"fuzzy": {plan.field: similar}}
    bounds = {"gte": plan.first, "lte": plan.last}
    return {"range": {plan.field: {side: n for side, n in bounds.items() if n is not None}}}


def _all_of(plan: AllOf) -> Dsl:
    if not plan.parts:
        return _NOTHING
    silent = [part for part in plan.parts if isinstance(part, Constant) and not part.score]
    scored = [part for part in plan.parts if part not in silent]
    clauses = {
        "must": [query(part) for part in scored],
        "filter": [query(part.part) for part in silent],
        "must_not": [query(part) for part in plan.without],
        "should": [query(lift) for lift in plan.lifts],
    }
    return {"bool": {name: parts for name, parts in clauses.items() if parts}}


def _any_of(parts: Sequence[Dsl], least: int) -> Dsl:
    if len(parts) < least or not parts:
        return _NOTHING
    return {"bool": {"should": list(parts), "minimum_should_match": least}}


def _run(plan: Run) -> Dsl:
    if not plan.slop:
        return _phrase("match_phrase", plan.field, plan.words)
    # A phrase with slop would also find the words in another order.
    words = [{"span_term": {plan.field: {"value": word}}} for word in plan.words]
    return {"span_near": {"clauses": words, "slop": plan.slop, "in_order": True}}


def _phrase(kind: str, field: str, words: Sequence[str], **options: int) -> Dsl:
    phrase = {"query": " ".join(words), "analyzer": "whitespace", **options}
    return {kind: {field: phrase}}
