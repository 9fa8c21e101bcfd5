"""Goes through a question from left to right and tells its pieces apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipeline.search.query_dates import Written, bare_date
from pipeline.search.query_fields import read_field
from pipeline.search.query_source import (
    CHUNK,
    CODE,
    Operand,
    Source,
    one_by_one,
    quoted,
    stars_behind,
    words_in,
)
from pipeline.search.query_words import Operator, query_words
from pipeline.search.question import Atom, Note, NumberField, Span, TextField, Words

DATE_SLOP = 3
"""Between the digits of "ngày 5 tháng 11 năm 2017" stand two words, of two such dates seven."""
RANGE_SLOP = 9

_MOST_DIGITS_OF_A_DATE = 3
_MINUS = re.compile(r'-+(?=[\w"])')
_UNKNOWN_NAME = re.compile(r"[^\W\d_]\w+:(?!//)")
_NUMBER = re.compile(r"(?<!\d)\d+")


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator."""

    operator: Operator
    word: Operand | None
    """What it is where it has nothing to work on."""


class Reader:
    """Goes through one question."""

    def __init__(self, source: Source, today: date | None) -> None:
        self._source = source
        self._today = today
        self.notes: list[Note] = []
        """Filled as the items are read."""

    def items(self) -> Iterator[Operand | Sign]:
        place, after_number_word = 0, False
        while place < len(self._source.text):
            item, end = self._item(place, after_number_word)
            if item is not None:
                yield item
                after_number_word = is_number_word(item)
            place = max(end, place + 1)

    def _item(self, place: int, after_number_word: bool) -> tuple[Operand | Sign | None, int]:
        text = self._source.text
        if text[place] == "|":
            return Sign(Operator.OR, None), place + 1
        if text[place] == '"':
            operand = self._phrase(place)
        elif CHUNK.match(text, place) is None:
            return None, place + 1
        else:
            sign = self._sign(place)
            if sign is not None:
                return sign
            operand = self._field(place) or self._bare(place, after_number_word)
        return (operand if operand.whole else None), operand.end

    def _sign(self, place: int) -> tuple[Sign, int] | None:
        text = self._source.text
        if place and text[place - 1].isalnum():
            return None
        minus = _MINUS.match(text, place)
        if minus is not None:
            return Sign(Operator.NOT, None), minus.end()
        operator = self._source.operator(place)
        if operator is None:
            return None
        return Sign(operator[0], self._words(place, operator[1])), operator[1]

    def _phrase(self, place: int) -> Operand:
        """What stands in quotes; a quote that nothing closes is passed over."""
        inside = quoted(self._source, place)
        if inside is None:
            return Operand(place + 1, (), ())
        first, last, slop, end = inside
        words = words_in(self._source, first, last, TextField.ANY, slop)
        if words is None:
            return Operand(end, (), ())
        code = next(self._codes(first, last), (0, ()))[1] if slop == 0 else ()
        return Operand(end, ((words,),), (words,), code)

    def _field(self, place: int) -> Operand | None:
        field = self._source.field(place)
        if field is None:
            return None
        meaning, colon = field
        value = read_field(self._source, meaning, colon, self._today)
        if value is not None:
            return value
        self.notes.append(Note("unknown_value", self._source.text[place:colon]))
        return self._words(place, colon)

    def _bare(self, place: int, after_number_word: bool) -> Operand:
        """A date in words or digits, a code, or whatever stands there without blanks."""
        source = self._source
        written = None if after_number_word else bare_date(source.lower, place)
        if written is not None:
            atoms = soft_date(source, written)
            return Operand(written.end, (atoms,), atoms, bare=True)
        found = CHUNK.match(source.text, place)
        end = found.end() if found else place + 1
        parts = source.between(place, end)
        if len(parts) > 1 and parts[0].folded in query_words().number_words:
            return self._words(place, parts[0].end)
        code = next(self._codes(place, end), None)
        if code is not None:
            return replace(self._words(place, stars_behind(source, code[0])), code=code[1])
        if (name := _UNKNOWN_NAME.match(source.text, place)) is not None:
            self.notes.append(Note("unknown_field", name.group()))
        return self._words(place, end)

    def _words(self, start: int, end: int) -> Operand:
        words = words_in(self._source, start, end, TextField.ANY)
        if words is None:
            return Operand(end, (), ())
        return Operand(end, one_by_one(words), (words,), bare=True)

    def _codes(self, start: int, end: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Codes that begin there: where they end, and their parts."""
        for number in _NUMBER.finditer(self._source.text, start, end):
            found = CODE.match(self._source.text, number.start())
            if found is not None:
                words = self._source.between(*found.span())
                if words and words[0].start == found.start():
                    yield found.end(), tuple(word.folded for word in words)


def is_number_word(item: Operand | Sign) -> bool:
    """What people write before a number: "số 12", "s. 12"."""
    if not isinstance(item, Operand) or not item.bare or len(item.words) != 1:
        return False
    # What is only begun has nothing near it.
    return item.near is not None and item.words[0].folded in query_words().number_words


def soft_date(source: Source, written: Written) -> tuple[Atom, ...]:
    """Documents of a date, or that mention it; only those of it where ".." asks for days."""
    span = Span(NumberField.DATE, written.first, written.last)
    digits = tuple(token for place in written.digits for token in source.between(*place))
    if written.strict or not digits:
        return (span,)
    several = RANGE_SLOP if len(digits) > _MOST_DIGITS_OF_A_DATE else DATE_SLOP
    return span, Words(digits, slop=several if len(digits) > 1 else 0)
