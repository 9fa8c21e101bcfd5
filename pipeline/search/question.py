"""What a person asks for, understood, before any engine sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pipeline.search.analysis import Token

MAX_CHARACTERS = 4_000
MAX_TOKENS = 64
"""Of a longer question only the beginning is looked for."""


class TextField(StrEnum):
    """Where words are looked for."""

    ANY = "any"
    """The text of all pages and the description."""
    CODE = "code"
    ISSUER = "issuer"
    """At least one word must not be of its parent alone."""
    SIGNER = "signer"
    SUBJECT = "subject"


class KeyField(StrEnum):
    """What has one of few values."""

    ACCESS = "access"
    FORM = "form"
    SIGNATURES = "signatures"
    STATE = "state"
    TYPE = "type"
    UNIT = "unit"
    URGENCY = "urgency"


class NumberField(StrEnum):
    """What has a first and a last."""

    DATE = "date"
    """Days as numbers YYYYMMDD; a partial date is every day that it may be."""
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or several that stand together."""

    tokens: tuple[Token, ...]
    """At least one, in their order."""
    field: TextField = TextField.ANY
    slop: int = 0
    """So many others may stand between them in all."""
    begun: bool = False
    """The last is only the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Key:
    """A value, whole."""

    field: KeyField
    value: str
    """Of ACCESS, FORM, SIGNATURES, STATE as the code has it ("open"); else of `analysis.key`."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both included; None is no bound."""

    field: NumberField
    first: int | None
    last: int | None


Atom = Words | Key | Span


@dataclass(frozen=True, slots=True)
class Clause:
    """What must be there in one of its forms; or, with `without`, in none of them."""

    any_of: tuple[Atom, ...]
    without: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be understood and was taken as words."""

    code: str
    """A message code (`search.<code>` in the catalogue)."""
    text: str
    """What was typed."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: every clause must be answered."""

    clauses: tuple[Clause, ...]
    code: tuple[str, ...] = ()
    """Folded parts of a document's code, if the question may hold one."""
    notes: tuple[Note, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words looked for anywhere, in their order; not those that must be absent."""
        return tuple(token for words in self._anywhere() for token in words.tokens)

    @property
    def terms(self) -> tuple[str, ...]:
        """The whole ones among them, folded, each once."""
        return tuple(dict.fromkeys(token.folded for token in self._whole()))

    @property
    def exact(self) -> tuple[str, ...]:
        """… as written."""
        return tuple(dict.fromkeys(token.exact for token in self._whole()))

    @property
    def marked(self) -> tuple[str, ...]:
        """… those that were written with marks."""
        return tuple(dict.fromkeys(t.exact for t in self._whole() if t.exact != t.folded))

    @property
    def pairs(self) -> tuple[tuple[Token, Token], ...]:
        """Neighbours."""
        return tuple(pairwise(self._whole()))

    def _anywhere(self) -> tuple[Words, ...]:
        return tuple(
            atom
            for clause in self.clauses
            if not clause.without
            for atom in clause.any_of
            if isinstance(atom, Words) and atom.field is TextField.ANY
        )

    def _whole(self) -> tuple[Token, ...]:
        return tuple(
            token
            for words in self._anywhere()
            for token in (words.tokens[:-1] if words.begun else words.tokens)
        )
