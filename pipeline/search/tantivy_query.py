"""A question put in Tantivy's terms: what must be there, and what lifts a document above others."""

from __future__ import annotations

from math import ceil

import tantivy
from tantivy import FieldType, Occur, Query, Schema

from pipeline.search.analysis import nfc, tokens
from pipeline.search.dates import asked_days
from pipeline.search.index import SearchQuery
from pipeline.search.question import Question
from pipeline.search.tantivy_schema import compact_code, pair_term, type_key

# Each tier lies above all that the tiers below it, and BM25, can add up to.
WHOLE_CODE = 80_000.0
CODE_BEGINS = 40_000.0
ALL_EXACT = 10_000.0
MARKED_EXACT = 5_000.0
ALL_NEIGHBOURS = 2_000.0
CODE_IN_TEXT = 1_000.0
BARE_EXACT = 0.5
"""A question without marks prefers no tones, but among equals the word as it was typed."""

SUBJECT_BOOST = 1.5
ENOUGH_TERMS = 0.7
"""Share of the words that is enough when no document has them all."""


def build_query(schema: Schema, question: Question, filters: list[Query]) -> Query:
    """Documents with all the words."""
    required: list[tuple[Occur, Query]] = [
        (Occur.Must, _word(schema, term)) for term in question.terms
    ]
    required += _phrases(schema, question)
    must = Query.boolean_query(required)
    if question.code:
        whole = Query.term_query(schema, "code_key", compact_code(question.code))
        must = Query.boolean_query([(Occur.Should, must), (Occur.Should, whole)])
    return _lifted(schema, question, [must, *filters])


def build_relaxed_query(schema: Schema, question: Question, filters: list[Query]) -> Query:
    """Documents with most of the words; what was quoted must still be there as quoted."""
    words = [(Occur.Should, _word(schema, term)) for term in question.terms]
    enough = ceil(ENOUGH_TERMS * len(words) - 1e-9)
    most = Query.boolean_query(words, minimum_number_should_match=enough)
    quoted = [phrase for _, phrase in _phrases(schema, question)]
    return _lifted(schema, question, [most, *quoted, *filters])


def build_filters(schema: Schema, query: SearchQuery) -> list[Query]:
    """Conditions that add nothing to the score. Raises: SettingsInvalid for a wrong date."""
    conditions: list[Query] = []
    if query.type and (wanted := type_key(query.type)):
        conditions.append(Query.term_query(schema, "type", wanted))
    if query.issuer and (words := tokens(nfc(query.issuer))):
        folded = tuple(dict.fromkeys(token.folded for token in words))
        conditions.append(_all_terms(schema, "issuer_all", folded))
        own = [(Occur.Should, Query.term_query(schema, "issuer", term)) for term in folded]
        conditions.append(Query.boolean_query(own))
    first = asked_days("--from", query.date_from)[0] if query.date_from else None
    last = asked_days("--to", query.date_to)[1] if query.date_to else None
    if first is not None or last is not None:
        conditions.append(_days(schema, "last_day", first or 1, None))
    if last is not None:
        conditions.append(_days(schema, "first_day", 1, last))
    return [Query.const_score_query(condition, 0.0) for condition in conditions]


def _lifted(schema: Schema, question: Question, required: list[Query]) -> Query:
    clauses = [(Occur.Must, query) for query in required]
    clauses += [(Occur.Should, query) for query in _lifts(schema, question)]
    return Query.boolean_query(clauses)


def _lifts(schema: Schema, question: Question) -> list[Query]:
    lifts = [
        Query.boost_query(Query.term_query(schema, "subject", term), SUBJECT_BOOST)
        for term in question.terms
    ]
    pairs = tuple(pair_term(one, two) for one, two in question.pairs)
    lifts += [Query.term_query(schema, "pairs", pair) for pair in pairs]
    if pairs:
        lifts.append(_constant(_all_terms(schema, "pairs", pairs), ALL_NEIGHBOURS))
    exact = _all_terms(schema, "exact", question.exact)
    lifts.append(_constant(exact, ALL_EXACT if question.marked else BARE_EXACT))
    if question.marked:
        marked = _all_terms(schema, "exact", question.marked)
        lifts.append(_constant(marked, MARKED_EXACT))
    return lifts + _code_lifts(schema, question.code)


def _code_lifts(schema: Schema, code: tuple[str, ...]) -> list[Query]:
    if not code:
        return []
    whole = Query.term_query(schema, "code_key", compact_code(code))
    lifts = [_constant(whole, WHOLE_CODE), _constant(_run(schema, "code", code), CODE_BEGINS)]
    if len(code) > 1:
        lifts.append(_constant(_run(schema, "words", code), CODE_IN_TEXT))
    return lifts


def _phrases(schema: Schema, question: Question) -> list[tuple[Occur, Query]]:
    return [(Occur.Must, _run(schema, "words", phrase)) for phrase in question.phrases]


def _run(schema: Schema, field: str, terms: tuple[str, ...]) -> Query:
    """The terms side by side. Tantivy panics at a phrase of one term."""
    if len(terms) == 1:
        return Query.term_query(schema, field, terms[0])
    return Query.phrase_query(schema, field, list(terms))


def _all_terms(schema: Schema, field: str, terms: tuple[str, ...]) -> Query:
    return Query.boolean_query(
        [(Occur.Must, Query.term_query(schema, field, term)) for term in terms]
    )


def _word(schema: Schema, term: str) -> Query:
    return Query.term_query(schema, "words", term)


def _days(schema: Schema, field: str, first: int | None, last: int | None) -> Query:
    return Query.range_query(schema, field, FieldType.Unsigned, first, last)


def _constant(query: Query, score: float) -> Query:
    return tantivy.Query.const_score_query(query, score)
