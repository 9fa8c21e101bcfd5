"""What lifts a document above others that answer as well.

Each tier lies above all that the tiers below it, and BM25, can add up to; but what a guess says,
side by side, lies above words as typed that are scattered.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from pipeline.search.analysis import Token
from pipeline.search.fields import AS_WRITTEN
from pipeline.search.frequent import FREQUENT, pair, rarest
from pipeline.search.parts import all_words, run, span
from pipeline.search.plan import (
    AllOf,
    AnyOf,
    Constant,
    Everything,
    OneOf,
    Plan,
    Run,
    Term,
    Times,
    condition,
)
from pipeline.search.question import NumberField, Question, Span, Words

WHOLE_CODE = 250_000.0
CODE_BEGINS = 120_000.0
OF_THAT_DATE = 40_000.0
"""A date among words is of the document rather than in it; so is a number."""
ALL_EXACT = 20_000.0
ALL_EXACT_GUESSED = 12_000.0
"""A word was misread, and what else it may be is the one that was asked for."""
GUESSED_NEIGHBOURS = 6_400.0
"""… and stands beside its neighbours: with the tier above more than all words as typed but
scattered, and less than those side by side."""
EXACT_NEIGHBOURS = 4_000.0
ALL_NEIGHBOURS = 2_000.0
TOGETHER = 1_300.0
"""None of the neighbours is missing; only asked where all words are frequent."""
OF_TYPE = 1_200.0
"""Some of the words are the document's type: "báo cáo …" asks for a report before others."""
AS_READ = 1_000.0
"""Every word was read so, none is only what an unsure word may be."""
CODE_IN_TEXT = 1_000.0
MOST_OF_SUBJECT = 600.0
"""Where most of the words were enough: most of them are of the subject."""
ALL_THERE = 300.0
"""… or all of them are somewhere."""
EXACT_WORD = 5.0
"""… and each word as it was typed."""
BARE_EXACT = 0.5
"""A question without marks prefers no tones, but among equals the word as it was typed."""

SUBJECT_BOOST = 1.5
NEIGHBOURS = 1.0
ENOUGH_TERMS = 0.7
"""Share of the words that is enough when no document has them all."""
_MOST_LIFTED = 12
"""Of a longer question the neighbours tell enough without the rest of it."""
_FEW_WORDS = 4
"""Places are dear to compare: neighbours that are not both frequent are looked for in questions of
so few words."""
_NUMBER_WORD = "so"
_DIGITS = 6
_LONGEST_TYPE = 4
"""Words of the longest type."""


def scored_terms(question: Question) -> frozenset[str]:
    """The words whose frequency says something; of words that nearly all have, the rarest."""
    telling = frozenset(question.terms) - FREQUENT
    return telling or frozenset({rarest(question.terms)} if question.terms else ())


def top(question: Question, conditions: tuple[Plan, ...], without: tuple[Plan, ...]) -> Plan | None:
    """Of a question of bare frequent words: what has all of them as written, side by side."""
    near = _all_together(question)
    if near is None:
        return None
    guessed = (OneOf("guesses", question.terms),)
    scored = tuple(Term("words", term) for term in sorted(scored_terms(question)))
    bare = () if question.marked else (Constant(all_words("exact", question.exact), BARE_EXACT),)
    together = (condition(near), *conditions)
    lifted = (*scored, *_subject_lifts(question), *bare, *_type_lifts(question))
    return AllOf(together, (*without, *guessed), lifted)


def _all_together(question: Question) -> Plan | None:
    """All neighbours, as they were typed; only of frequent words, where that is cheap."""
    pairs = question.pairs
    if not pairs or len(pairs) > _MOST_LIFTED or not FREQUENT.issuperset(question.terms):
        return None
    if question.marked:
        return AllOf(tuple(Term("exact_grams", pair(one.exact, two.exact)) for one, two in pairs))
    return AllOf(tuple(Term("grams", pair(one.folded, two.folded)) for one, two in pairs))


def lifts(question: Question) -> tuple[Plan, ...]:
    """Where every clause is answered."""
    return (
        *_subject_lifts(question),
        *_neighbour_lifts(question),
        *_exact_lifts(question),
        *_soft_lifts(question),
        *_type_lifts(question),
        *_code_lifts(question.code),
    )


def relaxed_lifts(question: Question, words: tuple[Token, ...]) -> tuple[Plan, ...]:
    """Where most of these words are enough: what is scattered over a long text tells little."""
    terms = tuple(dict.fromkeys(word.folded for word in words))
    subject = AnyOf(tuple(Term("subject", term) for term in terms), enough_of(len(terms)))
    pairs = [both for both in question.pairs if _frequent(*both)][:_MOST_LIFTED]
    near = (run((one.folded, two.folded)) for one, two in pairs)
    exact = tuple(dict.fromkeys(word.exact for word in words if word.exact != word.folded))
    return (
        *_subject_lifts(question),
        *(Constant(part, NEIGHBOURS) for part in near),
        *(Constant(Term("exact", word), EXACT_WORD) for word in exact[:_MOST_LIFTED]),
        Constant(subject, MOST_OF_SUBJECT),
        Constant(all_words("words", terms), ALL_THERE),
        *_soft_lifts(question),
        *_type_lifts(question),
        *_code_lifts(question.code),
    )


def enough_of(words: int) -> int:
    return ceil(ENOUGH_TERMS * words - 1e-9)


def _subject_lifts(question: Question) -> list[Plan]:
    terms = question.terms[:_MOST_LIFTED]
    return [Times(Term("subject", term), SUBJECT_BOOST) for term in terms]


def _soft_lifts(question: Question) -> list[Plan]:
    """Dates among the words, and a number after "số", may be the document's own."""
    spans = [
        atom
        for clause in question.clauses
        if len(clause.any_of) > 1 and not clause.without
        for atom in clause.any_of
        if isinstance(atom, Span)
    ]
    numbers = [
        Span(NumberField.NUMBER, int(two.folded), int(two.folded))
        for one, two in question.pairs[:_MOST_LIFTED]
        if one.folded == _NUMBER_WORD and two.folded.isdecimal() and len(two.folded) <= _DIGITS
    ]
    either = (AnyOf(tuple(map(span, found))) for found in (spans, numbers) if found)
    return [Constant(plan, OF_THAT_DATE) for plan in either]


def _type_lifts(question: Question) -> list[Plan]:
    """A type may be any run of the question's words; there are few types, so most are none."""
    words = [token.folded for token in question.tokens][:_MOST_LIFTED]
    runs = {
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + _LONGEST_TYPE, len(words)) + 1)
    }
    named = tuple(Term("type", run) for run in sorted(runs))
    return [Constant(AnyOf(named), OF_TYPE)] if named else []


def _neighbour_lifts(question: Question) -> list[Plan]:
    """Each pair its share, so that all of them lie above some."""
    pairs = question.pairs[:_MOST_LIFTED]
    quoted = _quoted(question)
    near = [both for both in pairs if both not in quoted]
    cheap = [both for both in near if _frequent(*both)]
    dear = [both for both in near if not _frequent(*both) and not _numbered(*both)]
    if len(question.terms) > _FEW_WORDS:
        # Of many words some are rare enough to tell documents apart.
        dear = []
    lifts: list[Plan] = [
        Constant(run((one.folded, two.folded)), ALL_NEIGHBOURS / len(near))
        for one, two in (*cheap, *dear)
    ]
    if len(pairs) > 1 and (together := _all_together(question)) is not None:
        lifts.append(Constant(together, TOGETHER))
    if question.marked:
        written = [pair(one.exact, two.exact) for one, two in pairs if _frequent(one, two)]
        share = EXACT_NEIGHBOURS / max(len(written), 1)
        lifts += [Constant(Term("exact_grams", both), share) for both in written]
    return lifts


def _exact_lifts(question: Question) -> list[Plan]:
    if not question.exact:
        return []
    guessed = OneOf("guesses", question.terms)
    lifts: list[Plan] = [Constant(AllOf((Everything(),), (guessed,)), AS_READ)]
    if not question.marked:
        return [*lifts, Constant(all_words("exact", question.exact), BARE_EXACT)]
    lifts.append(Constant(all_words("exact", question.marked), ALL_EXACT))
    return [*lifts, *_guess_lifts(question)]


def _guess_lifts(question: Question) -> list[Plan]:
    """Few documents have such a guess, so what must be beside it is looked for in few."""
    words = question.marked[:_MOST_LIFTED]
    guesses = {word: Term("guesses", AS_WRITTEN + word) for word in words}
    others = (AllOf((guess, *_others(word, question))) for word, guess in guesses.items())
    lifts: list[Plan] = [Constant(AnyOf(tuple(others)), ALL_EXACT_GUESSED)]
    near = tuple(run((one.folded, two.folded)) for one, two in question.pairs[:_MOST_LIFTED])
    if near:
        lifts.append(Constant(AllOf((AnyOf(tuple(guesses.values())), *near)), GUESSED_NEIGHBOURS))
    return lifts


def _others(word: str, question: Question) -> tuple[Plan, ...]:
    return tuple(Term("exact", other) for other in question.marked if other != word)


def _quoted(question: Question) -> frozenset[tuple[Token, Token]]:
    """Neighbours that must be neighbours anyway."""
    return frozenset(
        both
        for clause in question.clauses
        for atom in clause.any_of
        if isinstance(atom, Words) and not atom.slop
        for both in pairwise(atom.tokens)
    )


def _numbered(one: Token, two: Token) -> bool:
    """Numbers stand beside everything, in long lists of places."""
    return one.folded.isdecimal() or two.folded.isdecimal()


def _frequent(one: Token, two: Token) -> bool:
    return one.folded in FREQUENT and two.folded in FREQUENT


def _code_lifts(code: tuple[str, ...]) -> tuple[Plan, ...]:
    if not code:
        return ()
    whole = Constant(Term("code_key", "".join(code)), WHOLE_CODE)
    begins = Constant(Run("code", code) if len(code) > 1 else Term("code", code[0]), CODE_BEGINS)
    if len(code) == 1:
        return whole, begins
    return whole, begins, Constant(run(code), CODE_IN_TEXT)
