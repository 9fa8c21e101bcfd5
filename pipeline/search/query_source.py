"""The text of a question in the forms in which it is compared, and what is read from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from pipeline.search.analysis import Token, canon, fold, nfc, tokens
from pipeline.search.query_words import Meaning, Operator, query_words
from pipeline.search.question import MAX_CHARACTERS, Atom, TextField, Words

MAX_SLOP = 20
MIN_BEGINNING = 2
"""Fewer letters before a star begin too many words."""

CHUNK = re.compile(r'[^\s"|,;()\[\]{}]+')
_WORD = r"[\w\u0300-\u036f]+"
_DASH = r"(?:[-–]\s*|\s+[-–]\s+)"
"""Not " -", which leaves out what it stands before."""
CODE = re.compile(
    rf"(?<!\d)\d+(?:{_DASH}[^\W\d_]+(?=\s*/\s*\w))?(?:\s*/\s*{_WORD}(?:{_DASH}{_WORD})*)+"
)
"""12/QĐ-UBND, 12 / QĐ - UBND, and the Party's 12-QĐ/TU."""

_PLAIN = str.maketrans("“”„‟«»＂：", '""""""":')
_STARS = re.compile(r"\*+")
_SLOP = re.compile(r"~(\d{1,3})")
_VALUE_ENDS = re.compile(r'[,;|"\n]|\s-(?=["\w])')
_NEXT_WORD = re.compile(r"(?<=\s)\S")


@dataclass(frozen=True, slots=True)
class Source:
    """A question's text; an offset in one form is an offset in all."""

    text: str
    lower: str
    """As `analysis.canon` makes it."""
    folded: str
    words: tuple[Token, ...]
    starts: tuple[int, ...]
    capitals: bool
    """Nothing in it is in lower case."""

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The words that lie there whole."""
        found = self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return found if not found or found[-1].end <= end else found[:-1]

    def operator(self, start: int) -> tuple[Operator, int] | None:
        """An operator's word that begins here, and where it ends."""
        found = CHUNK.match(self.text, start)
        meant = query_words().operator(found.group(), self.capitals) if found else None
        return (meant, found.end()) if meant and found else None

    def field(self, start: int) -> tuple[Meaning, int] | None:
        """What the known name before a colon that begins here asks for, and where its value may."""
        found = query_words().name_pattern.match(self.folded, start)
        if found is None or (start and self.text[start - 1].isalnum()):
            return None
        return query_words().meaning(found[1]), found.end()


@dataclass(frozen=True, slots=True)
class Operand:
    """A piece of a question that can stand alone, or beside an operator."""

    end: int
    apart: tuple[tuple[Atom, ...], ...]
    """Alone: each must be there, in one of its forms."""
    whole: tuple[Atom, ...]
    """Beside an operator: forms of all of it together."""
    code: tuple[str, ...] = ()
    """Folded parts of the code that it writes."""
    bare: bool = False
    """Words without quotes and without a field."""

    @property
    def words(self) -> tuple[Token, ...]:
        """Those that it looks for anywhere."""
        atoms = (atom for any_of in self.apart for atom in any_of)
        looked_for = (atom for atom in atoms if isinstance(atom, Words))
        return tuple(t for w in looked_for if w.field is TextField.ANY for t in w.tokens)

    @property
    def near(self) -> Words | None:
        """The words that something else can be near to."""
        match self.whole:
            case (Words(field=TextField.ANY, begun=False) as words,):
                return words
        return None


def source_of(text: str) -> Source:
    """Any text, of which only the beginning counts; quotes and colons made plain."""
    plain = nfc(text[:MAX_CHARACTERS]).translate(_PLAIN)
    words = tokens(plain)
    starts = tuple(word.start for word in words)
    capitals = not any(char.islower() for char in plain)
    return Source(plain, canon(plain), fold(plain), words, starts, capitals)


def words_in(source: Source, start: int, end: int, field: TextField, slop: int = 0) -> Words | None:
    """The words that lie there as one; a star at their end makes the last a beginning."""
    found = source.between(start, end)
    if not found:
        return None
    star = source.text[found[-1].end : end].lstrip("\"'").startswith("*")
    begun = star and len(found[-1].folded) >= MIN_BEGINNING
    loose = len(found) > 1 and not begun
    return Words(found, field, min(slop, MAX_SLOP) if loose else 0, begun)


def one_by_one(words: Words) -> tuple[tuple[Words, ...], ...]:
    """Each word for itself."""
    *first, last = words.tokens
    alone = [(Words((token,), words.field),) for token in first]
    return (*alone, (Words((last,), words.field, begun=words.begun),))


def quoted(source: Source, start: int) -> tuple[int, int, int, int] | None:
    """Of a phrase that begins here: first and end of its inside, slop, end of all."""
    if not source.text.startswith('"', start):
        return None
    close = source.text.find('"', start + 1)
    if close < 0:
        return None
    slop = _SLOP.match(source.text, close + 1)
    if slop is None:
        return start + 1, close, 0, close + 1
    return start + 1, close, int(slop[1]), slop.end()


def value_end(source: Source, colon: int, start: int) -> int:
    """Where an unquoted value of free words ends.

    Right behind the colon it is one word. After a blank, as on a form, it goes on to the next
    comma, line, quote, operator or field.
    """
    if colon == start:
        found = CHUNK.match(source.text, start)
        return found.end() if found else start
    ends = _VALUE_ENDS.search(source.text, start)
    end = ends.start() if ends else len(source.text)
    for word in _NEXT_WORD.finditer(source.text, start, end):
        if source.field(word.start()) is not None or source.operator(word.start()):
            return word.start()
    return end


def stars_behind(source: Source, end: int) -> int:
    """The end, behind the stars there."""
    found = _STARS.match(source.text, end)
    return found.end() if found else end
