"""A question written back, in the one form that is understood as the same question."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.search.analysis import fold
from pipeline.search.query_codes import place_of, short_code
from pipeline.search.query_dates import bare_date, written_days
from pipeline.search.query_reader import soft_date
from pipeline.search.query_source import source_of
from pipeline.search.query_words import Meaning, query_words, value_name
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

_Plain = tuple[str, ...]
_LAST_WORD = re.compile(r"(?:(?<=[ -])|^)([^\W\d_]+)$")


def print_question(question: Question) -> str:
    """The question as one would type it; `understand` makes of it the same one, without notes.

    Words are in lower case, phrases in quotes, dates in digits.
    """
    written = tuple(_clause(clause) for clause in question.clauses)
    pieces = list(_guarded(question.clauses, written))
    if question.code and not _is_read_so(question):
        _write_code(question, pieces)
    return " ".join(piece for piece in pieces if piece)


def print_clause(clause: Clause) -> str:
    """One condition, as one would type it alone."""
    return _clause(clause)


def print_code(code: tuple[str, ...]) -> str:
    """12/qđ-ubnd of the parts of a code."""
    return _joined(list(code))


def _clause(clause: Clause) -> str:
    forms: list[str] = []
    atoms = list(clause.any_of)
    while atoms:
        date = _soft_date(atoms[0], atoms[1]) if len(atoms) > 1 else None
        forms.append(date or _atom(atoms[0]))
        del atoms[: 2 if date else 1]
    return ("-" if clause.without else "") + " | ".join(forms)


def _atom(atom: Atom) -> str:
    match atom:
        case Key(field, value):
            return f'{_name(Meaning(field))}:"{value_name(field, value)}"'
        case Span(NumberField.DATE, first, last):
            return _days(first, last)
        case Span(_, first, last):
            return f"{_name(Meaning.NUMBER)}:{_numbers(first, last)}"
        case Words(_, TextField.ANY, _, _) if len(atom.tokens) == 1:
            return _one_word(atom)
        case Words(_, TextField.ANY, _, _):
            return _phrase(atom)
    return f"{_name(Meaning(atom.field))}:{_phrase(atom)}"


def _days(first: int | None, last: int | None) -> str:
    if last is None:
        return f"{_name(Meaning.FROM)}:{written_days(first, first)}"
    if first is None:
        return f"{_name(Meaning.TO)}:{written_days(last, last)}"
    return f"{_name(Meaning.DATE)}:{written_days(first, last)}"


def _numbers(first: int | None, last: int | None) -> str:
    if first is not None and first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"


def _one_word(words: Words) -> str:
    """A word that would be taken for a year stands in quotes."""
    text = words.tokens[0].exact
    if words.begun:
        return f"{text}*"
    return f'"{text}"' if bare_date(source_of(text).lower, 0) is not None else text


def _phrase(words: Words) -> str:
    text = " ".join(token.exact for token in words.tokens)
    return f'"{text}{"*" if words.begun else ""}"' + (f"~{words.slop}" if words.slop else "")


def _soft_date(one: Atom, other: Atom) -> str | None:
    """A date among words, if these two are what is made of one."""
    if not isinstance(one, Span) or not isinstance(other, Words):
        return None
    for text in _dates([token.exact for token in other.tokens]):
        source = source_of(text)
        written = bare_date(source.lower, 0)
        if written is not None and written.end == len(text):
            span, *words = soft_date(source, written)
            if span == one and [_bare(atom) for atom in words] == [_bare(other)]:
                return text
    return None


def _dates(digits: list[str]) -> tuple[str, ...]:
    """The dates that have these digits, as they may be written."""
    half = len(digits) // 2
    first, last = "/".join(digits[:half]), "/".join(digits[half:])
    quarter = f"{digits[0]} {'/'.join(digits[1:])}"
    return "/".join(digits), quarter, f"từ {first} đến {last}"


def _bare(atom: Atom) -> Atom | tuple[object, ...]:
    if not isinstance(atom, Words):
        return atom
    forms = tuple((token.exact, token.folded) for token in atom.tokens)
    return forms, atom.field, atom.slop, atom.begun


def _guarded(clauses: tuple[Clause, ...], written: _Plain) -> _Plain:
    """The pieces; a word that would mean something before the next piece stands in quotes."""
    dates = any(_has_soft_date(clause) for clause in clauses)
    guarded: list[str] = []
    for number, piece in enumerate(written):
        last = _LAST_WORD.search(piece)
        after = " ".join(written[number + 1 : number + 3])
        taken = last is not None and _is_taken(last[1], after, dates)
        guarded.append(f'{piece[: last.start()]}"{last[1]}"' if last and taken else piece)
    return tuple(guarded)


def _is_taken(word: str, after: str, dates: bool) -> bool:
    words = query_words()
    if fold(word) in words.number_words and after.lstrip('"')[:1].isdecimal():
        return True
    if dates and word in words.date_words:
        return True
    field = source_of(f"{word} {after}").field(0)
    return field is not None and field[1] > len(word) + 1


def _has_soft_date(clause: Clause) -> bool:
    return any(isinstance(a, Span) for a in clause.any_of) and len(clause.any_of) > 1


def _is_read_so(question: Question) -> bool:
    """The few words are taken for the code without its slashes."""
    place = place_of(question.code, question.clauses)
    if short_code(question.clauses) != question.code:
        return False
    if place is None:
        return True
    written = question.clauses[place[0] : place[0] + len(question.code)]
    return not any(_clause(clause).startswith('"') for clause in written)


def _write_code(question: Question, pieces: list[str]) -> None:
    """Writes the code with its slashes where its parts stand."""
    place = place_of(question.code, question.clauses)
    if place is None:
        return
    number, first = place
    tokens = _tokens(question.clauses[number : number + len(question.code)])
    phrase = question.clauses[number].any_of[0]
    if isinstance(phrase, Words) and len(phrase.tokens) > 1:
        words = [token.exact for token in phrase.tokens]
        code = _joined(words[first : first + len(question.code)])
        before, after = words[:first], words[first + len(question.code) :]
        star = "*" if phrase.begun else ""
        pieces[number] = '"' + " ".join((*before, code, *after)) + star + '"'
        return
    text = _joined(tokens)
    is_date = bare_date(source_of(text).lower, 0) is not None
    # "số 12/2017" is no month.
    pieces[number] = f"{query_words().code.number_words[0]} {text}" if is_date else text
    pieces[number + 1 : number + len(question.code)] = [""] * (len(question.code) - 1)


def _tokens(clauses: tuple[Clause, ...]) -> list[str]:
    words = [atom for clause in clauses for atom in clause.any_of if isinstance(atom, Words)]
    return [token.exact for atom in words for token in atom.tokens]


def _joined(parts: list[str]) -> str:
    """12/qđ-ubnd: letters are joined to letters by a hyphen."""
    text = parts[0]
    for before, part in pairwise(parts):
        letters = before[0].isalpha() and part[0].isalpha()
        text += ("-" if letters else "/") + part
    return text


def _name(meaning: Meaning) -> str:
    return query_words().name_of(meaning).replace(" ", "_")
