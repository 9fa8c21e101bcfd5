"""What stands behind a field's name and colon, understood."""

from __future__ import annotations

import re
from datetime import date

from pipeline.search.analysis import key, nfc, tokens
from pipeline.search.query_dates import asked_date
from pipeline.search.query_source import (
    CHUNK,
    CODE,
    MAX_SLOP,
    Operand,
    Source,
    one_by_one,
    quoted,
    stars_behind,
    value_end,
    words_in,
)
from pipeline.search.query_words import Meaning, known_values, offices, value_pattern
from pipeline.search.question import Atom, Key, KeyField, NumberField, Span, TextField, Words

_MOST_NAMES = 3
_BLANKS = re.compile(r"\s*")
_NUMBER = re.compile(r"(\d{1,9})(?![\w/])(?!\.\.|-\w)")
_NUMBERS = re.compile(r"(\d{1,9})?(?:\.\.|[-–](?=\d))(\d{1,9})?(?![\w/.])")
_SYMBOL = re.compile(r"[/\d–-]")


def read_field(source: Source, meaning: Meaning, colon: int, today: date | None) -> Operand | None:
    """The field's value, which begins behind the colon; None when it is not understood."""
    blanks = _BLANKS.match(source.text, colon)
    start = blanks.end() if blanks else colon
    match meaning:
        case Meaning.DATE | Meaning.FROM | Meaning.TO:
            return _days(source, meaning, start, today)
        case Meaning.NUMBER:
            return _number(source, start)
        case Meaning.CODE:
            return _code(source, start)
        case Meaning.ISSUER | Meaning.SIGNER | Meaning.SUBJECT:
            return _words(source, TextField(meaning), colon, start)
        case Meaning.UNIT:
            return _any_value(source, KeyField.UNIT, colon, start)
        case _:
            return _known_value(source, KeyField(meaning), start)


def _days(source: Source, meaning: Meaning, start: int, today: date | None) -> Operand | None:
    inside = quoted(source, start)
    found = asked_date(source.lower, inside[0] if inside else start, today)
    if found is None or (inside is not None and found.end > inside[1]):
        return None
    first = None if meaning is Meaning.TO else found.first
    last = None if meaning is Meaning.FROM else found.last
    if first is None and last is None:
        return None
    return _one(inside[3] if inside else found.end, Span(NumberField.DATE, first, last))


def _number(source: Source, start: int) -> Operand | None:
    """A number, numbers from … to, or a whole code as it is pasted from a document."""
    inside = quoted(source, start)
    if inside is not None:
        return _code(source, start)
    code = CODE.match(source.text, start)
    if code is not None:
        whole = words_in(source, start, code.end(), TextField.ANY)
        return None if whole is None else _pasted_code(whole, code.end())
    alone = _NUMBER.match(source.text, start)
    if alone is not None:
        number = int(alone[1])
        return _one(alone.end(), Span(NumberField.NUMBER, number, number))
    several = _NUMBERS.match(source.text, start)
    if several is not None and (bounds := [int(part) for part in several.groups() if part]):
        first = min(bounds) if several[1] else None
        last = max(bounds) if several[2] else None
        return _one(several.end(), Span(NumberField.NUMBER, first, last))
    chunk = CHUNK.match(source.text, start)
    return _code(source, start) if chunk and _SYMBOL.search(chunk.group()) else None


def _pasted_code(whole: Words, end: int) -> Operand:
    folded = tuple(token.folded for token in whole.tokens)
    in_field = Words(whole.tokens, TextField.CODE)
    return Operand(end, one_by_one(whole), (in_field,), code=folded)


def _code(source: Source, start: int) -> Operand | None:
    inside = quoted(source, start)
    if inside is not None:
        first, last, slop, end = inside
        words = words_in(source, first, last, TextField.CODE, slop)
        return None if words is None else _one(end, words)
    found = CODE.match(source.text, start) or CHUNK.match(source.text, start)
    if found is None:
        return None
    end = stars_behind(source, found.end())
    words = words_in(source, start, end, TextField.CODE)
    return None if words is None else _one(end, words)


def _words(source: Source, field: TextField, colon: int, start: int) -> Operand | None:
    inside = quoted(source, start)
    if inside is not None:
        first, last, slop, end = inside
        words = words_in(source, first, last, field, slop)
        return None if words is None else _one(end, words)
    end = value_end(source, colon, start)
    words = words_in(source, start, end, field, MAX_SLOP)
    if words is None:
        return None
    if field is not TextField.ISSUER:
        return Operand(end, one_by_one(words), (words,))
    # The words of an issuer are looked for as one: only together are they of no parent alone.
    forms = (words, *_spelled_out(words))
    return Operand(end, (forms,), forms)


def _spelled_out(words: Words) -> tuple[Words, ...]:
    """An issuer that begins with an abbreviation, by its names: "UBND huyện"."""
    first, *others = words.tokens
    alone = words.begun and not others
    names = () if alone else offices(first.folded)[:_MOST_NAMES]
    return tuple(
        Words(
            (*tokens(nfc(name)), *others), words.field, 0 if words.begun else MAX_SLOP, words.begun
        )
        for name in names
    )


def _any_value(source: Source, field: KeyField, colon: int, start: int) -> Operand | None:
    inside = quoted(source, start)
    first, last = inside[:2] if inside else (start, value_end(source, colon, start))
    value = key(source.text[first:last])
    return _one(inside[3] if inside else last, Key(field, value)) if value else None


def _known_value(source: Source, field: KeyField, start: int) -> Operand | None:
    """The longest known value; of a type or an urgency also any other one in quotes."""
    inside = quoted(source, start)
    if inside is not None:
        first, last, _, end = inside
        value = key(source.text[first:last])
        free = (value,) if value and field in (KeyField.TYPE, KeyField.URGENCY) else ()
        values = known_values(field).get(value, free)
    else:
        pattern = value_pattern(field)
        found = pattern.match(source.folded, start) if pattern else None
        values = known_values(field).get(key(found[1]), ()) if found else ()
        end = found.end() if found else start
    forms = tuple(Key(field, value) for value in values)
    return Operand(end, (forms,), forms) if forms else None


def _one(end: int, atom: Atom) -> Operand:
    return Operand(end, ((atom,),), (atom,))
