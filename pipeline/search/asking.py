"""From a question to the plan of it: what must be there, and what lifts a document above others."""

from __future__ import annotations

from pipeline.model.access import EVERYTHING, Access, Rights, unit_name
from pipeline.search.analysis import Token
from pipeline.search.lifting import enough_of, lifts, relaxed_lifts, scored_terms, top
from pipeline.search.parts import all_words, issuer, run, span
from pipeline.search.plan import (
    AllOf,
    AnyOf,
    Asked,
    Everything,
    OneOf,
    Plan,
    Run,
    RunStarts,
    Similar,
    Starts,
    Term,
    condition,
)
from pipeline.search.query_codes import place_of
from pipeline.search.question import Atom, Clause, Key, Question, Span, TextField, Words

_LONG_WORD = 6
"""Letters from which two of them may be wrong."""


def ask(question: Question, filters: tuple[Plan, ...]) -> Asked:
    """Documents that answer every clause."""
    wanted = [clause for clause in question.clauses if not clause.without]
    scored = scored_terms(question)
    parts = tuple(_part(clause, scored) for clause in wanted)
    required: Plan = AllOf(parts) if parts else condition(Everything())
    if question.code:
        required = _with_whole_code(question.code, wanted)
    without = tuple(_barred(clause) for clause in question.clauses if clause.without)
    must = (required, *filters)
    bare = condition(AllOf(must, without))
    plain = all(_is_word(clause) or _is_phrase(clause) for clause in wanted)
    phrases = tuple(_clause(clause) for clause in wanted if _is_phrase(clause))
    first = top(question, (*phrases, *filters), without) if plain else None
    return Asked(AllOf(must, without, lifts(question)), bare, first, question.terms)


def ask_relaxed(question: Question, filters: tuple[Plan, ...]) -> Asked | None:
    """Documents with most of the words; what else was asked for must still be there."""
    wanted = [clause for clause in question.clauses if not clause.without]
    loose = [clause for clause in wanted if _is_word(clause)]
    strict = [clause for clause in wanted if not _is_word(clause)]
    enough = enough_of(len(loose))
    if enough >= len(loose):
        return None
    scored = scored_terms(question)
    most = AnyOf(tuple(_part(clause, scored) for clause in loose), enough)
    without = tuple(_barred(clause) for clause in question.clauses if clause.without)
    must = (most, *(_clause(clause) for clause in strict), *filters)
    raised = relaxed_lifts(question, tuple(_token(clause) for clause in loose))
    return Asked(AllOf(must, without, raised), condition(AllOf(must, without)))


def ask_similar(
    words: tuple[str, ...], others: tuple[str, ...], filters: tuple[Plan, ...]
) -> Asked:
    """Documents with words a letter or two away from these; those with the others first."""
    alike = AnyOf(tuple(_similar(word) for word in words if word.isalpha()))
    must = (alike, *filters)
    lifts = tuple(Term("words", other) for other in others)
    return Asked(AllOf(must, lifts=lifts), condition(AllOf(must)))


def rights_filter(rights: Rights) -> tuple[Plan, ...]:
    """What keeps all else out, whatever was asked."""
    if rights == EVERYTHING:
        return ()
    conditions: list[Plan] = []
    if rights.access != frozenset(Access):
        levels = tuple(sorted(level.value for level in rights.access))
        conditions.append(condition(OneOf("access", levels)))
    if rights.units is not None:
        # As declared: two units may differ in nothing but a tone.
        units = tuple(sorted({unit_name(unit) for unit in rights.units} - {""}))
        conditions.append(condition(OneOf("unit_name", units)))
    return tuple(conditions)


def _with_whole_code(code: tuple[str, ...], wanted: list[Clause]) -> Plan:
    """The code stands for words that were misread, not for conditions."""
    words = [clause for clause in wanted if _is_remembered(clause, code)]
    others = [clause for clause in wanted if not _is_remembered(clause, code)]
    read = AllOf(tuple(_clause(clause) for clause in words))
    whole = condition(Term("code_key", "".join(code)))
    return AllOf((AnyOf((read, whole)), *(_clause(clause) for clause in others)))


def _is_remembered(clause: Clause, code: tuple[str, ...]) -> bool:
    """A word, a date among words, or the code in quotes."""
    atom = clause.any_of[-1]
    if not isinstance(atom, Words) or atom.field is not TextField.ANY:
        return False
    soft_date = len(clause.any_of) == 2 and isinstance(clause.any_of[0], Span)
    quoted = place_of(code, (clause,)) is not None
    return soft_date or _is_word(clause) or quoted


def _part(clause: Clause, scored: frozenset[str]) -> Plan:
    """A clause; of a word that tells nothing only the condition."""
    plan = _clause(clause)
    tells = not _is_word(clause) or _token(clause).folded in scored
    return plan if tells else condition(plan)


def _barred(clause: Clause) -> Plan:
    """Typed with marks only what stands so: "-tử" must not take "Độc lập - Tự do" away."""
    return AnyOf(tuple(_barred_atom(atom) for atom in clause.any_of))


def _barred_atom(atom: Atom) -> Plan:
    if not isinstance(atom, Words) or atom.field is not TextField.ANY or atom.begun:
        return _atom(atom)
    marked = tuple(token.exact for token in atom.tokens if token.exact != token.folded)
    return AllOf((_atom(atom), *(Term("exact", word) for word in marked)))


def _clause(clause: Clause) -> Plan:
    if len(clause.any_of) == 1:
        return _atom(clause.any_of[0])
    return AnyOf(tuple(_atom(atom) for atom in clause.any_of))


def _atom(atom: Atom) -> Plan:
    if isinstance(atom, Words):
        return _words(atom)
    if isinstance(atom, Key):
        return condition(Term(atom.field.value, atom.value))
    return condition(span(atom))


def _words(words: Words) -> Plan:
    terms = tuple(token.folded for token in words.tokens)
    if words.field in (TextField.ISSUER, TextField.SUBJECT):
        return condition(_without_order(words))
    field = "words" if words.field is TextField.ANY else words.field.value
    if words.begun:
        begun = Starts(field, terms[0]) if len(terms) == 1 else RunStarts(field, terms)
        return condition(begun)
    if len(terms) == 1:
        return Term(field, terms[0])
    if words.slop:
        return condition(Run(field, terms, words.slop))
    return condition(run(terms) if field == "words" else Run(field, terms))


def _without_order(words: Words) -> Plan:
    """Of these fields no places are kept: all words, wherever they stand."""
    terms = tuple(dict.fromkeys(token.folded for token in words.tokens))
    whole = terms[:-1] if words.begun else terms
    of_issuer = words.field is TextField.ISSUER
    parts: list[Plan] = []
    if whole:
        parts.append(issuer(whole) if of_issuer else all_words(words.field.value, whole))
    if words.begun:
        # A beginning alone must be of the issuer's own words.
        field = "issuer_all" if of_issuer and whole else words.field.value
        parts.append(Starts(field, words.tokens[-1].folded))
    return AllOf(tuple(parts))


def _is_word(clause: Clause) -> bool:
    """Whether it asks for one whole word, wherever it may be."""
    atom = clause.any_of[0]
    if len(clause.any_of) > 1 or not isinstance(atom, Words):
        return False
    return len(atom.tokens) == 1 and atom.field is TextField.ANY and not atom.begun


def _is_phrase(clause: Clause) -> bool:
    """Whether it asks for several whole words side by side, wherever they may be."""
    atom = clause.any_of[0]
    if len(clause.any_of) > 1 or not isinstance(atom, Words):
        return False
    bare = atom.field is TextField.ANY and not atom.begun and not atom.slop
    return bare and len(atom.tokens) > 1


def _token(clause: Clause) -> Token:
    (atom,) = clause.any_of
    assert isinstance(atom, Words)
    return atom.tokens[0]


def _similar(word: str) -> Plan:
    return condition(Similar("words", word, 2 if len(word) >= _LONG_WORD else 1))
