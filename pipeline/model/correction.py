"""What a person said of a document: a field, a word of its text, or that they have looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box
from pipeline.model.record import Value


class CorrectionKind(StrEnum):
    """What it is about."""

    FIELD = "field"
    WORD = "word"
    REASON = "reason"
    """A doubt about the whole document, such as a page that was badly read."""


class How(StrEnum):
    """What the person did."""

    TYPED = "typed"
    CONFIRMED = "confirmed"
    """It is as it was read, or one of the readings that were offered."""
    UNREADABLE = "unreadable"
    """They looked, and it cannot be read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a field; stronger than whatever a machine reads there."""

    field: str
    value: Value
    how: How
    page: int | None = None
    """Of the document, from 1: where they pointed, with `box`."""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class WordFix:
    """What stands at a place of a page, whatever a machine reads there."""

    page: int
    """Of the file, from 1: documents of it may be split and joined."""
    box: Box
    """Of the word as the machine read it, pixels of the page as kept."""
    text: str
    """NFC; empty where no word stands, with blanks where several do."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people said of a document, to be laid over what a machine reads of it."""

    said: tuple[Said, ...] = ()
    """Of its fields, in the order in which it was said."""
    looked: tuple[str, ...] = ()
    """Codes of reasons that somebody looked at."""
    fixes: tuple[WordFix, ...] = ()
    """Of its words, one for each place."""

    @property
    def of_record(self) -> bool:
        """Whether record and reasons are others than what was read."""
        return bool(self.said or self.looked)


@dataclass(frozen=True, slots=True)
class Correction:
    """One word of a person, as the register keeps it."""

    id: int
    document_id: str
    sha256: str
    kind: CorrectionKind
    what: str
    """The field, or the code of the reason; of a word, empty."""
    page: int | None
    """Of the file, from 1."""
    box: Box | None
    old: Value
    new: Value
    how: How
    who: str
    at: datetime
    revision: int
    """Of the document when this was done, or undone."""
    key: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def holds(self) -> bool:
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A correction before the register has it."""

    kind: CorrectionKind
    what: str
    old: Value
    new: Value
    how: How
    page: int | None = None
    """Of the file, from 1."""
    box: Box | None = None
    key: str | None = None
    """The client's own, so that the same word sent twice is one."""


def overlay_to_json(overlay: Overlay) -> dict[str, Any]:
    """`overlay_from_json` is its inverse."""
    return {
        "said": _said_to_json(overlay.said),
        "looked": list(overlay.looked),
        "fixes": fixes_to_json(overlay.fixes),
    }


def overlay_from_json(data: Mapping[str, Any]) -> Overlay:
    fixes = fixes_from_json(data["fixes"])
    return Overlay(_said_from_json(data["said"]), tuple(data["looked"]), fixes)


def fixes_to_json(fixes: Iterable[WordFix]) -> list[list[Any]]:
    """`fixes_from_json` is its inverse."""
    return [[one.page, *(_sides(one.box) or ()), one.text] for one in fixes]


def fixes_from_json(data: Iterable[list[Any]]) -> tuple[WordFix, ...]:
    return tuple(WordFix(one[0], Box(*one[1:5]), one[5]) for one in data)


def _said_to_json(said: Iterable[Said]) -> list[list[Any]]:
    return [
        [
            one.field,
            list(one.value) if isinstance(one.value, tuple) else one.value,
            one.how.value,
            one.page,
            _sides(one.box),
        ]
        for one in said
    ]


def _said_from_json(data: Iterable[list[Any]]) -> tuple[Said, ...]:
    return tuple(
        Said(
            field,
            tuple(value) if isinstance(value, list) else value,
            How(how),
            page,
            None if sides is None else Box(*sides),
        )
        for field, value, how, page, sides in data
    )


def _sides(box: Box | None) -> list[int] | None:
    return None if box is None else [box.left, box.top, box.right, box.bottom]
