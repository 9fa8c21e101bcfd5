"""From a question to the plan of it: what must be there, and what lifts a document above others.

Each tier of lifts lies above all that the tiers below it, and BM25, can add up to.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from pipeline.model.access import EVERYTHING, Access, Rights
from pipeline.search.analysis import Token, key
from pipeline.search.fields import AS_WRITTEN
from pipeline.search.frequent import FREQUENT, pair
from pipeline.search.plan import (
    AllOf,
    AnyOf,
    Asked,
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
    condition,
)
from pipeline.search.question import (
    Atom,
    Clause,
    Key,
    NumberField,
    Question,
    Span,
    TextField,
    Words,
)

WHOLE_CODE = 80_000.0
CODE_BEGINS = 40_000.0
OF_THAT_DATE = 20_000.0
"""A date among words is of the document rather than in it."""
ALL_EXACT = 10_000.0
ALL_EXACT_GUESSED = 7_500.0
"""A word was misread, and what else it may be is the one that was asked for."""
EXACT_NEIGHBOURS = 4_000.0
ALL_NEIGHBOURS = 2_000.0
AS_READ = 1_000.0
"""Every word was read so, none is only what an unsure word may be."""
CODE_IN_TEXT = 1_000.0
BARE_EXACT = 0.5
"""A question without marks prefers no tones, but among equals the word as it was typed."""

SUBJECT_BOOST = 1.5
NEIGHBOURS = 1.0
ENOUGH_TERMS = 0.7
"""Share of the words that is enough when no document has them all."""
_MOST_LIFTED = 12
"""Of a longer question the neighbours tell enough without the rest of it."""
_DAYS = ("first_day", "last_day")


def ask(question: Question, filters: tuple[Plan, ...]) -> Asked:
    """Documents that answer every clause."""
    wanted = [clause for clause in question.clauses if not clause.without]
    parts = tuple(_clause(clause) for clause in wanted)
    required: Plan = AllOf(parts) if parts else condition(Everything())
    if question.code:
        whole_code = condition(Term("code_key", "".join(question.code)))
        required = AnyOf((required, whole_code)) if parts else whole_code
    without = tuple(_clause(clause) for clause in question.clauses if clause.without)
    must = (required, *filters)
    whole = AllOf(must, without, _lifts(question))
    bare = condition(AllOf(must, without))
    return Asked(whole, bare, _top(question, must, without), question.terms)


def ask_relaxed(question: Question, filters: tuple[Plan, ...]) -> Asked | None:
    """Documents with most of the words; what else was asked for must still be there."""
    wanted = [clause for clause in question.clauses if not clause.without]
    loose = [clause for clause in wanted if _is_word(clause)]
    strict = [clause for clause in wanted if not _is_word(clause)]
    enough = ceil(ENOUGH_TERMS * len(loose) - 1e-9)
    if enough >= len(loose):
        return None
    most = AnyOf(tuple(_clause(clause) for clause in loose), enough)
    without = tuple(_clause(clause) for clause in question.clauses if clause.without)
    must = (most, *(_clause(clause) for clause in strict), *filters)
    return Asked(AllOf(must, without, _lifts(question)), condition(AllOf(must, without)))


def ask_similar(question: Question, filters: tuple[Plan, ...]) -> Asked:
    """Documents with words that differ from those asked for by a letter or two."""
    words = [token for token in question.tokens if token.folded.isalpha()]
    alike = AllOf((AnyOf(tuple(_similar(token) for token in words)), *filters))
    return Asked(alike, alike)


def rights_filter(rights: Rights) -> tuple[Plan, ...]:
    """What keeps all else out, whatever was asked."""
    if rights == EVERYTHING:
        return ()
    conditions: list[Plan] = []
    if rights.access != frozenset(Access):
        levels = tuple(sorted(level.value for level in rights.access))
        conditions.append(condition(OneOf("access", levels)))
    if rights.units is not None:
        units = tuple(sorted({key(unit) for unit in rights.units} - {""}))
        conditions.append(condition(OneOf("unit", units)))
    return tuple(conditions)


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


def _clause(clause: Clause) -> Plan:
    if len(clause.any_of) == 1:
        return _atom(clause.any_of[0])
    return AnyOf(tuple(_atom(atom) for atom in clause.any_of))


def _atom(atom: Atom) -> Plan:
    if isinstance(atom, Words):
        return _words(atom)
    if isinstance(atom, Key):
        return condition(Term(atom.field.value, atom.value))
    if atom.field is NumberField.DATE:
        return condition(days(atom.first, atom.last))
    return condition(Between("number", atom.first, atom.last))


def _words(words: Words) -> Plan:
    terms = tuple(token.folded for token in words.tokens)
    if words.field is TextField.ISSUER:
        return condition(issuer(tuple(dict.fromkeys(terms))))
    field = "words" if words.field is TextField.ANY else words.field.value
    if words.begun:
        begun = Starts(field, terms[0]) if len(terms) == 1 else RunStarts(field, terms)
        return condition(begun)
    if len(terms) == 1:
        return Term(field, terms[0])
    if words.slop:
        return condition(Run(field, terms, words.slop))
    if words.field is TextField.SUBJECT:
        return condition(all_words(field, terms))
    return condition(run(terms) if field == "words" else Run(field, terms))


def _is_word(clause: Clause) -> bool:
    atom = clause.any_of[0]
    one = len(clause.any_of) == 1 and isinstance(atom, Words) and len(atom.tokens) == 1
    return one and isinstance(atom, Words) and atom.field is TextField.ANY


def _lifts(question: Question) -> tuple[Plan, ...]:
    lifts: list[Plan] = [
        Times(Term("subject", term), SUBJECT_BOOST) for term in question.terms[:_MOST_LIFTED]
    ]
    lifts += _neighbour_lifts(question)
    lifts += _exact_lifts(question)
    lifts += [
        Constant(days(atom.first, atom.last), OF_THAT_DATE)
        for clause in question.clauses
        if len(clause.any_of) > 1 and not clause.without
        for atom in clause.any_of
        if isinstance(atom, Span) and atom.field is NumberField.DATE
    ]
    return (*lifts, *_code_lifts(question.code))


def _neighbour_lifts(question: Question) -> list[Plan]:
    pairs = question.pairs[:_MOST_LIFTED]
    if not pairs:
        return []
    near = tuple(run((one.folded, two.folded)) for one, two in pairs)
    lifts: list[Plan] = [Constant(AllOf(near), ALL_NEIGHBOURS)]
    if len(near) > 1:
        lifts += [Constant(part, NEIGHBOURS) for part in near]
    if question.marked:
        exact = tuple(_exact_run(one, two) for one, two in pairs)
        lifts.append(Constant(AllOf(exact), EXACT_NEIGHBOURS))
    return lifts


def _exact_lifts(question: Question) -> list[Plan]:
    if not question.exact:
        return []
    exact = all_words("exact", question.exact)
    guessed = OneOf("guesses", question.terms)
    lifts: list[Plan] = [Constant(AllOf((Everything(),), (guessed,)), AS_READ)]
    if not question.marked:
        return [*lifts, Constant(exact, BARE_EXACT)]
    lifts.append(Constant(exact, ALL_EXACT))
    marked = all_words("exact", question.marked)
    if question.marked != question.exact:
        lifts.append(Constant(marked, ALL_EXACT / 2))
    for word in question.marked[:_MOST_LIFTED]:
        others = tuple(Term("exact", other) for other in question.exact if other != word)
        guess = AllOf((Term("guesses", AS_WRITTEN + word), *others))
        lifts.append(Constant(guess, ALL_EXACT_GUESSED))
    return lifts


def _exact_run(one: Token, two: Token) -> Plan:
    if one.folded in FREQUENT and two.folded in FREQUENT:
        return Term("exact_grams", pair(one.exact, two.exact))
    return Run("exact", (one.exact, two.exact))


def _code_lifts(code: tuple[str, ...]) -> tuple[Plan, ...]:
    if not code:
        return ()
    whole = Constant(Term("code_key", "".join(code)), WHOLE_CODE)
    begins = Constant(Run("code", code) if len(code) > 1 else Term("code", code[0]), CODE_BEGINS)
    if len(code) == 1:
        return whole, begins
    return whole, begins, Constant(run(code), CODE_IN_TEXT)


def _top(question: Question, must: tuple[Plan, ...], without: tuple[Plan, ...]) -> Plan | None:
    """Only for bare words: what has all of them as written, side by side."""
    pairs = question.pairs
    plain = all(_is_word(clause) for clause in question.clauses if not clause.without)
    if not plain or not pairs or len(pairs) > _MOST_LIFTED or question.code:
        return None
    if question.marked:
        near = tuple(_exact_run(one, two) for one, two in pairs)
    else:
        near = tuple(run((one.folded, two.folded)) for one, two in pairs)
    guessed = (OneOf("guesses", question.terms),)
    scored = tuple(Term("words", term) for term in question.terms)
    subject = tuple(Times(Term("subject", term), SUBJECT_BOOST) for term in question.terms)
    bare = () if question.marked else (Constant(all_words("exact", question.exact), BARE_EXACT),)
    conditions = (condition(AllOf(near)), *must[1:])
    return AllOf(conditions, (*without, *guessed), (*scored, *subject, *bare))


def _similar(token: Token) -> Plan:
    letters = 2 if len(token.folded) >= 6 else 1
    return condition(Similar("words", token.folded, letters))
