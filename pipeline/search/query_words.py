"""The words of the query language, kept as data in `configs/query.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, cached_property
from typing import Literal

from pipeline.rules import default_rules
from pipeline.search.analysis import canon, fold, key
from pipeline.search.question import KeyField
from pipeline.settings import Section, configs_dir

_GLUED, _PARTED = r"[\s_]*", r"[\s_.-]+"
"""What stands for a blank of a name, and of a value."""

Unit = Literal["day", "week", "month", "quarter", "year"]


class Meaning(StrEnum):
    """What a name before a colon asks for."""

    ACCESS = "access"
    CODE = "code"
    DATE = "date"
    FORM = "form"
    FROM = "from"
    ISSUER = "issuer"
    NUMBER = "number"
    SIGNATURES = "signatures"
    SIGNER = "signer"
    STATE = "state"
    SUBJECT = "subject"
    TO = "to"
    TYPE = "type"
    UNIT = "unit"
    URGENCY = "urgency"


class Operator(StrEnum):
    NEAR = "near"
    NOT = "not"
    OR = "or"


class FieldNames(Section):
    meaning: Meaning
    names: tuple[str, ...]


class DateWords(Section):
    years: tuple[int, int]
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    range_begins: str
    range_goes_on: str
    expected: str


class CodeWords(Section):
    number_words: tuple[str, ...]


class Keys(Section):
    telex_tones: str
    vni_tones: str
    telex_letters: dict[str, str]
    vni_letters: dict[str, str]
    tone_marks: str
    onsets: tuple[str, ...]
    vowels: tuple[str, ...]
    finals: tuple[str, ...]
    stops: tuple[str, ...]


class QueryWords(Section):
    field: tuple[FieldNames, ...]
    values: dict[KeyField, dict[str, tuple[str, ...]]]
    operators: dict[str, tuple[str, ...]]
    dates: DateWords
    relative: dict[str, tuple[Unit, int]]
    code: CodeWords
    keys: Keys

    @cached_property
    def meanings(self) -> dict[str, Meaning]:
        """Name, without blanks, folded and with every y as i → its meaning."""
        return {_joined(name): group.meaning for group in self.field for name in group.names}

    def meaning(self, name: str) -> Meaning:
        """Of a name that `name_pattern` found."""
        return self.meanings[_joined(name)]

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """A known name and its colon, on folded text."""
        names = (name for group in self.field for name in group.names)
        # Glued together, "nguoiky" keeps the y that stands for i in "nguoi ky".
        either = re.sub("[iy]", "[iy]", _any_of(names, _GLUED))
        return re.compile(rf"({either})\s*:")

    @cached_property
    def relative_days(self) -> dict[str, tuple[Unit, int]]:
        """By folded name."""
        return {fold(name): value for name, value in self.relative.items()}

    @cached_property
    def relative_pattern(self) -> re.Pattern[str]:
        """On folded text."""
        return re.compile(rf"({_any_of(self.relative, _PARTED)})(?!\w)")

    @cached_property
    def number_words(self) -> frozenset[str]:
        return frozenset(map(fold, self.code.number_words))

    @cached_property
    def date_words(self) -> frozenset[str]:
        return frozenset(map(canon, self.dates.words))

    def name_of(self, meaning: Meaning) -> str:
        """What the field is called when a question is written back."""
        return next(group.names[0] for group in self.field if group.meaning is meaning)

    def operator(self, word: str, capitals: bool) -> Operator | None:
        """The operator that a word is; `capitals` says that the whole question is in capitals."""
        for operator in Operator:
            everywhere = self.operators[operator]
            others = () if capitals else self.operators[f"{operator}_unless_capitals"]
            if word in everywhere or word in others:
                return operator
        return None


@cache
def query_words() -> QueryWords:
    """Raises: OSError, ValueError when the program's own file is damaged."""
    text = (configs_dir() / "query.toml").read_text(encoding="utf-8")
    return QueryWords.model_validate(tomllib.loads(text))


@cache
def known_values(field: KeyField) -> dict[str, tuple[str, ...]]:
    """What a person may type, as `key` makes it → the values that it may mean; the whole first."""
    if field is KeyField.TYPE:
        return _types()
    known = query_words().values.get(field, {})
    as_code = field is not KeyField.URGENCY
    found: dict[str, tuple[str, ...]] = {}
    for value, names in known.items():
        for name in map(key, names):
            found[name] = (*found.get(name, ()), value if as_code else key(value))
    return found


@cache
def offices(abbreviation: str) -> tuple[str, ...]:
    """The names of the offices that symbols write so, folded: "ubnd"."""
    organs = default_rules().organ
    return tuple(
        organ.name
        for organ in organs
        if abbreviation in map(key, organ.abbreviations) and key(organ.name) != abbreviation
    )


@cache
def value_pattern(field: KeyField) -> re.Pattern[str] | None:
    """The longest of the known values, on folded text; None when the field has no known ones."""
    known = known_values(field)
    return re.compile(rf"({_any_of(known, _PARTED)})(?!\w)") if known else None


@cache
def value_name(field: KeyField, value: str) -> str:
    """How a value is written back."""
    if field is KeyField.TYPE:
        rules = default_rules()
        names = (rules.letter, *(kind.name for kind in rules.kind))
        return next((name for name in names if key(name) == value), value)
    known = query_words().values.get(field, {})
    if field is KeyField.URGENCY:
        return next((name for name in known if key(name) == value), value)
    return known[value][0] if value in known else value


def _types() -> dict[str, tuple[str, ...]]:
    """Kinds of documents by their names, and by their abbreviations where no name is like it."""
    rules = default_rules()
    kinds, letter = rules.kind, key(rules.letter)
    found = {key(kind.name): (key(kind.name),) for kind in kinds} | {letter: (letter,)}
    short: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        for name in kind.abbreviations:
            short[key(name)] = tuple(dict.fromkeys((*short.get(key(name), ()), key(kind.name))))
    return {**short, **found}


def _any_of(names: Iterable[str], blank: str) -> str:
    """Any of the names, the longest first, on folded text."""
    folded = sorted({fold(name) for name in names}, key=len, reverse=True)
    return "|".join(blank.join(map(re.escape, name.split())) for name in folded)


def _joined(name: str) -> str:
    return re.sub(r"[\s_]", "", fold(name)).replace("y", "i")
