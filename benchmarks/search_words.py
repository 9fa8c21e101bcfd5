"""Sentences of administrative Vietnamese without end, the same for the same seed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeVar

from pipeline.places import default_places
from pipeline.rules import default_rules

SENTENCES = 150_000
"""So many different sentences; which come often is for who asks for them."""

_SLOT = re.compile(r"\{(\w+)\}")
_LINE_WORDS = 15
_MISREAD = 0.04
"""Sentences with a word that a scanner's program got wrong."""
_OLD_PLACEMENT = 0.3
"""Sentences with the tone mark on the second vowel: hoà, uỷ."""
_MOVED = {
    old: new
    for first, tones in (("o", "òóỏõọ"), ("u", "ùúủũụ"))
    for second, marked in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    if (first == "u") == (second == "y")
    for old, new in zip(
        (tone + second for tone in tones), (first + mark for mark in marked), strict=True
    )
}
_OPEN = re.compile(rf"(?<![qQ])(?:{'|'.join(_MOVED)})(?!\w)")
_MISREADINGS = str.maketrans("ạảấầẩẫậăặêếềểễệôốồộơờợưữựđủ", "aáâẩấậầâăeêếệếềoồộốoợờuừữdù")

Choice = TypeVar("Choice")


@cache
def pieces(name: str) -> tuple[str, ...]:
    """The lines of one list in `search_clauses.toml`."""
    path = Path(__file__).with_name("search_clauses.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))[name].strip().splitlines())


def zipf(random: Random, options: Sequence[Choice]) -> Choice:
    """One of them, the k-th about 1/k as often as the first."""
    return options[int((len(options) + 1) ** random.random()) - 1]


def old_placement(text: str) -> str:
    """Lower-case text with the tone marks of open syllables where they used to be: oà, uỷ."""
    return _OPEN.sub(lambda found: _MOVED[found.group()], text)


def misread(word: str) -> str:
    """The word with other marks, as a scanner's program may take it for."""
    return word.translate(_MISREADINGS)


class Words:
    """What slots are filled with, by one seed's taste."""

    def __init__(self, seed: int) -> None:
        rules, random = default_rules(), Random(seed)
        self.places = [
            f"{place.level.lower()} {place.short}" for place in default_places() if place.level
        ]
        self.organs = [organ.name for organ in rules.organ]
        self.kinds = [kind.name for kind in rules.kind if kind.abbreviations]
        self.symbols = [kind.abbreviations[0] for kind in rules.kind if kind.abbreviations]
        self.office_symbols = [organ.abbreviations[0] for organ in rules.organ]
        self.given = [*rules.names.common.split(), *rules.names.known.split()]
        self._families = list(rules.names.families)
        self._weights = list(accumulate(rules.names.families.values()))
        for options in (self.places, self.organs, self.kinds, self.symbols, self.office_symbols):
            random.shuffle(options)
        self.organs.insert(0, "Ủy ban nhân dân tỉnh")
        self._slots: dict[str, Callable[[Random], str]] = {
            "act": lambda r: zipf(r, pieces("acts")),
            "thing": lambda r: zipf(r, pieces("things")),
            "unit": lambda r: zipf(r, pieces("units")),
            "organ": lambda r: zipf(r, self.organs),
            "place": lambda r: zipf(r, self.places),
            "kind": lambda r: zipf(r, self.kinds),
            "name": self.person,
            "code": self.code,
            "date": lambda r: f"{r.randint(1, 28)}/{r.randint(1, 12)}/{r.randint(1999, 2025)}",
            "year": lambda r: str(r.randint(1999, 2025)),
            "money": lambda r: f"{r.randint(1, 999)}.{r.randint(0, 999):03}.000",
            "count": lambda r: str(int(2_000 ** r.random())),
            "percent": lambda r: f"{r.randint(1, 99)},{r.randint(0, 9)}",
            "area": lambda r: f"{r.randint(10, 9_999)},{r.randint(0, 9)}",
            "phone": lambda r: f"0{r.randint(200_000_000, 999_999_999)}",
            "plot": lambda r: str(r.randint(1, 99_999)),
            "sheet": lambda r: str(r.randint(1, 120)),
        }

    def person(self, random: Random) -> str:
        """A name: family, one or two in the middle, given."""
        family = random.choices(self._families, cum_weights=self._weights)[0]
        middle = " ".join(zipf(random, self.given) for _ in range(1 + (random.random() < 0.1)))
        return f"{family} {middle} {zipf(random, self.given)}"

    def code(self, random: Random) -> str:
        number = int(3_000 ** random.random())
        return f"{number}/{zipf(random, self.symbols)}-{zipf(random, self.office_symbols)}"

    def filled(self, random: Random, template: str) -> str:
        return "".join(
            self._slots[part](random) if slot else part
            for part, slot in zip(*_parts(template), strict=True)
        )


class Sentences:
    """The sentences of one seed by number, each made when it is first asked for."""

    def __init__(self, words: Words, seed: int) -> None:
        self._words = words
        self._seed = seed
        self._made: dict[int, str] = {}

    def __getitem__(self, number: int) -> str:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._make(Random(self._seed * SENTENCES + number))
        return made

    def _make(self, random: Random) -> str:
        shape = random.random()
        parts = [zipf(random, pieces("openers"))] if shape < 0.5 else []
        parts.append(random.choice(pieces("clauses")))
        parts += random.sample(pieces("tails"), 1 + (shape > 0.8))
        text = self._words.filled(random, " ".join(parts))
        if random.random() < _OLD_PLACEMENT:
            text = old_placement(text)
        words = text.split(" ")
        if random.random() < _MISREAD:
            at = random.randrange(len(words))
            words[at] = misread(words[at])
        return wrapped(f"{words[0][:1].upper()}{words[0][1:]}", words[1:])


def wrapped(first: str, words: Sequence[str]) -> str:
    """A sentence in lines as long as a printed one."""
    lines = [first]
    for number, word in enumerate(words, start=1):
        lines.append("\n" if number % _LINE_WORDS == 0 else " ")
        lines.append(word)
    return "".join((*lines, "."))


@cache
def _parts(template: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Text and names of slots in turn, and which of them are slots."""
    split = _SLOT.split(template)
    return tuple(split), tuple(bool(number % 2) for number in range(len(split)))
