"""Search as people meet it, over whichever engine: stated once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.access import EVERYTHING, Rights
from pipeline.model.archival import Hit, IndexEntry
from pipeline.search.analysis import canon, nfc, words
from pipeline.search.asking import (
    ask,
    ask_relaxed,
    rights_filter,
)
from pipeline.search.choosing import Chosen, chosen
from pipeline.search.completion import complete
from pipeline.search.cursor import Cursor, read_cursor, write_cursor
from pipeline.search.engine import Best, Engine, Scored
from pipeline.search.fields import FACET_FIELDS
from pipeline.search.highlight import NO_PASSAGES, Highlighter
from pipeline.search.index import Completed, Facet, Found, SearchQuery, Sort
from pipeline.search.likeness import like
from pipeline.search.plan import AllOf, Asked, Plan, Term, condition
from pipeline.search.query_language import understand
from pipeline.search.question import Question
from pipeline.search.suggesting import corrections_for, tones_for

_FACET_VALUES = 50
_FEW = 10
_FEWEST_PAIRS = 3
"""A question of four words may have one too many."""
_NOTHING = Found((), 0)


class SearchIndex:
    """Implements `search.index.Index` over an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def update(self, entries: Iterable[IndexEntry]) -> None:
        self._engine.put(entries)

    def remove(self, document_ids: Iterable[str]) -> None:
        self._engine.remove(document_ids)

    def commit(self) -> None:
        self._engine.commit()

    def ids(self) -> frozenset[str]:
        return self._engine.ids()

    def count(self) -> int:
        return self._engine.count()

    def close(self) -> None:
        self._engine.close()

    def search(self, query: SearchQuery, rights: Rights) -> Found:
        question = understand(query.text, query.today)
        wanted = chosen(query, self._engine)
        if not (question.clauses or wanted or query.everything):
            return replace(_NOTHING, notes=question.notes)
        allowed = rights_filter(rights)
        answer = self._answer(query, question, (*wanted.all(), *allowed), rights)
        hits = _hits(answer.best, question, query.pages)
        if rights != EVERYTHING:
            # Scores are of words that are rare in all documents, the hidden ones too.
            hits = tuple(replace(hit, score=0.0) for hit in hits)
        suggestions = tones_for(query.text, question, hits)
        if answer.relaxed or not hits:
            corrected = corrections_for(query.text, question, self._engine, allowed)
            suggestions = tuple(dict.fromkeys((*corrected, *suggestions)))
        facets = self._facets(answer, question, wanted, allowed) if query.facets else ()
        return Found(
            hits=hits,
            total=answer.best.total,
            relaxed=answer.relaxed and answer.best.total > 0,
            facets=facets,
            next=_next(answer, query, rights),
            suggestions=suggestions,
            notes=question.notes,
        )

    def more_like(self, document_id: str, rights: Rights, limit: int = 10) -> Found:
        entry = self.entry(document_id, rights)
        asked, question = like(entry, rights_filter(rights))
        best = self._engine.best(asked, limit, Sort.RELEVANCE)
        return Found(_hits(best, question, 1), best.total)

    def complete(
        self, what: Completed, beginning: str, rights: Rights, limit: int = 10
    ) -> tuple[str, ...]:
        return complete(self._engine, what, beginning, rights_filter(rights), limit)

    def entry(self, document_id: str, rights: Rights) -> IndexEntry:
        plan = AllOf((condition(Term("id", document_id)), *rights_filter(rights)))
        found = self._engine.best(Asked(plan, plan), 1, Sort.RELEVANCE).scored
        if not found:
            raise NotFound("document", {"id": document_id})
        return found[0].entry

    def _answer(
        self, query: SearchQuery, question: Question, filters: tuple[Plan, ...], rights: Rights
    ) -> _Answer:
        sort = query.sort
        if sort is Sort.RELEVANCE and not question.tokens and not question.code:
            # Nothing to be relevant to: the newest first.
            sort = Sort.NEWEST
        cursor = None if query.cursor is None else read_cursor(query.cursor, query, rights)
        strict = Best(0, ())
        asked = ask(question, filters)
        if cursor is None or not cursor.relaxed:
            strict = self._best(asked, query, sort, cursor)
            if cursor is not None or not _poor(strict, question, sort):
                return _Answer(asked, strict, relaxed=False)
        relaxed = ask_relaxed(question, filters)
        if relaxed is None:
            return _Answer(asked, strict, relaxed=False)
        loose = self._best(relaxed, query, sort, cursor)
        more = cursor is not None or loose.total > strict.total
        return (
            _Answer(relaxed, loose, relaxed=True) if more else _Answer(asked, strict, relaxed=False)
        )

    def _best(self, asked: Asked, query: SearchQuery, sort: Sort, cursor: Cursor | None) -> Best:
        try:
            return self._engine.best(
                asked, query.limit, sort, None if cursor is None else cursor.position
            )
        except ValueError as error:
            if query.cursor is None:
                raise
            raise SettingsInvalid("search_cursor", {"value": query.cursor}) from error

    def _facets(
        self, answer: _Answer, question: Question, wanted: Chosen, allowed: tuple[Plan, ...]
    ) -> tuple[Facet, ...]:
        """A facet of which a value is chosen counts what else could be chosen of it."""
        again = ask_relaxed if answer.relaxed else ask
        plain = [field for name, field in FACET_FIELDS.items() if name not in wanted.facets]
        counted = dict(self._engine.counts(answer.asked.bare, tuple(plain), _FACET_VALUES))
        for name in wanted.facets:
            asked = again(question, (*wanted.but(name), *allowed))
            assert asked is not None
            field = (FACET_FIELDS[name],)
            counted |= self._engine.counts(asked.bare, field, _FACET_VALUES)
        return tuple(Facet(name, _by_name(counted[field])) for name, field in FACET_FIELDS.items())


@dataclass(frozen=True, slots=True)
class _Answer:
    asked: Asked
    best: Best
    relaxed: bool


def _poor(best: Best, question: Question, sort: Sort) -> bool:
    """No document has all the words; or a few have them, but scattered."""
    if not best.total:
        return True
    if best.total >= _FEW or len(question.pairs) < _FEWEST_PAIRS or sort is not Sort.RELEVANCE:
        return False
    return not any(_together_in(scored.entry, question) for scored in best.scored)


def _together_in(entry: IndexEntry, question: Question) -> bool:
    """Whether half of the neighbours of a question are neighbours there."""
    text = "\n".join((entry.code, entry.issuer, entry.subject, entry.signer, *entry.pages))
    folded = words(nfc(text))[1]
    near = [f" {one.folded} {two.folded} " in folded for one, two in question.pairs]
    return sum(near) * 2 >= len(near)


def _hits(best: Best, question: Question, pages: int) -> tuple[Hit, ...]:
    highlighter = Highlighter(question)
    return tuple(_hit(scored, highlighter, pages) for scored in best.scored)


def _hit(scored: Scored, highlighter: Highlighter, pages: int) -> Hit:
    entry = scored.entry
    passages = highlighter.passages(entry, pages) if pages else NO_PASSAGES
    return Hit(
        document_id=entry.document_id,
        score=scored.score,
        pages=passages.pages,
        code=entry.code,
        date=entry.date,
        issuer=entry.issuer,
        subject=entry.subject,
        type=entry.type,
        signer=entry.signer,
        urgency=entry.urgency,
        unit=entry.unit,
        state=entry.state,
        form=entry.form,
        signatures=entry.signatures,
        page_count=len(entry.pages),
        answering_pages=passages.answering,
    )


def _next(answer: _Answer, query: SearchQuery, rights: Rights) -> str | None:
    scored = answer.best.scored
    if not scored or len(scored) < query.limit:
        return None
    return write_cursor(Cursor(scored[-1].position, answer.relaxed), query, rights)


def _by_name(counted: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Values that differ only in case or in where a tone stands are one, by its usual name."""
    names: dict[str, str] = {}
    sums: dict[str, int] = {}
    for value, count in counted:
        one = canon(value)
        names.setdefault(one, value)
        sums[one] = sums.get(one, 0) + count
    return tuple(sorted(((names[one], n) for one, n in sums.items()), key=lambda v: (-v[1], v[0])))
