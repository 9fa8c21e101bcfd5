"""How a question was understood, in a line that explains it to whoever typed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from pipeline.messages import Language, say
from pipeline.search.analysis import Token
from pipeline.search.query_codes import place_of
from pipeline.search.query_print import print_clause, print_code
from pipeline.search.question import Atom, Clause, Question, Span, TextField, Words

_NAME = re.compile(r"(?<![^\s])([^\W\d][\w]*):(?=\S)")
_SLOP = re.compile(r'"~\d+')
_MOST = 12
"""Parts that a line explains."""


def understood(question: Question, language: Language) -> tuple[str, ...]:
    """Each part of the question in words, in its order; the document's code first."""
    parts: list[str] = []
    clauses = question.clauses
    place = place_of(question.code, clauses) if question.code else None
    if question.code and (place is not None or not "".join(question.code).isdecimal()):
        # A year may be a number too, but that is not what is meant.
        parts.append(_said(language, "code", print_code(question.code)))
    if place is not None and _is_word(clauses[place[0]]):
        end = place[0] + len(question.code)
        clauses = (*clauses[: place[0]], *clauses[end:])
    parts += _parts(clauses, language)
    return tuple(parts[:_MOST])


def _parts(clauses: tuple[Clause, ...], language: Language) -> Iterator[str]:
    for are_words, some in groupby(clauses, key=_is_word):
        if are_words:
            yield _words(tuple(some), language)
            continue
        for clause in some:
            yield _said(language, _kind(clause), _shown(print_clause(_without_sign(clause))))


def _shown(written: str) -> str:
    """As one would say it: cơ quan: "sở y tế"."""
    return _SLOP.sub('"', _NAME.sub(lambda name: f"{name[1].replace('_', ' ')}: ", written))


def _words(clauses: tuple[Clause, ...], language: Language) -> str:
    tokens = [t for clause in clauses for atom in clause.any_of for t in _tokens(atom)]
    marked = any(token.exact != token.folded for token in tokens)
    kind = "marked" if marked else "unmarked"
    if len(tokens) == 1:
        kind = f"{kind}_one"
    return _said(language, kind, " ".join(token.exact for token in tokens))


def _kind(clause: Clause) -> str:
    if clause.without:
        return "without"
    if len(clause.any_of) > 1:
        return _kind_of_several(clause)
    atom = clause.any_of[0]
    if not isinstance(atom, Words) or atom.field is not TextField.ANY:
        return "limit"
    if atom.begun:
        return "begun"
    return "near" if atom.slop else "phrase"


def _kind_of_several(clause: Clause) -> str:
    if isinstance(clause.any_of[0], Span) and len(clause.any_of) == 2:
        return "time"
    near = all(isinstance(atom, Words) and atom.slop for atom in clause.any_of)
    return "near" if near else "either"


def _without_sign(clause: Clause) -> Clause:
    near = _kind(clause) == "near"
    # Both orders of what is near: the first says it.
    return Clause(clause.any_of[:1] if near else clause.any_of)


def _is_word(clause: Clause) -> bool:
    atom = clause.any_of[0]
    plain = not clause.without and len(clause.any_of) == 1 and isinstance(atom, Words)
    return plain and len(_tokens(atom)) == 1 and _bare(atom)


def _bare(atom: Atom) -> bool:
    return isinstance(atom, Words) and atom.field is TextField.ANY and not atom.begun


def _tokens(atom: Atom) -> tuple[Token, ...]:
    return atom.tokens if isinstance(atom, Words) else ()


def _said(language: Language, kind: str, text: str) -> str:
    return say(language, f"understood.{kind}", {"text": text})
