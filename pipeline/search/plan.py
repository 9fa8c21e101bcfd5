"""What an engine is asked, in no engine's language: stated once, translated by each.

Scores add up. A `Term` scores by BM25 (k1 1.2, b 0.75, times k1 + 1) where its field keeps
frequencies; everything under a `Constant` scores that constant; all other leaves stand under a
`Constant` only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with this word, or this value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Documents with one of these values; none of them without any."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Documents with these words in this order, at most `slop` others between them in all."""

    field: str
    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Starts:
    """Documents with a word, or a value, that begins so."""

    field: str
    beginning: str


@dataclass(frozen=True, slots=True)
class RunStarts:
    """Documents with these words side by side, the last of them only begun."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents with a word that differs in at most so many letters (1 or 2)."""

    field: str
    word: str
    letters: int


@dataclass(frozen=True, slots=True)
class Between:
    """Documents with a number from `first` to `last`, both included; None is no bound."""

    field: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that answer each part, none of `without`; `lifts` only add to the score."""

    parts: tuple[Plan, ...]
    without: tuple[Plan, ...] = ()
    lifts: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that answer at least so many parts."""

    parts: tuple[Plan, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Constant:
    """Documents of the part, all with this score."""

    part: Plan
    score: float


@dataclass(frozen=True, slots=True)
class Times:
    """The part with its score multiplied."""

    part: Plan
    factor: float


Plan = (
    Everything
    | Term
    | OneOf
    | Run
    | Starts
    | RunStarts
    | Similar
    | Between
    | AllOf
    | AnyOf
    | Constant
    | Times
)


def condition(part: Plan) -> Plan:
    """A part that is asked for and adds nothing to the score."""
    return Constant(part, 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an engine is asked for one question."""

    whole: Plan
    bare: Plan
    """The same documents, without what scores them: to count."""
    top: Plan | None = None
    """Documents of `whole` that stand above all its others, in the order of `whole`."""
    frequent: tuple[str, ...] = ()
    """Words that each of `whole` has: where all of them are in very many documents, an engine
    may look through `top` first."""
