"""What a document must have and what of it is there, is missing, or cannot be told."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.ocr import OcrPage
from pipeline.model.record import Field, Record
from pipeline.model.scan import PageOrigin
from pipeline.office_rules import CompletenessRules
from pipeline.rules import Rules
from pipeline.sections.paper import PartRule
from pipeline.steps.record.header import read_header

SOURCES = ("decree",)
"""Kinds whose layout NĐ 30/2020/NĐ-CP fixes (Điều 7); the letter without heading is one."""


class Presence(StrEnum):
    """Whether a part of a document is there."""

    PRESENT = "present"
    MISSING = "missing"
    UNSURE = "unsure"
    """For a person to look at: never proposed for a refusal."""


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part that is asked for, and whether it is there."""

    part: PartRule
    presence: Presence


@dataclass(frozen=True, slots=True)
class Looked:
    """What the parts of a document are looked for in."""

    record: Record
    pages: tuple[OcrPage, ...] = ()
    """Empty for what was never scanned: then nothing is surely missing."""
    paper_class: str | None = None
    private: bool = False
    """Its issuer is no office: the decree does not bind it."""


def parts_seen(looked: Looked, rules: CompletenessRules, reading: Rules) -> tuple[PartSeen, ...]:
    """Each part that is asked of a document, in the order of the rules.

    Surely missing is only what a well-read document by an office, of a type that is sure, lacks.
    Source: NĐ 30/2020/NĐ-CP, Điều 8 and Phụ lục I.
    """
    asked = [part for part in rules.parts if _asked(part, looked, reading)]
    told = _told(looked, rules)
    found = []
    for part in asked:
        presence = _presence(part, looked, rules, reading)
        if presence is Presence.MISSING and not told:
            presence = Presence.UNSURE
        found.append(PartSeen(part, presence))
    return tuple(found)


def missing(seen: Sequence[PartSeen]) -> tuple[PartRule, ...]:
    """What may be proposed for a refusal."""
    return tuple(one.part for one in seen if one.presence is Presence.MISSING)


def _asked(part: PartRule, looked: Looked, reading: Rules) -> bool:
    if part.classes:
        return looked.paper_class in part.classes
    kind = looked.record.type.value
    if part.kinds:
        return kind in part.kinds
    decreed = {known.name for known in reading.kind if known.source in SOURCES}
    return (kind in decreed or kind == reading.letter) and kind not in part.except_kinds


def _told(looked: Looked, rules: CompletenessRules) -> bool:
    """Whether what was not found can be said to be missing."""
    if not looked.pages or looked.private or looked.record.type.review:
        return False
    # The seal and the signature of what was copied stay on the original.
    if looked.record.copy.value is not None or looked.record.copy.review:
        return False
    whole = all(p.failure is None and p.origin is not PageOrigin.MISSING for p in looked.pages)
    return whole and _mean(looked.pages[0]) >= rules.page_mean


def _mean(page: OcrPage) -> float:
    sure = [word.confidence for word in page.words]
    return sum(sure) / len(sure) if sure else 0.0


def _presence(part: PartRule, looked: Looked, rules: CompletenessRules, reading: Rules) -> Presence:
    if part.field:
        return _field(getattr(looked.record, part.field), rules.sure)
    if part.marks:
        return _marks(part, looked)
    if part.head:
        has_head = looked.pages and read_header(looked.pages[0], reading) is not None
        return Presence.PRESENT if has_head else Presence.UNSURE
    text = _plain(" ".join(line.text for page in looked.pages for line in page.lines))
    if part.words:
        said = any(_plain(phrase) in text for phrase in part.words)
        return Presence.PRESENT if said else Presence.UNSURE
    announced = any(_plain(phrase) in text for phrase in part.announced)
    enclosed = looked.record.annexes.value is not None
    return Presence.UNSURE if announced and not enclosed else Presence.PRESENT


def _field(field: Field, sure: float) -> Presence:
    """A field that a pen left blank; what was only misread is there all the same."""
    if field.reason == "blank":
        return Presence.MISSING if field.confidence >= sure else Presence.UNSURE
    if field.value is not None or field.reason in ("handwritten", "struck_out"):
        return Presence.PRESENT
    return Presence.UNSURE


def _marks(part: PartRule, looked: Looked) -> Presence:
    """A mark on any page; without the signer's name nobody knows where one should be."""
    kinds = {region.kind.value for page in looked.pages for region in page.regions}
    if kinds & set(part.marks):
        return Presence.PRESENT
    nameless = looked.record.signer_name.value is None
    hidden = bool(kinds & set(part.hidden_by))
    return Presence.UNSURE if nameless or hidden else Presence.MISSING


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
