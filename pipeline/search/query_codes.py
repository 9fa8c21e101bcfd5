"""A document's code among the words of a question."""

from __future__ import annotations

from pipeline.search.question import Clause, NumberField, Span, TextField, Words

_MAX_TOKENS = 6


def short_code(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """The folded code that a few words may be, the first of them a number: "12 qd ubnd".

    A year at their end is a date; "12 2017 qd" is 12/2017/QĐ.
    """
    asked = [clause for clause in clauses if _asks_for_words(clause)]
    words = [_alone(clause) for clause in asked]
    parts = [word.tokens[0].folded for word in words if word is not None]
    if len(parts) < len(words):
        return ()
    while len(parts) > 1 and len(asked[len(parts) - 1].any_of) > 1:
        del parts[-1]
    is_one = 0 < len(parts) <= _MAX_TOKENS and parts[0].isdecimal()
    return tuple(parts) if is_one else ()


def place_of(code: tuple[str, ...], clauses: tuple[Clause, ...]) -> tuple[int, int] | None:
    """Clause and word where the parts of a code stand side by side, word by word or in a phrase."""
    for number, clause in enumerate(clauses):
        if _hard(clauses[number : number + len(code)]) == code:
            return number, 0
        phrase = None if clause.without or len(clause.any_of) > 1 else clause.any_of[0]
        if isinstance(phrase, Words) and (place := _within(phrase, code)) is not None:
            return number, place
    return None


def _within(phrase: Words, code: tuple[str, ...]) -> int | None:
    folded = tuple(token.folded for token in phrase.tokens)
    whole = folded[:-1] if phrase.begun else folded
    if phrase.slop or phrase.field is not TextField.ANY or len(folded) < 2:
        return None
    starts = range(len(whole) - len(code) + 1)
    return next((start for start in starts if whole[start : start + len(code)] == code), None)


def _hard(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """The words of clauses that ask for one word each, nothing else."""
    words = [_alone(clause) for clause in clauses if len(clause.any_of) == 1]
    return tuple(word.tokens[0].folded for word in words if word is not None)


def _asks_for_words(clause: Clause) -> bool:
    if clause.without:
        return False
    return any(isinstance(atom, Words) and atom.field is TextField.ANY for atom in clause.any_of)


def _alone(clause: Clause) -> Words | None:
    """The one word that is asked for, maybe as a year."""
    if clause.without:
        return None
    match clause.any_of:
        case (Words() as words,) | (Span(field=NumberField.DATE), Words() as words):
            one = len(words.tokens) == 1 and not words.begun
            return words if one and words.field is TextField.ANY else None
    return None
