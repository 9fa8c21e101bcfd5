"""The language of questions: what a person types, understood.

Any text is a question: what has no meaning of its own is words, and nothing is an error.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import takewhile

from pipeline.search.query_codes import place_of, short_code
from pipeline.search.query_reader import Reader, Sign, is_number_word
from pipeline.search.query_source import Operand, source_of
from pipeline.search.query_words import Operator
from pipeline.search.question import (
    MAX_CHARACTERS,
    MAX_TOKENS,
    Atom,
    Clause,
    Note,
    Question,
    Words,
)

NEAR_SLOP = 10
_MAX_CODE_WORDS = 7
"""With the number word before them."""


def understand(text: str, today: date | None = None) -> Question:
    """What is asked for; `today` lets a date be "hôm nay".

    Of more than `MAX_CHARACTERS` or `MAX_TOKENS` only the beginning counts.
    """
    reader = Reader(source_of(text), today)
    items = _with_both_sides(_without_number_words(list(reader.items())))
    asked, codes = _clauses(items)
    clauses = _bounded(asked)
    notes = list(reader.notes)
    if len(text) > MAX_CHARACTERS or clauses != tuple(asked):
        notes.append(Note("too_long", ""))
    written = next((code for code in codes if place_of(code, clauses) is not None), ())
    return Question(clauses, written or short_code(clauses), tuple(notes))


def _without_number_words(items: list[Operand | Sign]) -> list[Operand | Sign]:
    """Without "số" before a code, and before the number that a short question begins with."""
    kept: list[Operand | Sign] = []
    for item in items:
        if kept and is_number_word(kept[-1]) and _begins_with_code(item):
            del kept[-1]
        kept.append(item)
    return kept[1:] if _is_short_code(kept) else kept


def _begins_with_code(item: Operand | Sign) -> bool:
    if not isinstance(item, Operand) or not item.code:
        return False
    return item.words[0].folded == item.code[0]


def _is_short_code(items: list[Operand | Sign]) -> bool:
    head = takewhile(lambda item: isinstance(item, Operand), items)
    asked = [item for item in head if isinstance(item, Operand) and item.words]
    if len(asked) < 2 or not is_number_word(asked[0]) or not all(item.bare for item in asked):
        return False
    number = asked[1].words[0].folded
    return number.isdecimal() and sum(len(item.words) for item in asked) <= _MAX_CODE_WORDS


def _with_both_sides(items: list[Operand | Sign]) -> list[Operand | Sign]:
    """Operators with something to stand between or before; the words of others are words."""
    kept: list[Operand | Sign] = []
    for item, after in zip(items, (*items[1:], None), strict=False):
        before = kept[-1] if kept else None
        if isinstance(item, Operand) or _has_sides(item.operator, before, after):
            kept.append(item)
        elif item.word is not None and not isinstance(after, Sign):
            kept.append(item.word)
    return kept


def _has_sides(
    operator: Operator, before: Operand | Sign | None, after: Operand | Sign | None
) -> bool:
    if not isinstance(after, Operand):
        return False
    if operator is Operator.NOT:
        return True
    if not isinstance(before, Operand):
        return False
    return operator is Operator.OR or (before.near is not None and after.near is not None)


def _clauses(items: list[Operand | Sign]) -> tuple[list[Clause], list[tuple[str, ...]]]:
    """What is asked for, and the codes that are written out in it."""
    clauses: list[Clause] = []
    codes: list[tuple[str, ...]] = []
    place = 0
    while place < len(items):
        item = items[place]
        without = isinstance(item, Sign) and item.operator is Operator.NOT
        place += isinstance(item, Sign)
        forms, place = _forms(items, place)
        if without or len(forms) > 1:
            clauses.append(Clause(tuple(a for form in forms for a in form.whole), without))
        elif (near := _near(items, place)) is not None:
            clauses += near[0]
            place = near[1]
        else:
            clauses += [Clause(any_of) for any_of in forms[0].apart]
            codes += [forms[0].code] if forms[0].code else []
    return clauses, codes


def _forms(items: list[Operand | Sign], place: int) -> tuple[list[Operand], int]:
    """An operand and those that OR joins to it; where the next item is."""
    forms: list[Operand] = []
    while place < len(items) and isinstance(operand := items[place], Operand):
        forms.append(operand)
        place += 1
        sign = items[place] if place < len(items) else None
        if not isinstance(sign, Sign) or sign.operator is not Operator.OR:
            break
        place += 1
    return forms, place


def _near(items: list[Operand | Sign], place: int) -> tuple[list[Clause], int] | None:
    """The operand before this place near the one behind it, that near the next …"""
    clauses: list[Clause] = []
    while place < len(items):
        sign, before, after = items[place], items[place - 1], items[place + 1 : place + 2]
        if not isinstance(sign, Sign) or sign.operator is not Operator.NEAR:
            break
        assert isinstance(before, Operand)
        assert isinstance(after[0], Operand)
        clauses += _side_by_side(before.near, after[0].near)
        place += 2
    return (clauses, place) if clauses else None


def _side_by_side(one: Words | None, other: Words | None) -> list[Clause]:
    assert one is not None
    assert other is not None
    phrases = [Clause((words,)) for words in (one, other) if len(words.tokens) > 1]
    in_order = Words(one.tokens + other.tokens, slop=NEAR_SLOP)
    turned = Words(other.tokens + one.tokens, slop=NEAR_SLOP)
    return [*phrases, Clause((in_order, turned))]


def _bounded(asked: list[Clause]) -> tuple[Clause, ...]:
    """As many as have `MAX_TOKENS` words and conditions in all."""
    left = MAX_TOKENS
    kept: list[Clause] = []
    for clause in asked:
        needed = sum(_weight(atom) for atom in clause.any_of)
        if needed > left:
            return (*kept, *_beginning(clause, left))
        left -= needed
        kept.append(clause)
    return tuple(kept)


def _beginning(clause: Clause, left: int) -> tuple[Clause, ...]:
    """Of a phrase its first words; of anything else nothing."""
    match clause:
        case Clause(any_of=(Words() as words,), without=False) if left:
            slop = words.slop if left > 1 else 0
            return (Clause((replace(words, tokens=words.tokens[:left], slop=slop, begun=False),)),)
    return ()


def _weight(atom: Atom) -> int:
    return len(atom.tokens) if isinstance(atom, Words) else 1
