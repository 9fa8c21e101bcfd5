"""Other questions that may have been meant: of words that documents have which one may see."""

from __future__ import annotations

from pipeline.model.archival import Hit
from pipeline.search.asking import ask_similar
from pipeline.search.engine import Engine
from pipeline.search.index import Sort
from pipeline.search.plan import AllOf, Asked, Plan, Term, condition
from pipeline.search.query_keys import typed_keys
from pipeline.search.question import Question
from pipeline.search.spelling import corrections, with_tones

_TEXTS = 20
_MOST_UNKNOWN = 6
"""A question with more words that nothing has is not one of a slip."""


def tones_for(typed: str, question: Question, hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """A question without marks, as what was found is written."""
    if question.marked:
        return ()
    snippets = "\n".join(page.snippet for hit in hits for page in hit.pages)
    found = with_tones(typed, question, (snippets,))
    return () if found is None else (found,)


def corrections_for(
    typed: str, question: Question, engine: Engine, filters: tuple[Plan, ...]
) -> tuple[str, ...]:
    """A question of words some of which nothing has, with those that were probably meant.

    `filters` are the rights: words of what they keep out are neither known nor suggested.
    """
    decoded = typed_keys(typed)
    unknown = tuple(term for term in question.terms if not _has(engine, term, filters))
    known = tuple(term for term in question.terms if term not in unknown)
    first = () if decoded is None else (decoded,)
    if not unknown or len(unknown) > _MOST_UNKNOWN:
        return first
    alike = engine.best(ask_similar(unknown, known, filters), _TEXTS, Sort.RELEVANCE)
    texts = [
        "\n".join((scored.entry.subject, scored.entry.issuer, *scored.entry.pages))
        for scored in alike.scored
    ]
    return tuple(dict.fromkeys((*first, *corrections(typed, question, unknown, texts))))


def _has(engine: Engine, term: str, filters: tuple[Plan, ...]) -> bool:
    plan = AllOf((condition(Term("words", term)), *filters))
    return engine.best(Asked(plan, plan), 0, Sort.RELEVANCE).total > 0
