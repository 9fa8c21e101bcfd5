"""A plan put in Tantivy's terms."""

from __future__ import annotations

import re

import tantivy
from tantivy import FieldType, Occur, Query

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


class Translator:
    """Translates for one searcher; what it has no documents for is left out, which saves time."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def query(self, plan: Plan) -> Query:
        return self._query(plan) or Query.empty_query()

    def _query(self, plan: Plan) -> Query | None:
        """None: no document answers."""
        if isinstance(plan, Term):
            return self._term(plan)
        if isinstance(plan, AllOf):
            return self._all_of(plan)
        if isinstance(plan, AnyOf):
            return self._any_of(plan)
        if isinstance(plan, Constant):
            inner = self._query(plan.part)
            return None if inner is None else Query.const_score_query(inner, plan.score)
        if isinstance(plan, Times):
            inner = self._query(plan.part)
            return None if inner is None else Query.boost_query(inner, plan.factor)
        return self._leaf(plan)

    def _leaf(
        self, plan: Everything | OneOf | Run | Starts | RunStarts | Similar | Between
    ) -> Query | None:
        schema = self._schema
        if isinstance(plan, Everything):
            return Query.all_query()
        if isinstance(plan, OneOf):
            return self._any_of(AnyOf(tuple(Term(plan.field, value) for value in plan.values)))
        if isinstance(plan, Run):
            return self._run(plan)
        if isinstance(plan, Starts):
            return Query.regex_query(schema, plan.field, f"{re.escape(plan.beginning)}.*")
        if isinstance(plan, RunStarts):
            words = [*map(re.escape, plan.words[:-1]), f"{re.escape(plan.words[-1])}.*"]
            return Query.regex_phrase_query(schema, plan.field, list(words))
        if isinstance(plan, Similar):
            return Query.fuzzy_term_query(schema, plan.field, plan.word, plan.letters)
        if plan.first is None and plan.last is None:
            # Every document has every number, and Tantivy refuses a range without an end.
            return Query.all_query()
        unsigned = FieldType.Unsigned
        return Query.range_query(schema, plan.field, unsigned, plan.first, plan.last)

    def _term(self, plan: Term) -> Query | None:
        if not self._searcher.doc_freq(plan.field, plan.value):
            return None
        return Query.term_query(self._schema, plan.field, plan.value)

    def _run(self, plan: Run) -> Query | None:
        if not all(self._searcher.doc_freq(plan.field, word) for word in plan.words):
            return None
        if len(plan.words) == 1:
            # Tantivy panics at a phrase of one term.
            return Query.term_query(self._schema, plan.field, plan.words[0])
        words: list[str | tuple[int, str]] = list(plan.words)
        if plan.field == "grams":
            # Within a run each pair begins with the word that the one before it ends with, and
            # a border parts two runs: every other pair says the same at half the cost.
            last = len(words) - 1
            words = [(at, plan.words[at]) for at in range(last + 1) if at % 2 == 0 or at == last]
        return Query.phrase_query(self._schema, plan.field, words, plan.slop)

    def _all_of(self, plan: AllOf) -> Query | None:
        parts = [self._query(part) for part in plan.parts]
        required = [part for part in parts if part is not None]
        if len(required) < len(parts) or not parts:
            return None
        without = [part for part in map(self._query, plan.without) if part is not None]
        lifts = [part for part in map(self._lift, plan.lifts) if part is not None]
        if len(required) == 1 and not without and not lifts:
            return required[0]
        return Query.boolean_query(
            [
                *((Occur.Must, part) for part in required),
                *((Occur.MustNot, part) for part in without),
                *((Occur.Should, part) for part in lifts),
            ]
        )

    def _lift(self, plan: Plan) -> Query | None:
        """What lifts all documents alike lifts none."""
        if isinstance(plan, Constant) and isinstance(plan.part, AllOf):
            part = plan.part
            if part.parts == (Everything(),) and not any(map(self._query, part.without)):
                return None
        return self._query(plan)

    def _any_of(self, plan: AnyOf) -> Query | None:
        parts = [part for part in map(self._query, plan.parts) if part is not None]
        if len(parts) < plan.least:
            return None
        if len(parts) == 1:
            return parts[0]
        return Query.boolean_query([(Occur.Should, part) for part in parts], plan.least)
