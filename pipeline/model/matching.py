"""What is compared of two forms that may be of one document, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one form of a document; None and "" are unknown, and speak for nothing."""

    number: str | None = None
    notation: str | None = None
    issued_on: str | None = None
    """ISO 8601, `??` for unknown parts."""
    issuer: str | None = None
    type: str | None = None
    subject: str | None = None
    signer: str | None = None
    page_count: int | None = None
    text: str = ""
    """All that it says."""
    read: bool = False
    """It was read from a picture: words of it may be wrong."""
    unsure: frozenset[str] = frozenset()
    """Names of the fields above that were read and that nobody confirmed."""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What else an unsure number may be, by the name of its field, likeliest first."""


class Answer(StrEnum):
    """What is to be done with two forms."""

    JOIN = "join"
    """They are one document."""
    ASK = "ask"
    """They may be; a person says."""
    ALARM = "alarm"
    """They have one code and differ: a forgery, or a number given twice. A person looks."""
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for or against: a message code (`sign.<code>`) and its blanks."""

    code: str
    weight: float
    """In log odds; below 0 it speaks against."""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What came of comparing two forms."""

    answer: Answer
    score: float
    """The chance that they are one document, 0.0–1.0."""
    signs: tuple[Sign, ...]
    """The strongest first."""
    same_sheet: bool = False
    """They are scans of one sheet of paper."""
    alike: bool = False
    """Their texts agree so far that their sheets are worth a look, whatever else was read."""
